#include "support/stalls.h"

#include <gtest/gtest.h>

namespace pamsim::tb {
namespace {

int goes_in_4096(Stalls stalls) {
    int goes = 0;
    for (int i = 0; i < 4096; ++i) {
        goes += stalls.go();
    }
    return goes;
}

TEST(Stalls, PatternsGoAsOftenAsTheySay) {
    EXPECT_EQ(goes_in_4096(Stalls(1, StallPattern::none)), 4096);
    EXPECT_NEAR(goes_in_4096(Stalls(1, StallPattern::rare)), 4096 * 15 / 16, 64);
    EXPECT_NEAR(goes_in_4096(Stalls(1, StallPattern::even)), 2048, 128);
    EXPECT_NEAR(goes_in_4096(Stalls(1, StallPattern::bursts)), 2048, 512);
    EXPECT_NEAR(goes_in_4096(Stalls(1, StallPattern::starve)), 512, 96);
}

TEST(Stalls, SameSeedSamePattern) {
    Stalls first(5);
    Stalls second(5);
    Stalls other(6);
    int different = 0;
    for (int i = 0; i < 1000; ++i) {
        const bool go = first.go();
        ASSERT_EQ(go, second.go());
        different += go != other.go();
    }
    EXPECT_GT(different, 0);
}

TEST(Stalls, MixOfPatternsMeetsEveryKindOfWait) {
    Coverage coverage("stalls (self-test)");
    StallMonitor monitor(coverage, "stream");
    Stalls source(1);
    Stalls sink(2);
    bool valid = false;
    for (int i = 0; i < 4000; ++i) {
        valid = valid || source.go();
        if (i % 512 == 511) {
            monitor.aborted(valid);
            valid = false;
            continue;
        }
        const bool ready = sink.go();
        monitor.cycle(valid, ready);
        valid = valid && !ready;
    }
    coverage.require_all();
}

TEST(Stalls, MonitorCountsWhatItSaw) {
    Coverage coverage("stalls (self-test)");
    StallMonitor monitor(coverage, "stream");
    const auto& row = coverage.row("stalls", "stream", {});
    monitor.cycle(true, true);  // after gap
    monitor.cycle(true, true);  // back to back
    monitor.cycle(true, false);
    monitor.cycle(true, true);   // waited 1
    monitor.cycle(false, true);  // ready alone
    for (int i = 0; i < 8; ++i) {
        monitor.cycle(true, false);
    }
    monitor.cycle(true, true);  // waited 8
    monitor.aborted(true);
    const std::vector<std::uint64_t> expected{1, 1, 1, 0, 1, 1, 1};
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_EQ(row.count(i), expected[i]) << row.bins()[i];
    }
}

}  // namespace
}  // namespace pamsim::tb
