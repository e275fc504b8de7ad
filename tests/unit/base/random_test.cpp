#include "base/random.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>

#include "base/invariant.h"

namespace pamsim::base {
namespace {

constexpr int samples = 200'000;

struct Moments {
    double mean = 0.0;
    double variance = 0.0;
};

Moments moments_of(const std::function<double()>& draw) {
    double sum = 0.0;
    double squares = 0.0;
    for (int i = 0; i < samples; ++i) {
        const double x = draw();
        sum += x;
        squares += x * x;
    }
    const double mean = sum / samples;
    return {mean, squares / samples - mean * mean};
}

TEST(Random, TheFirstValuesOfAStreamArePinned) {
    RandomStream stream(1, "arrivals");
    const std::array<std::uint64_t, 4> expected{0xd4bf44f4bea7da2bULL, 0x91ad422e2e984071ULL,
                                                0x7fdaddacbc7f46e7ULL, 0xe7708ae83c4b10ddULL};
    for (const std::uint64_t value : expected) EXPECT_EQ(stream.bits(), value);
}

TEST(Random, TheFirstValuesOfEveryDistributionArePinned) {
    RandomStream stream(7, "lengths");
    EXPECT_EQ(stream.uniform(), 0x1.c20c86873628p-4);
    EXPECT_EQ(stream.below(1000), 177u);
    EXPECT_EQ(stream.normal(), 0x1.e698b073eadcap-1);
    EXPECT_EQ(stream.exponential(2.0), 0x1.db4960082f341p+0);
    EXPECT_EQ(stream.lognormal(1.0, 0.5), 0x1.e425e6d7d6bacp+2);
    EXPECT_EQ(stream.gamma(0.5, 2.0), 0x1.9bc0b669f3ebdp+2);
    EXPECT_EQ(stream.gamma(3.0, 2.0), 0x1.55f424e70fe7dp+1);
}

TEST(Random, TheSameSeedAndNameGiveTheSameStream) {
    RandomStream a(3, "x");
    RandomStream b(3, "x");
    for (int i = 0; i < 100; ++i) ASSERT_EQ(a.bits(), b.bits());
}

double correlation(RandomStream a, RandomStream b) {
    double sum = 0.0;
    for (int i = 0; i < samples; ++i) sum += (a.uniform() - 0.5) * (b.uniform() - 0.5);
    return sum / samples * 12.0;
}

TEST(Random, StreamsOfDifferentNamesAreIndependent) {
    EXPECT_NEAR(correlation(RandomStream(1, "hbm0"), RandomStream(1, "hbm1")), 0.0, 0.01);
}

TEST(Random, StreamsOfDifferentSeedsAreIndependent) {
    EXPECT_NEAR(correlation(RandomStream(1, "hbm0"), RandomStream(2, "hbm0")), 0.0, 0.01);
}

TEST(Random, UniformHasTheMomentsOfTheUnitInterval) {
    RandomStream stream(1, "u");
    const Moments m = moments_of([&] { return stream.uniform(); });
    EXPECT_NEAR(m.mean, 0.5, 0.005);
    EXPECT_NEAR(m.variance, 1.0 / 12.0, 0.002);
}

TEST(Random, UniformStaysInItsInterval) {
    RandomStream stream(1, "u");
    for (int i = 0; i < samples; ++i) {
        const double x = stream.uniform();
        ASSERT_GE(x, 0.0);
        ASSERT_LT(x, 1.0);
    }
}

TEST(Random, BelowDrawsEveryNumberEquallyOften) {
    RandomStream stream(1, "b");
    std::array<int, 7> seen{};
    for (int i = 0; i < samples; ++i) ++seen.at(stream.below(seen.size()));
    for (const int count : seen) EXPECT_NEAR(count, samples / 7.0, 800.0);
}

TEST(Random, BelowOneIsZero) {
    EXPECT_EQ(RandomStream(1, "b").below(1), 0u);
}

TEST(Random, BelowIsUnbiasedForHugeRanges) {
    // Two thirds of 2^64: the plain remainder would draw the lower half of the range twice as often.
    RandomStream stream(1, "b");
    const std::uint64_t n = 0xAAAAAAAAAAAAAAAAULL;
    int low = 0;
    for (int i = 0; i < samples; ++i) low += stream.below(n) < n / 2 ? 1 : 0;
    EXPECT_NEAR(low, samples / 2.0, 1000.0);
}

TEST(Random, BelowZeroIsABrokenInvariant) {
    EXPECT_THROW(RandomStream(1, "b").below(0), InvariantError);
}

TEST(Random, NormalHasMeanZeroAndVarianceOne) {
    RandomStream stream(1, "n");
    const Moments m = moments_of([&] { return stream.normal(); });
    EXPECT_NEAR(m.mean, 0.0, 0.01);
    EXPECT_NEAR(m.variance, 1.0, 0.02);
}

TEST(Random, NormalHasNormalTails) {
    RandomStream stream(2, "n");
    int beyond = 0;
    for (int i = 0; i < samples; ++i) beyond += std::fabs(stream.normal()) > 2.0 ? 1 : 0;
    EXPECT_NEAR(static_cast<double>(beyond) / samples, 0.0455, 0.002);
}

TEST(Random, ExponentialHasItsMeanAndItsSquareAsVariance) {
    RandomStream stream(1, "e");
    const Moments m = moments_of([&] { return stream.exponential(3.0); });
    EXPECT_NEAR(m.mean, 3.0, 0.03);
    EXPECT_NEAR(m.variance, 9.0, 0.3);
}

TEST(Random, LognormalHasItsMoments) {
    RandomStream stream(1, "l");
    const Moments m = moments_of([&] { return stream.lognormal(1.0, 0.5); });
    EXPECT_NEAR(m.mean, std::exp(1.125), 0.02);
    EXPECT_NEAR(m.variance, (std::exp(0.25) - 1.0) * std::exp(2.25), 0.1);
}

TEST(Random, GammaHasItsMomentsForEveryShape) {
    for (const double shape : {0.2, 0.9, 1.0, 2.5, 40.0}) {
        RandomStream stream(1, "g");
        const Moments m = moments_of([&] { return stream.gamma(shape, 2.0); });
        EXPECT_NEAR(m.mean / (shape * 2.0), 1.0, 0.02) << shape;
        EXPECT_NEAR(m.variance / (shape * 4.0), 1.0, 0.05) << shape;
    }
}

TEST(Random, GammaOfShapeZeroIsABrokenInvariant) {
    EXPECT_THROW(RandomStream(1, "g").gamma(0.0, 1.0), InvariantError);
}

}  // namespace
}  // namespace pamsim::base
