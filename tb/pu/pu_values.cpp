#include "pu/pu_values.h"

#include "numerics/softmax.h"

namespace pamsim::tb {

using numerics::Bits16;
using numerics::Bits32;

namespace {

FloatFormat half_format(numerics::Format format) {
    return format == numerics::Format::fp16 ? kFp16 : kBf16;
}

}  // namespace

PuValues::PuValues(numerics::Format format, std::uint64_t seed)
    : format_(format),
      random_(seed),
      any_half_(seed + 1, half_format(format)),
      finite_half_(seed + 2, half_format(format), kFinite),
      any_score_(seed + 3, kFp32),
      finite_score_(seed + 4, kFp32, kFinite) {}

void PuValues::next_kind() {
    // Ordinary data most often: specials spread over a whole result.
    kind_ = random_() % 3 == 0 ? Kind::attention : static_cast<Kind>(random_() % kKinds);
    common_ = between(-3, 6);
}

std::vector<Bits16> PuValues::vectors(std::uint32_t count, std::uint32_t values) {
    std::vector<Bits16> result(std::size_t{count} * values);
    for (Bits16& x : result) x = value();
    return result;
}

std::vector<Bits32> PuValues::scores(std::uint32_t tokens, std::uint32_t heads) {
    std::vector<Bits32> result(std::size_t{tokens} * heads);
    for (Bits32& x : result) x = score();
    return result;
}

std::vector<Bits32> PuValues::maxima(const std::vector<Bits32>& scores, std::uint32_t heads) {
    std::vector<Bits32> m(heads, numerics::kMinusInfinity);
    for (std::size_t i = 0; i < scores.size(); ++i) m[i % heads] = numerics::maximum(m[i % heads], scores[i]);
    for (Bits32& x : m) {
        const std::uint64_t choice = random_() % 16;
        if (choice < 3) x = numerics::maximum(x, score());
        if (choice == 3) x = any_score_.next();
    }
    return m;
}

Bits32 PuValues::between(int low, int high) {
    const auto span = static_cast<std::uint32_t>(high - low);
    const auto field = static_cast<std::uint32_t>(127 + low) + static_cast<std::uint32_t>(random_() % span);
    const auto bits = static_cast<std::uint32_t>(random_());
    return (bits & 0x807fffffu) | field << 23;
}

Bits16 PuValues::value() {
    const bool fp16 = format_ == numerics::Format::fp16;
    switch (kind_) {
        case Kind::wide:
            return static_cast<Bits16>(finite_half_.next());
        case Kind::special:
            return static_cast<Bits16>(any_half_.next());
        case Kind::huge:
            return numerics::narrow(format_, fp16 ? between(9, 16) : between(60, 128));
        case Kind::masked:  // small: products and sums down to subnormal ones
            return numerics::narrow(format_, fp16 ? between(-24, -12) : between(-80, -55));
        case Kind::equal:  // whole numbers: sums of exactly 0 and 1
            return numerics::narrow(format_, numerics::bits_of(static_cast<float>(random_() % 3) - 1.0f));
        case Kind::cancelling:
            before_ = random_() % 4 == 0 ? numerics::narrow(format_, between(-2, 3))
                                         : static_cast<Bits16>(before_ ^ 0x8000u);
            return before_;
        default:
            return numerics::narrow(format_, between(-5, 2));
    }
}

Bits32 PuValues::score() {
    const bool often = random_() % 2 == 0, seldom = random_() % 8 == 0;
    switch (kind_) {
        case Kind::wide:
            return finite_score_.next();
        case Kind::special:
            return any_score_.next();
        case Kind::equal:
            return common_;
        case Kind::masked:
            return numerics::kMinusInfinity;
        case Kind::half_masked:
            return often ? numerics::kMinusInfinity : between(-4, 4);
        case Kind::infinite:
            return seldom ? numerics::kInfinity : between(-4, 4);
        case Kind::not_a_number:
            return seldom ? numerics::kNan : between(-4, 4);
        default:
            return between(-6, 4);
    }
}

}  // namespace pamsim::tb
