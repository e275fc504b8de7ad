#include "numerics/formats.h"

namespace pamsim::numerics {
namespace {

/// `x` without its lowest `drop` bits, rounded to nearest, ties to even. drop in 1..31.
std::uint32_t shift_right_even(std::uint32_t x, unsigned drop) {
    const std::uint32_t half = 1u << (drop - 1);
    const std::uint32_t rest = x & ((half << 1) - 1);
    const std::uint32_t kept = x >> drop;
    return kept + (rest > half || (rest == half && (kept & 1u)) ? 1 : 0);
}

Bits32 widen_fp16(Bits16 x) {
    const Bits32 sign = Bits32{x & 0x8000u} << 16;
    const std::uint32_t exponent = (x >> 10) & 0x1fu;
    std::uint32_t fraction = x & 0x3ffu;
    if (exponent == 0x1f) return fraction ? kNan : sign | kInfinity;
    if (exponent != 0) return sign | (exponent + 112) << 23 | fraction << 13;
    if (fraction == 0) return sign;
    std::uint32_t e = 113;  // subnormal: 2^-14 x 0.fraction, brought to 1.xxx
    while ((fraction & 0x400u) == 0) {
        fraction <<= 1;
        --e;
    }
    return sign | e << 23 | (fraction & 0x3ffu) << 13;
}

Bits16 narrow_fp16(Bits32 x) {
    const auto sign = static_cast<Bits16>((x >> 16) & 0x8000u);
    if (is_nan(x)) return 0x7e00;
    const std::uint32_t magnitude = x & 0x7fffffffu;
    const std::uint32_t exponent = magnitude >> 23;
    if (exponent >= 143) return sign | 0x7c00;  // 2^16 and above
    if (exponent >= 113)  // the carry of rounding walks into the exponent, up to infinity
        return static_cast<Bits16>(sign | shift_right_even(magnitude - (112u << 23), 13));
    if (exponent < 102) return sign;  // below half of the smallest subnormal
    const std::uint32_t significand = (magnitude & 0x7fffffu) | 0x800000u;
    return static_cast<Bits16>(sign | shift_right_even(significand, 126 - exponent));
}

}  // namespace

Bits32 widen(Format format, Bits16 x) {
    return format == Format::fp16 ? widen_fp16(x) : canonical(Bits32{x} << 16);
}

void widen_all(Format format, const Bits16* x, std::size_t n, float* out) {
    if (format == Format::bf16) {
        for (std::size_t i = 0; i < n; ++i) out[i] = float_of(Bits32{x[i]} << 16);
        return;
    }
    // Without branches, so that compilers make vectors of it. A subnormal is its fraction x 2^-24.
    for (std::size_t i = 0; i < n; ++i) {
        const Bits32 magnitude = x[i] & 0x7fffu;
        const Bits32 normal = (magnitude << 13) + ((magnitude >= 0x7c00u ? 224u : 112u) << 23);
        const Bits32 small = bits_of(static_cast<float>(static_cast<std::int32_t>(magnitude)) * 0x1p-24f);
        out[i] = float_of((magnitude < 0x400u ? small : normal) | Bits32{x[i] & 0x8000u} << 16);
    }
}

Bits16 narrow(Format format, Bits32 x) {
    if (format == Format::fp16) return narrow_fp16(x);
    if (is_nan(x)) return 0x7fc0;
    // The carry of rounding walks through the exponent to infinity, and infinity has no fraction to round.
    return static_cast<Bits16>((x & 0x80000000u) >> 16 | shift_right_even(x & 0x7fffffffu, 16));
}

Bits32 to_tf32(Bits32 x) {
    if (is_nan(x)) return kNan;
    return (x & 0x80000000u) | shift_right_even(x & 0x7fffffffu, 13) << 13;
}

std::string name_of(Format format) {
    return format == Format::fp16 ? "fp16" : "bf16";
}

}  // namespace pamsim::numerics
