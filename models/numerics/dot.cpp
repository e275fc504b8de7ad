#include "numerics/dot.h"

#include <algorithm>
#include <cstring>

#include "numerics/fp32.h"

namespace pamsim::numerics {
namespace {

/// Biased exponent with that of the smallest normal for subnormals and zeros.
int exponent_of(Bits32 x) {
    return std::max(static_cast<int>((x >> 23) & 0xffu), 1);
}

Bits32 special_sum(const Bits32* products, std::size_t lanes) {
    Bits32 sum = 0;
    for (std::size_t i = 0; i < lanes; ++i)
        if (is_nan(products[i]) || is_infinite(products[i])) sum = add(sum, products[i]);
    return sum;
}

/// 2^exponent, exponent in -1022..1023.
double power_of_two(int exponent) {
    const std::uint64_t bits = static_cast<std::uint64_t>(exponent + 1023) << 52;
    double value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

}  // namespace

Bits32 rule::tree_sum(const Bits32* products, std::size_t lanes) {
    int top = 1;
    for (std::size_t i = 0; i < lanes; ++i) top = std::max(top, exponent_of(products[i]));
    if (top == 0xff) return special_sum(products, lanes);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < lanes; ++i) {
        const Bits32 x = products[i];
        const std::uint64_t significand = (x & 0x7fffffu) | (((x >> 23) & 0xffu) != 0 ? 0x800000u : 0);
        const int shift = std::min(top - exponent_of(x), 63);
        const auto aligned = static_cast<std::int64_t>((significand << kTreeGuardBits) >> shift);
        sum += (x >> 31) != 0 ? -aligned : aligned;
    }
    if (sum == 0) return 0;
    return pack(sum < 0, static_cast<std::uint64_t>(sum < 0 ? -sum : sum), top - 150 - kTreeGuardBits);
}

/// In units of the window's last bit every product is a double without rounding; a cast to an integer cuts it
/// off towards zero; the sum of the integers is a double without rounding again, and its cast to float rounds
/// once.
Bits32 tree_sum(const float* products, std::size_t lanes) {
    Bits32 largest = 0;
    for (std::size_t i = 0; i < lanes; ++i) largest = std::max(largest, bits_of(products[i]) & 0x7fffffffu);
    const int top = std::max(static_cast<int>(largest >> 23), 1);
    if (top == 0xff) {
        Bits32 bits[kTreeMaxLanes];
        std::memcpy(bits, products, lanes * sizeof *products);
        return special_sum(bits, lanes);
    }
    const int last = top - 150 - kTreeGuardBits;
    const double scale = power_of_two(-last);
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < lanes; ++i) sum += static_cast<std::int64_t>(products[i] * scale);
    return bits_of(static_cast<float>(static_cast<double>(sum) * power_of_two(last)));
}

Bits32 tree_sum(const Bits32* products, std::size_t lanes) {
    float values[kTreeMaxLanes];
    if (lanes > 0) std::memcpy(values, products, lanes * sizeof *products);
    return tree_sum(values, lanes);
}

Bits32 dot_beat(Format format, const Bits16* a, const Bits16* b, std::size_t lanes) {
    Bits32 products[kTreeMaxLanes];
    for (std::size_t i = 0; i < lanes; ++i) products[i] = product(format, a[i], b[i]);
    return tree_sum(products, lanes);
}

Bits32 accumulate_beat(Accumulate accumulate, bool first, Bits32 running, Bits32 beat) {
    const Bits32 rounded = kept(accumulate, beat);
    return first ? rounded : kept(accumulate, add(running, rounded));
}

Bits32 dot(Format format, Accumulate accumulate, const Bits16* a, const Bits16* b, std::size_t length,
           std::size_t lanes) {
    Bits32 running = 0;
    for (std::size_t i = 0; i < length; i += lanes)
        running = accumulate_beat(accumulate, i == 0, running, dot_beat(format, a + i, b + i, lanes));
    return running;
}

}  // namespace pamsim::numerics
