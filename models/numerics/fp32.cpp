#include "numerics/fp32.h"

#include <algorithm>

namespace pamsim::numerics::rule {
namespace {

/// A finite value as significand x 2^exponent; a subnormal has no hidden bit and the exponent of the smallest
/// normal.
struct Unpacked {
    bool negative;
    std::uint32_t significand;
    int exponent;
};

Unpacked unpack(Bits32 x) {
    const std::uint32_t field = (x >> 23) & 0xffu;
    const std::uint32_t fraction = x & 0x7fffffu;
    return {(x >> 31) != 0, field == 0 ? fraction : fraction | 0x800000u,
            (field == 0 ? 1 : static_cast<int>(field)) - 150};
}

int bit_length(std::uint64_t x) {
    return x == 0 ? 0 : 64 - __builtin_clzll(x);
}

}  // namespace

Bits32 pack(bool negative, std::uint64_t significand, int exponent) {
    const Bits32 sign = negative ? 0x80000000u : 0;
    if (significand == 0) return sign;
    // The weight of the last bit kept: 24 bits below the leading one, but not below 2^-149.
    const int last = std::max(exponent + bit_length(significand) - 24, -149);
    std::uint64_t kept;
    if (last <= exponent) {
        kept = significand << (exponent - last);
    } else if (last - exponent > 63) {
        kept = 0;
    } else {
        const int drop = last - exponent;
        const std::uint64_t half = std::uint64_t{1} << (drop - 1);
        const std::uint64_t rest = significand & ((half << 1) - 1);
        kept = significand >> drop;
        kept += rest > half || (rest == half && (kept & 1u)) ? 1 : 0;
    }
    // With the hidden bit added into the exponent field, a carry out of rounding lands in the right place,
    // and a subnormal (no hidden bit, field 0) that rounds up to the smallest normal does as well.
    const std::uint64_t field = static_cast<std::uint64_t>(last + 149);
    const std::uint64_t pattern = (field << 23) + kept;
    return sign | (pattern >= kInfinity ? kInfinity : static_cast<Bits32>(pattern));
}

Bits32 add(Bits32 a, Bits32 b) {
    if (is_nan(a) || is_nan(b)) return kNan;
    if (is_infinite(a)) return is_infinite(b) && a != b ? kNan : a;
    if (is_infinite(b)) return b;
    Unpacked large = unpack(a), small = unpack(b);
    if (large.exponent < small.exponent) std::swap(large, small);
    // Two guard bits and a sticky bit are enough: a shift by more than one leaves at most one bit to
    // normalise.
    const int shift = std::min(large.exponent - small.exponent, 30);
    const std::int64_t big = std::int64_t{large.significand} << 3;
    const std::int64_t exact = std::int64_t{small.significand} << 3;
    const std::int64_t little = (exact >> shift) | ((exact & ((std::int64_t{1} << shift) - 1)) != 0 ? 1 : 0);
    const std::int64_t sum = (large.negative ? -big : big) + (small.negative ? -little : little);
    if (sum == 0) return large.negative && small.negative ? 0x80000000u : 0;
    return pack(sum < 0, static_cast<std::uint64_t>(sum < 0 ? -sum : sum), large.exponent - 3);
}

Bits32 multiply(Bits32 a, Bits32 b) {
    const bool negative = ((a ^ b) >> 31) != 0;
    if (is_nan(a) || is_nan(b)) return kNan;
    const bool zero = (a & 0x7fffffffu) == 0 || (b & 0x7fffffffu) == 0;
    if (is_infinite(a) || is_infinite(b)) return zero ? kNan : (negative ? kMinusInfinity : kInfinity);
    const Unpacked x = unpack(a), y = unpack(b);
    return pack(negative, std::uint64_t{x.significand} * y.significand, x.exponent + y.exponent);
}

Bits32 product(Format format, Bits16 a, Bits16 b) {
    return multiply(widen(format, a), widen(format, b));
}

}  // namespace pamsim::numerics::rule
