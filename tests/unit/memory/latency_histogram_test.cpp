// Latencies are counted exactly where they are short and nearly so where they are long.
#include "memory/traffic/latency_histogram.h"

#include <gtest/gtest.h>

#include "base/invariant.h"

namespace pamsim::memory {
namespace {

LatencyHistogram of(const std::vector<std::int64_t>& latencies) {
    LatencyHistogram histogram;
    for (const std::int64_t latency : latencies) histogram.add(latency);
    return histogram;
}

TEST(LatencyHistogram, ShortLatenciesAreExact) {
    LatencyHistogram histogram;
    for (int latency = 1; latency <= 1000; ++latency) histogram.add(latency);
    EXPECT_EQ(histogram.percentile(0.5), 500);
    EXPECT_EQ(histogram.percentile(0.99), 990);
    EXPECT_EQ(histogram.percentile(1.0), 1000);
    EXPECT_EQ(histogram.max(), 1000);
    EXPECT_DOUBLE_EQ(histogram.mean(), 500.5);
}

TEST(LatencyHistogram, LongLatenciesAreToOnePartInTwoThousand) {
    for (std::int64_t latency = 4095; latency < std::int64_t{1} << 50; latency = latency * 3 / 2 + 1) {
        const LatencyHistogram histogram = of({latency});
        EXPECT_LE(histogram.percentile(0.5), latency);
        EXPECT_GE(histogram.percentile(0.5), latency - latency / 2048) << latency;
        EXPECT_EQ(histogram.max(), latency);
    }
}

TEST(LatencyHistogram, BinsHoldEveryLatencyOnce) {
    const LatencyHistogram histogram = of({0, 1, 7, 7, 8, 9, 10, 1000, 5'000'000});
    std::uint64_t count = 0;
    std::int64_t last = -1;
    for (const auto& bin : histogram.bins()) {
        EXPECT_GE(bin.from, last);
        EXPECT_GT(bin.below, bin.from);
        last = bin.below;
        count += bin.count;
    }
    EXPECT_EQ(count, 9u);
    const auto bins = histogram.bins();
    EXPECT_EQ(bins[3].from, 8);
    EXPECT_EQ(bins[3].below, 10);
    EXPECT_EQ(bins[3].count, 2u);
    EXPECT_LE(bins.back().from, 5'000'000);
    EXPECT_GT(bins.back().below, 5'000'000);
}

TEST(LatencyHistogram, SumsAreThoseOfAllLatencies) {
    LatencyHistogram sum = of({5, 6});
    sum += of({1'000'000});
    EXPECT_EQ(sum.count(), 3u);
    EXPECT_EQ(sum.max(), 1'000'000);
    EXPECT_EQ(sum.percentile(0.5), 6);
}

TEST(LatencyHistogram, ANegativeLatencyStopsTheRun) {
    EXPECT_THROW(of({-1}), base::InvariantError);
}

}  // namespace
}  // namespace pamsim::memory
