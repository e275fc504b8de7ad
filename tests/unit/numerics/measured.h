// Measured errors against documented bounds, and bit patterns to measure with.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "base/random.h"
#include "numerics/formats.h"

namespace pamsim::tests {

/// The worst error must stay within `bound` and reach `share` of it: a bound that nothing comes near says
/// little. Prints both.
inline void expect_reached(const std::string& what, double worst, double bound, double share) {
    std::printf("measured %s: %.6g, bound %.6g\n", what.c_str(), worst, bound);
    EXPECT_LE(worst, bound) << what;
    EXPECT_GE(worst, share * bound) << what << ": the bound is not reached";
}

/// Every class of FP32 pattern: exponents 0, 1, around 127, 254, 255; fractions of few and of all ones.
inline std::vector<numerics::Bits32> corners32() {
    std::vector<numerics::Bits32> corners;
    for (const std::uint32_t sign : {0u, 1u})
        for (const std::uint32_t exponent :
             {0u, 1u, 2u, 24u, 103u, 126u, 127u, 128u, 150u, 151u, 253u, 254u, 255u})
            for (const std::uint32_t fraction :
                 {0u, 1u, 2u, 0x3fffffu, 0x400000u, 0x400001u, 0x7ffffeu, 0x7fffffu})
                corners.push_back(sign << 31 | exponent << 23 | fraction);
    return corners;
}

/// Any pattern; half of the time with an exponent near that of `near`, where sums cancel and round.
inline numerics::Bits32 random32(base::RandomStream& random, numerics::Bits32 near) {
    const auto any = static_cast<numerics::Bits32>(random.bits() >> 32);
    if (random.below(2) == 0) return any;
    const auto exponent =
        static_cast<std::uint32_t>(near >> 23 & 0xffu) + static_cast<std::uint32_t>(random.below(53)) - 26;
    return (any & 0x807fffffu) | (exponent & 0xffu) << 23;
}

inline double value_of(numerics::Bits32 x) {
    return static_cast<double>(numerics::float_of(x));
}
inline double value_of(numerics::Format format, numerics::Bits16 x) {
    return value_of(numerics::widen(format, x));
}
/// `x` as the nearest value of the format.
inline numerics::Bits16 half_of(numerics::Format format, double x) {
    return numerics::narrow(format, numerics::bits_of(static_cast<float>(x)));
}

}  // namespace pamsim::tests
