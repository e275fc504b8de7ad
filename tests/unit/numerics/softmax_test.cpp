// The running maximum, weights and probabilities.
#include "numerics/softmax.h"

#include <gtest/gtest.h>

#include <cmath>

#include "measured.h"
#include "numerics/exponential.h"
#include "numerics/fp32.h"

namespace pamsim::numerics {
namespace {

using tests::value_of;

TEST(Maximum, OrdersEveryPairOfCornersAsTheHostDoesAndZeroAboveMinusZero) {
    for (const Bits32 a : tests::corners32()) {
        for (const Bits32 b : tests::corners32()) {
            const Bits32 top = maximum(a, b);
            ASSERT_EQ(top, maximum(b, a)) << std::hex << a << ", " << b;
            if (is_nan(a) || is_nan(b)) {
                ASSERT_EQ(top, kNan);
            } else if (value_of(a) == value_of(b)) {
                ASSERT_EQ(top, a < b ? a : b) << std::hex << a << ", " << b;  // only zeros differ: +0 wins
            } else {
                ASSERT_EQ(top, value_of(a) > value_of(b) ? a : b) << std::hex << a << ", " << b;
            }
        }
    }
}

TEST(Weight, IsOneAtTheMaximumAndZeroOfWhatIsMasked) {
    for (const Bits32 m : {0u, kOne, bits_of(-300.0f), 0x7f7fffffu, kInfinity}) {
        EXPECT_EQ(weight(m, m), kOne);
        EXPECT_EQ(weight(kMinusInfinity, m), 0u);
    }
    EXPECT_EQ(weight(kMinusInfinity, kMinusInfinity), 0u);  // a row that is masked whole
    EXPECT_EQ(weight(0x80000000u, 0u), kOne);               // -0 under a maximum of +0
}

TEST(Weight, UnderAnInfiniteMaximumOnlyInfiniteScoresCount) {
    EXPECT_EQ(weight(bits_of(1e38f), kInfinity), 0u);
    EXPECT_EQ(weight(kInfinity, kInfinity), kOne);
}

TEST(Weight, OfNanIsNan) {
    EXPECT_EQ(weight(kNan, kOne), kNan);
    EXPECT_EQ(weight(kOne, 0xffc00001u), kNan);
    EXPECT_EQ(weight(kMinusInfinity, kNan), kNan);
}

TEST(Weight, ADifferenceBeyondFp32IsAWeightOfZero) {
    EXPECT_EQ(weight(0xff7fffffu, 0x7f7fffffu), 0u);
}

/// Where the rounding of the argument and exp's own error add up.
double bound_of_weight(double x) {
    return std::exp((std::exp2(-11) + std::exp2(-23)) * x) * (1.0 + std::exp2(-15.7)) - 1.0;
}

TEST(Weight, IsExpOfTheDifferenceWithinTheArgumentsRounding) {
    base::RandomStream random(1, "weight");
    double worst = 0.0;
    for (int i = 0; i < 200000; ++i) {
        const float m = static_cast<float>(random.normal() * 10.0);
        const float score = m - static_cast<float>(random.uniform() * 80.0);
        const double x = static_cast<double>(m) - static_cast<double>(score);
        if (x == 0.0) continue;
        const double error = std::fabs(value_of(weight(bits_of(score), bits_of(m))) / std::exp(-x) - 1.0);
        worst = std::max(worst, error / bound_of_weight(x));
    }
    tests::expect_reached("weight_share", worst, 1.0, 0.9);
}

TEST(Probability, IsTheWeightRoundedToTheFormat) {
    for (const Format format : {Format::fp16, Format::bf16})
        for (const float x : {0.0f, -0.25f, -3.0f, -9.7f, -17.0f, -17.5f, -80.0f})
            EXPECT_EQ(probability(format, bits_of(x), 0u), narrow(format, weight(bits_of(x), 0u))) << x;
    EXPECT_EQ(probability(Format::fp16, bits_of(-17.0f), 0u),
              1u);  // 4.1e-8: the smallest subnormal is 6.0e-8
    EXPECT_EQ(probability(Format::fp16, bits_of(-17.5f), 0u), 0u);
    EXPECT_GT(probability(Format::bf16, bits_of(-80.0f), 0u), 0u);
    EXPECT_EQ(probability(Format::fp16, kNan, 0u), 0x7e00u);
}

}  // namespace
}  // namespace pamsim::numerics
