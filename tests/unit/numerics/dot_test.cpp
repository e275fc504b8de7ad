// Dot products against exact ones: 128-bit integers for FP16, 1024-bit integers for BF16.
#include "numerics/dot.h"

#include <gtest/gtest.h>

#include <vector>

#include "exact_sums.h"
#include "measured.h"
#include "numerics/attention_bound.h"
#include "numerics/fp32.h"
#include "support/effort.h"

namespace pamsim::numerics {
namespace {

using tests::half_of;
using tests::Int1024;
using tests::Int128;

using Halves = std::vector<Bits16>;

/// Error of dot() over its bound, or -1 where the bound does not speak: a result that is not finite.
template <class Integer>
double share_of_bound(Format format, const Halves& a, const Halves& b, std::size_t lanes) {
    const Bits32 result = dot(format, Accumulate::fp32, a.data(), b.data(), a.size(), lanes);
    if (is_nan(result) || is_infinite(result)) return -1.0;
    const auto exact = tests::exact_dot<Integer>(format, a.data(), b.data(), a.size());
    const double magnitude = std::ldexp(exact.units(exact.magnitude), exact.unit);
    return std::ldexp(exact.error_of(result), exact.unit) /
           dot_error_bound(format, a.size(), lanes, magnitude);
}

/// Finite values of every exponent within `spread` of `base`.
Halves random_halves(base::RandomStream& random, Format format, std::size_t length, int base, int spread) {
    Halves values;
    for (std::size_t i = 0; i < length; ++i) {
        const double fraction = 1.0 + random.uniform();
        const double value =
            std::ldexp(fraction, base + static_cast<int>(random.below(static_cast<std::uint64_t>(spread))));
        values.push_back(half_of(format, random.below(2) == 0 ? value : -value));
    }
    return values;
}

TEST(Dot, Fp16StaysWithinTheBoundOfExact128BitSums) {
    base::RandomStream random(1, "dot");
    double worst = 0.0;
    for (const std::size_t lanes : {4, 16})
        for (const std::size_t length : {16, 64, 128, 256})
            for (const int spread : {1, 8, 38})
                for (int i = 0; i < tests::effort(100); ++i)
                    worst = std::max(
                        worst, share_of_bound<Int128>(
                                   Format::fp16, random_halves(random, Format::fp16, length, -24, spread),
                                   random_halves(random, Format::fp16, length, -24, spread), lanes));
    tests::expect_reached("dot_fp16_random_share", worst, 1.0, 0.2);
}

TEST(Dot, Bf16StaysWithinTheBoundOfExact1024BitSums) {
    base::RandomStream random(2, "dot");
    double worst = 0.0;
    int overflowed = 0, bounded = 0;
    for (const std::size_t lanes : {4, 16})
        for (const int base : {-133, -80, -8, 30, 60})
            for (const int spread : {1, 8, 67})
                for (int i = 0; i < tests::effort(100); ++i) {
                    const double share = share_of_bound<Int1024>(
                        Format::bf16, random_halves(random, Format::bf16, 64, base, spread),
                        random_halves(random, Format::bf16, 64, base, spread), lanes);
                    (share < 0 ? overflowed : bounded) += 1;
                    worst = std::max(worst, share);
                }
    tests::expect_reached("dot_bf16_random_share", worst, 1.0, 0.2);
    EXPECT_GT(overflowed, 0);
    EXPECT_GT(bounded, overflowed);
}

TEST(Dot, ARunningSumThatLosesEveryLaterBeatReachesTheBound) {
    for (const Format format : {Format::fp16, Format::bf16}) {
        Halves a(1024, 0), b(1024, 0);
        a[0] = b[0] = half_of(format, 1.0);
        for (std::size_t i = 16; i < a.size(); i += 16) a[i] = b[i] = half_of(format, std::ldexp(1.0, -12));
        const double share = format == Format::fp16 ? share_of_bound<Int128>(format, a, b, 16)
                                                    : share_of_bound<Int1024>(format, a, b, 16);
        tests::expect_reached("dot_worst_share_" + name_of(format), share, 1.0, 0.95);
    }
}

TEST(Dot, OfNothingIsPlusZero) {
    EXPECT_EQ(dot(Format::fp16, Accumulate::fp32, nullptr, nullptr, 0, 16), 0u);
}

TEST(Dot, ProductsOfBf16BeyondFp32AreInfinite) {
    const Bits16 large = 0x7f7f, one = 0x3f80;
    EXPECT_EQ(product(Format::bf16, large, large), kInfinity);  // 2^256
    const Bits16 a[] = {large, one}, b[] = {large, one};
    EXPECT_EQ(dot(Format::bf16, Accumulate::fp32, a, b, 2, 2), kInfinity);
    const Bits16 minus[] = {static_cast<Bits16>(large | 0x8000u), one};
    EXPECT_EQ(dot(Format::bf16, Accumulate::fp32, a, minus, 2, 2), kMinusInfinity);
    const Bits16 both_a[] = {large, large}, both_b[] = {large, static_cast<Bits16>(large | 0x8000u)};
    EXPECT_EQ(dot(Format::bf16, Accumulate::fp32, both_a, both_b, 2, 2), kNan);  // though the exact sum is 0
}

TEST(Dot, ARunningSumOfBf16BeyondFp32IsInfinite) {
    const Bits16 large[] = {0x7f7f, 0x7f7f}, one[] = {0x3f80, 0x3f80};
    EXPECT_EQ(dot(Format::bf16, Accumulate::fp32, large, one, 2, 1), kInfinity);
}

TEST(Dot, ProductsOfBf16BelowFp32AreRoundedToItsSubnormals) {
    const Bits16 smallest = 0x0001;  // 2^-133
    EXPECT_EQ(product(Format::bf16, smallest, smallest), 0u);
    const Bits16 a = half_of(Format::bf16, std::ldexp(1.0, -60));
    EXPECT_EQ(product(Format::bf16, a, half_of(Format::bf16, std::ldexp(1.5, -89))),
              2u);  // 1.5 x 2^-149: a tie
    EXPECT_EQ(product(Format::bf16, a, half_of(Format::bf16, std::ldexp(1.0, -90))), 0u);  // 2^-150: a tie
    EXPECT_EQ(product(Format::bf16, a, half_of(Format::bf16, std::ldexp(1.0078125, -90))), 1u);
}

TEST(Dot, InfinityTimesZeroIsNotANumber) {
    const Bits16 a[] = {0x7c00, 0x3c00}, b[] = {0x0000, 0x3c00};
    EXPECT_EQ(dot(Format::fp16, Accumulate::fp32, a, b, 2, 2), kNan);
}

TEST(Dot, TheFirstBeatReplacesWhatASlotHeld) {
    EXPECT_EQ(accumulate_beat(Accumulate::fp32, true, kNan, kOne), kOne);
    EXPECT_EQ(accumulate_beat(Accumulate::fp32, false, kOne, kOne), bits_of(2.0f));
    EXPECT_EQ(accumulate_beat(Accumulate::fp32, false, kNan, kOne), kNan);
}

}  // namespace
}  // namespace pamsim::numerics
