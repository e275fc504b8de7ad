#include "ru/partials.h"

namespace pamsim::tb {
namespace {

using numerics::Bits32;

constexpr ValueWeights kOrdinary{0, 0, 0, 0, 1, 0, 0, 0, 0, 0};
constexpr ValueWeights kHuge{0, 0, 0, 0, 1, 0, 3, 0, 0, 0};

/// -16 to 16 in steps of 1/64.
Bits32 near_zero(std::uint64_t random) {
    return numerics::bits_of(static_cast<float>(static_cast<int>(random % 2048) - 1024) / 64.0F);
}

}  // namespace

RandomPartials::RandomPartials(Coverage& coverage, std::uint64_t seed)
    : random_(seed),
      any_(seed + 1, kFp32),
      ordinary_(seed + 2, kFp32, kOrdinary),
      huge_(seed + 3, kFp32, kHuge),
      coverage_(coverage),
      m_(coverage, "m", kFp32),
      l_(coverage, "l", kFp32),
      kinds_(
          coverage.row("partials", "merge",
                       {"ordinary", "any", "equal m", "rising m", "masked", "huge l, O", "+inf", "empty"})) {}

void RandomPartials::begin() {
    kind_ = static_cast<PartialKind>(random_() % kPartialKinds);
    same_ = near_zero(random_());
}

Bits32 RandomPartials::m_of(std::uint32_t round) {
    switch (kind_) {
        case PartialKind::any:
            return any_.next();
        case PartialKind::equal:
            return same_;
        case PartialKind::rising:
            return numerics::bits_of(static_cast<float>(round) * 0.75F +
                                     static_cast<float>(random_() % 64) / 64.0F);
        case PartialKind::masked:
            return numerics::kMinusInfinity;
        case PartialKind::infinite:
            if (random_() % 8 == 0) return numerics::kInfinity;
            break;
        default:
            break;
    }
    return near_zero(random_());
}

numerics::Partial RandomPartials::next(std::size_t values, std::uint32_t round) {
    numerics::Partial partial;
    if (random_() % 16 == 0 || kind_ == PartialKind::masked) {
        partial.o.assign(values, 0);
        kinds_.hit(kind_ == PartialKind::masked ? static_cast<std::size_t>(kind_) : kPartialKinds);
    } else {
        RandomValues& from = kind_ == PartialKind::any    ? any_
                             : kind_ == PartialKind::huge ? huge_
                                                          : ordinary_;
        partial.m = m_of(round);
        partial.l = kind_ == PartialKind::any ? any_.next() : from.next() & 0x7fffffffu;
        for (std::size_t i = 0; i < values; ++i) partial.o.push_back(from.next());
        kinds_.hit(static_cast<std::size_t>(kind_));
    }
    m_.value(partial.m);
    l_.value(partial.l);
    if (!o_ && values != 0) o_.emplace(coverage_, "O", kFp32);
    for (const Bits32 value : partial.o) o_->value(value);
    return partial;
}

Bits32 RandomPartials::score() {
    const Bits32 value = kind_ == PartialKind::any ? any_.next() : ordinary_.next();
    if (!score_) score_.emplace(coverage_, "score", kFp32);
    score_->value(value);
    return value;
}

}  // namespace pamsim::tb
