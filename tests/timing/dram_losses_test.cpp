// Each cause of lost bus time has a part and a pattern in which it is the largest.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "memory/dram/channel.h"
#include "memory/traffic/dram_traffic.h"
#include "support/dram.h"
#include "support/effort.h"

namespace pamsim::memory {
namespace {

double lost(const PartRun& run, const std::string& cause) {
    for (const auto& loss : run.lost)
        if (loss.name == cause) return loss.share;
    ADD_FAILURE() << "nothing is said of " << cause;
    return 0;
}

std::string largest(const PartRun& run) {
    return std::max_element(run.lost.begin(), run.lost.end(),
                            [](const auto& a, const auto& b) { return a.share < b.share; })
        ->name;
}

PartRun run(Pattern pattern, const std::string& part, std::vector<std::string> sets, double write_ratio = 0,
            std::uint64_t stride = 1) {
    Traffic traffic;
    traffic.pattern = pattern;
    // A stream needs many for refresh to come often; the others are slow.
    traffic.requests =
        static_cast<std::uint64_t>(pattern == Pattern::stream ? 40'000 : tests::effort(40'000));
    traffic.write_ratio = write_ratio;
    traffic.stride = stride;
    return run_dram(tests::dram(part, sets), traffic);
}

const std::string kNoRefresh = "refresh.mode=none";

TEST(DramLosses, AStreamLosesToRefreshAloneAndTheShareThatItTakes) {
    const PartRun stream = run(Pattern::stream, "ddr4-3200", {});
    EXPECT_EQ(largest(stream), "refresh");
    EXPECT_NEAR(lost(stream, "refresh"), 880.0 / 12480, 0.01);
    EXPECT_LT(1 - stream.fraction_of_peak() - lost(stream, "refresh"), 0.01);
}

TEST(DramLosses, WithoutRefreshNothingIsLostToIt) {
    EXPECT_EQ(lost(run(Pattern::random, "hbm3-5200", {kNoRefresh}), "refresh"), 0);
}

TEST(DramLosses, ChangesOfDirectionAreTurnaround) {
    const PartRun short_drains =
        run(Pattern::stream, "ddr4-3200",
            {kNoRefresh, "controller.write_high_watermark=4", "controller.write_low_watermark=2"}, 0.5);
    EXPECT_EQ(largest(short_drains), "turnaround");
    EXPECT_EQ(lost(run(Pattern::stream, "ddr4-3200", {kNoRefresh}), "turnaround"), 0);
}

TEST(DramLosses, AStreamThatStaysInOneBankGroupLosesToIt) {
    const PartRun one_group = run(Pattern::strided, "ddr4-3200", {kNoRefresh}, 0, 2);
    EXPECT_EQ(largest(one_group), "bank_group");
    EXPECT_NEAR(lost(one_group, "bank_group"), 0.5, 0.01);  // tCCD_L is twice tCCD_S
}

TEST(DramLosses, AnAccessPerRowInManyBanksLosesToTheFourActivateWindow) {
    const PartRun random = run(Pattern::random, "hbm3-5200", {kNoRefresh, "timing.t_faw_cycles=80"});
    EXPECT_EQ(largest(random), "faw");
}

TEST(DramLosses, ActivatesFarApartAreActivate) {
    const PartRun random =
        run(Pattern::random, "ddr5-4800",
            {kNoRefresh, "timing.t_rrd_s_cycles=40", "timing.t_rrd_l_cycles=40", "ranks=1"});
    EXPECT_EQ(largest(random), "activate");
}

TEST(DramLosses, AnAccessPerRowInOneBankLosesToRows) {
    const PartRun random =
        run(Pattern::random, "ddr4-3200", {kNoRefresh, "ranks=1", "bank_groups=1", "banks=1"});
    EXPECT_EQ(largest(random), "row");
    EXPECT_GT(lost(random, "row"), 0.9);
}

TEST(DramLosses, ASlowCommandBusIsTheCommandBus) {
    const PartRun stream = run(Pattern::stream, "hbm3-5200", {kNoRefresh, "command_bus.column_cycles=4"});
    EXPECT_EQ(largest(stream), "command_bus");
    EXPECT_NEAR(stream.fraction_of_peak(), 0.25, 0.01);  // of two pseudo-channels that share it
}

TEST(DramLosses, WithOneAccessAtATimeOnABusOfManyMostTimeIsIdle) {
    Traffic traffic;
    traffic.pattern = Pattern::random;
    traffic.requests = 2'000;
    traffic.outstanding = 1;
    EXPECT_EQ(largest(run_dram(tests::dram("hbm3-5200"), traffic)), "idle");
}

TEST(DramLosses, ABurstShorterThanItsSlotIsNoLossAsThePeakKnowsIt) {
    const PartRun stream =
        run(Pattern::stream, "ddr4-3200", {kNoRefresh, "timing.t_ccd_s_cycles=8", "timing.t_ccd_l_cycles=8"});
    EXPECT_NEAR(stream.peak_bytes_per_s, 12.8e9, 1);
    EXPECT_GT(stream.fraction_of_peak(), 0.99);
    EXPECT_NEAR(lost(stream, "burst"), 0, 0.001);
}

TEST(DramLosses, EveryCycleOfEveryBusIsCountedOnce) {
    const DramPart part = tests::dram("hbm3-5200");
    DramChannel channel(part);
    for (std::uint32_t i = 0; i < 64; ++i) {
        Address at;
        at.pseudo_channel = i % 2;
        at.bank = i % 4;
        at.row = i / 8;
        at.column = i % 32;
        channel.submit(at, i % 3 == 0, i, 0);
    }
    channel.advance(20'000);
    const Losses losses = channel.bus_losses(20'000);
    Cycle sum = losses.busy;
    for (const Cycle cycles : losses.lost) sum += cycles;
    EXPECT_EQ(losses.busy, 64 * part.timing.bl.value());
    EXPECT_EQ(sum, 2 * 20'000);
}

}  // namespace
}  // namespace pamsim::memory
