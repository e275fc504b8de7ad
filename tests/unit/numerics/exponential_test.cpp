// exp over every argument it can be asked for: all 2^19 TF32 patterns, all FP16 and BF16 values.
#include "numerics/exponential.h"

#include <gtest/gtest.h>

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>

#include "measured.h"
#include "numerics/fp32.h"

namespace pamsim::numerics {
namespace {

using tests::value_of;

const double kSmallestResult = std::ldexp(1.0, -126);

long double exact(Bits32 x) {
    return std::exp(static_cast<long double>(float_of(x)));
}

TEST(Exponential, TheReferenceAgreesWithFiftyDigits) {
    using Fifty = boost::multiprecision::cpp_bin_float_50;
    for (Bits32 x = 0x80000000u; x < 0xc2b00000u; x += 0x00071000u) {
        const Fifty apart = exp(Fifty(float_of(x))) / Fifty(exact(x)) - 1;
        ASSERT_LT(std::abs(apart.convert_to<double>()), 1e-16) << float_of(x);
    }
}

TEST(Exponential, EveryArgumentIsWithinTheRelativeBoundOrBelowTheSmallestResult) {
    double worst = 0.0;
    for (Bits32 x = 0x80000000u; x < kMinusInfinity; x += 1u << 13) {
        const Bits32 y = exponential(x);
        if (exact(x) < kSmallestResult) {
            ASSERT_LE(value_of(y), kSmallestResult) << float_of(x);
            continue;
        }
        worst = std::max(worst, static_cast<double>(std::fabs(value_of(y) / exact(x) - 1)));
    }
    tests::expect_reached("exp_relative_error", worst, std::exp2(-15.7), 0.95);
}

TEST(Exponential, IsMonotoneHasEighteenFractionBitsAndIsNeverAboveOne) {
    Bits32 previous = kOne;
    for (Bits32 x = 0x80000000u; x <= kMinusInfinity; x += 1u << 13) {
        const Bits32 y = exponential(x);
        ASSERT_LE(y, previous) << float_of(x);  // positive patterns order like their values
        ASSERT_EQ(y & 0x1fu, 0u) << float_of(x);
        previous = y;
    }
    EXPECT_EQ(previous, 0u);
}

/// Distance of exp's rounded result from exp(x), in units of the last place that the format has at exp(x).
double ulps_off(Format format, Bits32 x) {
    int exponent;
    std::frexp(exact(x), &exponent);  // exp(x) in [2^(exponent - 1), 2^exponent)
    const bool fp16 = format == Format::fp16;
    const int last = std::max(exponent - 1, fp16 ? -14 : -126) - (fp16 ? 10 : 7);
    const double y = value_of(format, narrow(format, exponential(x)));
    return static_cast<double>(std::fabs(y - exact(x)) / std::ldexp(1.0L, last));
}

TEST(Exponential, OfEveryFp16ArgumentIsWithinOneUlpOfFp16) {
    double worst = 0.0;
    for (std::uint32_t half = 0x8000u; half < 0xfc00u; ++half)
        worst = std::max(worst, ulps_off(Format::fp16, widen(Format::fp16, static_cast<Bits16>(half))));
    tests::expect_reached("exp_fp16_ulps", worst, 0.53, 0.98);
}

TEST(Exponential, OfEveryBf16ArgumentWithANormalResultIsWithinOneUlpOfBf16) {
    double worst = 0.0;
    for (std::uint32_t half = 0x8000u; half < 0xff80u; ++half) {
        const Bits32 x = widen(Format::bf16, static_cast<Bits16>(half));
        if (exact(x) >= kSmallestResult) worst = std::max(worst, ulps_off(Format::bf16, x));
    }
    tests::expect_reached("exp_bf16_ulps", worst, 0.505, 0.98);
}

TEST(Exponential, OfEveryPositiveArgumentAndNanIsNotANumber) {
    for (Bits32 x = 1u << 13; x < 0x80000000u; x += 1u << 13)
        ASSERT_EQ(exponential(x), kNan) << std::hex << x;
    for (Bits32 x = kMinusInfinity + (1u << 13); x != 0; x += 1u << 13)
        ASSERT_EQ(exponential(x), kNan) << std::hex << x;
}

TEST(Exponential, OfZeroIsOneAndOfMinusInfinityIsZero) {
    EXPECT_EQ(exponential(0u), kOne);
    EXPECT_EQ(exponential(0x80000000u), kOne);
    EXPECT_EQ(exponential(kMinusInfinity), 0u);
    EXPECT_EQ(exponential(to_tf32(bits_of(-1000.0f))), 0u);
}

}  // namespace
}  // namespace pamsim::numerics
