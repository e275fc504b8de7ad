// The order in which each pattern asks.
#include "memory/traffic/pattern.h"

#include <gtest/gtest.h>

#include <vector>

#include "base/invariant.h"

namespace pamsim::memory {
namespace {

std::vector<std::uint64_t> first(int count, Traffic traffic, std::uint64_t size) {
    AccessPattern pattern(traffic, size);
    std::vector<std::uint64_t> numbers;
    for (int i = 0; i < count; ++i) numbers.push_back(pattern.next().number);
    return numbers;
}

Traffic of(Pattern pattern) {
    Traffic traffic;
    traffic.pattern = pattern;
    return traffic;
}

TEST(AccessPattern, AStreamGoesRoundTheDevice) {
    EXPECT_EQ(first(5, of(Pattern::stream), 3), (std::vector<std::uint64_t>{0, 1, 2, 0, 1}));
    EXPECT_EQ(first(3, of(Pattern::stream), 1), (std::vector<std::uint64_t>{0, 0, 0}));
}

TEST(AccessPattern, StridesGoRoundTheDevice) {
    Traffic traffic = of(Pattern::strided);
    traffic.stride = 4;
    EXPECT_EQ(first(6, traffic, 10), (std::vector<std::uint64_t>{0, 4, 8, 2, 6, 0}));
    traffic.stride = 24;
    EXPECT_EQ(first(3, traffic, 10), (std::vector<std::uint64_t>{0, 4, 8}));
}

TEST(AccessPattern, RandomPlacesCoverTheDeviceAndFollowTheSeed) {
    Traffic traffic = of(Pattern::random);
    const auto numbers = first(20'000, traffic, 16);
    std::vector<int> counts(16, 0);
    for (const std::uint64_t number : numbers) ++counts.at(number);
    for (const int count : counts) EXPECT_NEAR(count, 1250, 150);  // four standard deviations of 34
    EXPECT_EQ(numbers, first(20'000, traffic, 16));
    traffic.seed = 2;
    EXPECT_NE(numbers, first(20'000, traffic, 16));
}

TEST(AccessPattern, MixedReadsFromTheStartAndWritesFromTheMiddle) {
    Traffic traffic = of(Pattern::mixed);
    traffic.write_ratio = 0.25;
    AccessPattern pattern(traffic, 1000);
    std::uint64_t reads = 0, writes = 0;
    for (int i = 0; i < 400; ++i) {
        const PatternAccess access = pattern.next();
        EXPECT_EQ(access.number, access.write ? 500 + writes++ : reads++);
    }
    EXPECT_NEAR(static_cast<double>(writes), 100, 35);
}

TEST(AccessPattern, WriteRatiosOfNoneAndOneAreExact) {
    for (const double ratio : {0.0, 1.0}) {
        Traffic traffic = of(Pattern::stream);
        traffic.write_ratio = ratio;
        AccessPattern pattern(traffic, 100);
        for (int i = 0; i < 100; ++i) EXPECT_EQ(pattern.next().write, ratio == 1.0);
    }
}

TEST(AccessPattern, PingPongHasNoOrderWithoutBanks) {
    AccessPattern pattern(of(Pattern::pingpong), 10);
    EXPECT_THROW(pattern.next(), base::InvariantError);
}

}  // namespace
}  // namespace pamsim::memory
