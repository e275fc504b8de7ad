// 1 / x of softmax sums, and the values normalised by it.
#include "numerics/reciprocal.h"

#include <gtest/gtest.h>

#include <cmath>

#include "measured.h"
#include "table_errors.h"

namespace pamsim::numerics {
namespace {

TEST(Reciprocal, IsWithinTheRelativeBoundAtEveryExponentWithANormalResult) {
    double worst = 0.0;
    for (int exponent = -126; exponent <= 125; ++exponent)
        worst = std::max(worst, tests::worst_reciprocal_error(exponent, 9973));
    tests::expect_reached("reciprocal_relative_error", worst, std::exp2(-15.8), 0.9);
}

TEST(Reciprocal, OfPowersOfTwoIsExact) {
    for (int exponent = -126; exponent <= 126; ++exponent)
        EXPECT_EQ(reciprocal(bits_of(std::ldexp(1.0f, exponent))), bits_of(std::ldexp(1.0f, -exponent)));
}

TEST(Reciprocal, IsMonotoneAndHasEighteenFractionBits) {
    Bits32 previous = reciprocal(kOne);
    for (Bits32 x = kOne; x < kOne + (1u << 24); x += 61) {
        const Bits32 y = reciprocal(x);
        ASSERT_LE(y, previous) << float_of(x);
        ASSERT_EQ(y & 0x1fu, 0u) << float_of(x);
        previous = y;
    }
}

TEST(Reciprocal, SpecialArgumentsHaveDefinedResults) {
    EXPECT_EQ(reciprocal(0u), kInfinity);
    EXPECT_EQ(reciprocal(0x80000000u), kMinusInfinity);
    EXPECT_EQ(reciprocal(0x807fffffu), kMinusInfinity);
    EXPECT_EQ(reciprocal(kInfinity), 0u);
    EXPECT_EQ(reciprocal(kMinusInfinity), 0x80000000u);
    for (const Bits32 x : {0x7e810000u, 0x7e8fffffu, 0x7ec00000u, 0x7effffffu, 0x7f000000u, 0x7f7fffffu})
        EXPECT_EQ(reciprocal(x), 0u) << std::hex << x;  // below 2^-126
    EXPECT_EQ(reciprocal(0x7e800000u), 0x00800000u);    // 2^-126
    EXPECT_EQ(reciprocal(0xff800001u), kNan);
    EXPECT_EQ(reciprocal(bits_of(-4.0f)), bits_of(-0.25f));
}

TEST(Normalised, IsTheQuotientInTheFormatAndZeroWhereNothingWasSummed) {
    const Bits32 four = bits_of(4.0f);
    EXPECT_EQ(normalised(Format::fp16, bits_of(6.0f), four, reciprocal(four)),
              tests::half_of(Format::fp16, 1.5));
    EXPECT_EQ(normalised(Format::bf16, bits_of(-6.0f), four, reciprocal(four)),
              tests::half_of(Format::bf16, -1.5));
    EXPECT_EQ(normalised(Format::fp16, 0u, 0u, reciprocal(0u)), 0u);
    EXPECT_EQ(normalised(Format::bf16, kOne, 0x80000000u, kMinusInfinity), 0u);
    EXPECT_EQ(normalised(Format::fp16, kNan, four, reciprocal(four)), 0x7e00u);
    EXPECT_EQ(normalised(Format::fp16, bits_of(1e6f), kOne, kOne), 0x7c00u);
}

}  // namespace
}  // namespace pamsim::numerics
