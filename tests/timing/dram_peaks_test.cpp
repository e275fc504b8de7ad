// Peak numbers: what closed forms say of a part is what its commands reach.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "memory/dram/command.h"
#include "memory/traffic/dram_traffic.h"
#include "support/dram.h"
#include "support/effort.h"

namespace pamsim::memory {
namespace {

class DramPeak : public ::testing::TestWithParam<std::string> {
protected:
    DramPart part_ = tests::dram(GetParam());

    Cycle cycles(double seconds) const { return static_cast<Cycle>(seconds / part_.clock.period_s() + 0.5); }
    double stream(double write_ratio) const {
        Traffic traffic;
        traffic.requests = std::uint64_t{16'000} * part_.geometry.buses();
        traffic.write_ratio = write_ratio;
        return run_dram(part_, traffic).fraction_of_peak() / part_.refresh_share();
    }
    void without_refresh() { part_.refresh.mode = RefreshMode::none; }
};

TEST_P(DramPeak, AStreamOfReadsReachesThePeakThatRefreshLeaves) {
    EXPECT_GE(stream(0), 0.95);
}

TEST_P(DramPeak, AStreamOfWritesReachesThePeakThatRefreshLeaves) {
    EXPECT_GE(stream(1), 0.95);
}

TEST_P(DramPeak, AStreamReachesThePeakThatOtherModesOfRefreshLeave) {
    std::vector<RefreshMode> modes;
    if (part_.standard == "DDR5") modes.push_back(RefreshMode::same_bank);
    if (part_.standard != "DDR5" && part_.refresh.rfc_pb.value() > 0) modes.push_back(RefreshMode::per_bank);
    if (part_.refresh.fine_divisor > 0) modes.push_back(RefreshMode::fine_grained);
    EXPECT_FALSE(modes.empty()) << "the part has all-bank refresh alone";
    for (const RefreshMode mode : modes) {
        part_.refresh.mode = mode;
        EXPECT_GE(stream(0), 0.95) << static_cast<int>(mode);
        // A bank that was written recovers before it is refreshed, every time: tWR + CWL + tBL.
        EXPECT_GE(stream(1), 0.93) << static_cast<int>(mode);
    }
}

TEST_P(DramPeak, WithoutRefreshAStreamLosesNextToNothing) {
    without_refresh();
    EXPECT_GE(stream(0), 0.99);
    EXPECT_LE(stream(0), 1.0);
}

TEST_P(DramPeak, PingPongBetweenTwoRowsOfABankTakesARowCycleEach) {
    without_refresh();
    const DramTimings& t = part_.timing;
    // Two published presets have a tRC below tRAS + tRP, which the commands themselves need.
    const Cycle row_cycle = base::max(t.rc, t.ras + t.rp).value();
    Traffic traffic;
    traffic.pattern = Pattern::pingpong;
    for (const std::uint64_t requests : {1u, 2u, 1001u}) {
        traffic.requests = requests;
        EXPECT_EQ(cycles(run_dram(part_, traffic).duration_s),
                  static_cast<Cycle>(requests - 1) * row_cycle + (t.rcd + t.cl + t.bl).value());
    }
}

TEST_P(DramPeak, AnUnloadedRandomReadTakesWhatItsCommandsTake) {
    without_refresh();
    const DramTimings& t = part_.timing;
    Traffic traffic;
    traffic.pattern = Pattern::random;
    traffic.outstanding = 1;
    traffic.requests = 8 * part_.geometry.chip_banks() / part_.geometry.chips;
    const PartRun run = run_dram(part_, traffic);
    // Every bank has another row open: one read's mean is that of all, but for the odd one that meets its
    // row.
    const Cycle conflict = (t.rp + t.rcd + t.cl + t.bl).value();
    EXPECT_EQ(run.latencies.percentile(0.05), conflict);
    EXPECT_EQ(run.latencies.percentile(0.9), conflict);
    traffic.requests = 1;
    EXPECT_EQ(run_dram(part_, traffic).latencies.mean(), static_cast<double>(conflict));
    part_.controller.page_policy = PagePolicy::closed;
    EXPECT_EQ(run_dram(part_, traffic).latencies.mean(), static_cast<double>((t.rcd + t.cl + t.bl).value()));
}

TEST_P(DramPeak, WhatWasReachedAndWhatWasLostSumToOne) {
    for (const Pattern pattern : {Pattern::stream, Pattern::random, Pattern::mixed, Pattern::pingpong}) {
        Traffic traffic;
        traffic.pattern = pattern;
        traffic.requests = static_cast<std::uint64_t>(tests::effort(20'000));
        traffic.write_ratio = pattern == Pattern::mixed ? 0.5 : 0.0;
        const PartRun run = run_dram(part_, traffic);
        double sum = run.fraction_of_peak();
        for (const auto& loss : run.lost) {
            EXPECT_GE(loss.share, 0) << loss.name;
            sum += loss.share;
        }
        EXPECT_NEAR(sum, 1, 1e-12);
        EXPECT_EQ(run.latencies.count(), traffic.requests);
    }
}

TEST_P(DramPeak, TheSameSeedGivesTheSameRunAndAnotherDoesNot) {
    Traffic traffic;
    traffic.pattern = Pattern::random;
    traffic.requests = 5'000;
    const double first = run_dram(part_, traffic).duration_s;
    EXPECT_EQ(run_dram(part_, traffic).duration_s, first);
    traffic.seed = 2;
    EXPECT_NE(run_dram(part_, traffic).duration_s, first);
}

INSTANTIATE_TEST_SUITE_P(Parts, DramPeak, ::testing::ValuesIn(tests::dram_names()), tests::test_name);

}  // namespace
}  // namespace pamsim::memory
