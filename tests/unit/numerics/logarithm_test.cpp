// ln of running sums against long double.
#include "numerics/logarithm.h"

#include <gtest/gtest.h>

#include <cmath>

#include "measured.h"
#include "table_errors.h"

namespace pamsim::numerics {
namespace {

TEST(Logarithm, OfSumsUpTo2To24IsWithinTheAbsoluteBound) {
    double worst = 0.0;
    for (int exponent = -24; exponent < 24; ++exponent)
        worst = std::max(worst, tests::worst_logarithm_error(exponent, 997));
    tests::expect_reached("ln_absolute_error", worst, std::exp2(-16.8), 0.85);
}

TEST(Logarithm, StaysCloseAtEveryExponent) {
    double worst = 0.0;  // ln 2 in units of 2^-22 adds up to 127 x its own rounding
    for (int exponent = -126; exponent < 128; ++exponent)
        worst = std::max(worst, tests::worst_logarithm_error(exponent, 9973));
    EXPECT_LT(worst, std::exp2(-16.5));
}

TEST(Logarithm, OfPowersOfTwoHasOnlyTheRoundingOfLn2) {
    EXPECT_EQ(logarithm(kOne), 0u);
    for (int exponent = -24; exponent <= 24; ++exponent)
        EXPECT_NEAR(tests::value_of(logarithm(bits_of(std::ldexp(1.0f, exponent)))), exponent * std::log(2.0),
                    std::abs(exponent) * std::ldexp(1.0, -23) + 1e-6);
}

TEST(Logarithm, IsMonotoneOverTheFractionsOfASum) {
    Bits32 previous = logarithm(kOne);
    for (Bits32 x = kOne; x < kOne + (1u << 24); x += 61) {
        const Bits32 y = logarithm(x);
        ASSERT_GE(y, previous) << float_of(x);  // ln(x) >= 0: patterns order like values
        previous = y;
    }
}

TEST(Logarithm, SpecialArgumentsHaveDefinedResults) {
    for (const Bits32 x : {0u, 0x80000000u, 1u, 0x007fffffu, 0x80000001u})
        EXPECT_EQ(logarithm(x), kMinusInfinity);
    EXPECT_EQ(logarithm(kInfinity), kInfinity);
    for (const Bits32 x : {kNan, 0xffc00000u, 0x7f800001u, bits_of(-1.0f), kMinusInfinity})
        EXPECT_EQ(logarithm(x), kNan) << std::hex << x;
}

}  // namespace
}  // namespace pamsim::numerics
