// FP32 arithmetic of the units: sum, product and the product of two 16-bit values.
//
// Each comes twice. The functions in `rule` are the datapath, written on integers: what rtl/fp does. The ones
// beside them use the host's binary32 operations, which IEEE 754 makes the same (x86-64 SSE and AArch64 round
// every operation to nearest even and keep subnormals); they are what the models run on. tests/unit/numerics
// proves them equal.
#pragma once

#include "numerics/formats.h"

namespace pamsim::numerics {

inline Bits32 add(Bits32 a, Bits32 b) {
    return canonical(bits_of(float_of(a) + float_of(b)));
}
inline Bits32 multiply(Bits32 a, Bits32 b) {
    return canonical(bits_of(float_of(a) * float_of(b)));
}
/// Two FP16 values: exact (22 significant bits, 2^-48 to 2^32). Two BF16 values: rounded only outside FP32's
/// normal range, to infinity above it.
inline Bits32 product(Format format, Bits16 a, Bits16 b) {
    return multiply(widen(format, a), widen(format, b));
}

namespace rule {

/// (-1)^negative x significand x 2^exponent to FP32, rounded to nearest even; subnormals kept, infinity
/// beyond the largest value. A significand of 0 gives the zero of that sign.
Bits32 pack(bool negative, std::uint64_t significand, int exponent);

Bits32 add(Bits32 a, Bits32 b);
Bits32 multiply(Bits32 a, Bits32 b);
Bits32 product(Format format, Bits16 a, Bits16 b);

}  // namespace rule
}  // namespace pamsim::numerics
