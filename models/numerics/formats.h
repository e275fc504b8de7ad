// Number formats of the attention units, as bit patterns: FP16, BF16, TF32 (19 bits) and FP32.
//
// All rounding is to nearest, ties to even; subnormals are kept; a NaN becomes the one canonical NaN of its
// format. Source of the formats: IEEE 754-2019 (binary16, binary32), BF16 as the upper half of binary32, TF32
// as binary32 with 10 fraction bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace pamsim::numerics {

using Bits16 = std::uint16_t;  ///< an FP16 or BF16 value
using Bits32 = std::uint32_t;  ///< an FP32 value

enum class Format : std::uint8_t { fp16 = 0, bf16 = 1 };
/// Width of running sums: FP32, or every sum rounded to FP16 as well (what a pure FP16 unit keeps).
enum class Accumulate : std::uint8_t { fp32 = 0, fp16 = 1 };

constexpr Bits32 kNan = 0x7fc00000u;
constexpr Bits32 kInfinity = 0x7f800000u;
constexpr Bits32 kMinusInfinity = 0xff800000u;
constexpr Bits32 kOne = 0x3f800000u;

inline float float_of(Bits32 bits) {
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}
inline Bits32 bits_of(float value) {
    Bits32 bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
}

inline bool is_nan(Bits32 x) {
    return (x & 0x7fffffffu) > kInfinity;
}
inline bool is_infinite(Bits32 x) {
    return (x & 0x7fffffffu) == kInfinity;
}
inline Bits32 canonical(Bits32 x) {
    return is_nan(x) ? kNan : x;
}
inline Bits32 negated(Bits32 x) {
    return x ^ 0x80000000u;
}

/// Exact: every FP16 and BF16 value is an FP32 value.
Bits32 widen(Format format, Bits16 x);
/// `n` values at once, as host numbers; NaNs as any NaN.
void widen_all(Format format, const Bits16* x, std::size_t n, float* out);
/// FP32 to FP16 or BF16; beyond the largest value to infinity.
Bits16 narrow(Format format, Bits32 x);
/// FP32 to TF32, kept as an FP32 pattern whose low 13 bits are 0.
Bits32 to_tf32(Bits32 x);
/// FP32 rounded to FP16 and widened again: what an FP16 accumulator holds.
inline Bits32 through_fp16(Bits32 x) {
    return widen(Format::fp16, narrow(Format::fp16, x));
}
inline Bits32 kept(Accumulate accumulate, Bits32 x) {
    return accumulate == Accumulate::fp16 ? through_fp16(x) : x;
}

/// "fp16" or "bf16".
std::string name_of(Format format);

}  // namespace pamsim::numerics
