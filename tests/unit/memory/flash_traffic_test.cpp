// A drive alone: rates, latencies and where bus time went.
#include "memory/traffic/flash_traffic.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "base/config.h"

namespace pamsim::memory {
namespace {

FlashPart drive(const std::vector<base::Override>& overrides = {}) {
    return FlashPart::from(
        base::Document::load(base::find_file("nvme-paper", "part").string(), overrides).root());
}

Traffic of(Pattern pattern, std::uint64_t requests, double write_ratio = 0) {
    Traffic traffic;
    traffic.pattern = pattern;
    traffic.requests = requests;
    traffic.write_ratio = write_ratio;
    return traffic;
}

std::uint64_t commands(const PartRun& run, const std::string& name) {
    for (const auto& command : run.commands)
        if (command.name == name) return command.count;
    ADD_FAILURE() << "no " << name;
    return 0;
}

double sum(const PartRun& run) {
    double all = run.fraction_of_peak();
    for (const auto& loss : run.lost) all += loss.share;
    return all;
}

TEST(FlashTraffic, ThePapersDriveStreamsAtTheClosedFormWithCachedReadsAndWithout) {
    for (const char* cached : {"true", "false"}) {
        const FlashPart part = drive({{std::string("cache_read=") + cached}});
        const PartRun run = run_flash(part, of(Pattern::stream, 50'000));
        EXPECT_NEAR(run.bytes_per_s() / part.read_bytes_per_s(), 1, 0.03) << cached;
        EXPECT_NEAR(sum(run), 1, 1e-12);
        EXPECT_EQ(run.latencies.count(), 50'000u);
    }
}

TEST(FlashTraffic, MultiPlaneReadsTakeAllPlanesOfARowTogether) {
    const FlashPart part = drive({{"planes=4"}, {"cache_read=false"}});
    const PartRun run = run_flash(part, of(Pattern::stream, 4000));
    EXPECT_EQ(commands(run, "READ"), 1000u);
    EXPECT_EQ(run.bytes, 4000u * part.page_bytes);
}

TEST(FlashTraffic, OnePageAtATimeTakesTheReadItsTransferAndItsCommands) {
    const FlashPart part = drive();
    Traffic one = of(Pattern::random, 200);
    one.outstanding = 1;
    const PartRun run = run_flash(part, one);
    const base::Picoseconds page = part.first_page_time() + part.command_overhead + part.data_out_setup;
    EXPECT_EQ(run.latencies.max(), page.value());
    EXPECT_NEAR(run.duration_s, 200 * base::seconds(page), 1e-12);
}

TEST(FlashTraffic, WritesAloneGoAtTheRateOfThePrograms) {
    const FlashPart part = drive();
    const PartRun run = run_flash(part, of(Pattern::random, 20'000, 1.0));
    EXPECT_NEAR(run.bytes_per_s() / part.program_bytes_per_s(), 1, 0.03);
    EXPECT_EQ(commands(run, "PROGRAM"), 20'000u);
}

TEST(FlashTraffic, ReadsAndWritesTogetherAllComplete) {
    for (const Pattern pattern : {Pattern::stream, Pattern::random, Pattern::mixed}) {
        const PartRun run = run_flash(drive(), of(pattern, 5000, 0.2));
        EXPECT_EQ(run.latencies.count(), 5000u);
        EXPECT_NEAR(static_cast<double>(commands(run, "PROGRAM")), 1000, 120);
        EXPECT_NEAR(sum(run), 1, 1e-12);
    }
}

TEST(FlashTraffic, PagesThatFailAreLostToRetries) {
    const PartRun run = run_flash(drive({{"read_retry_rate=0.1"}}), of(Pattern::stream, 10'000));
    EXPECT_EQ(run.lost.at(1).name, "retry");
    EXPECT_NEAR(run.lost.at(1).share / run.fraction_of_peak(), 0.1, 0.03);
    EXPECT_EQ(run.bytes, 10'000u * 16'384);
}

TEST(FlashTraffic, TheClosedFormIsWithinFivePercentOfTheCommands) {
    for (const Pattern pattern : {Pattern::stream, Pattern::random}) {
        const Traffic traffic = of(pattern, 50'000);
        EXPECT_NEAR(estimate_flash(drive(), traffic).duration_s / run_flash(drive(), traffic).duration_s, 1,
                    0.05);
    }
}

TEST(FlashTraffic, WhatFlashHasNotIsRefused) {
    EXPECT_THROW(run_flash(drive(), of(Pattern::pingpong, 1)), std::invalid_argument);
    EXPECT_THROW(run_flash(drive({{"blocks=100"}}), of(Pattern::stream, 100'000'000, 1.0)),
                 std::invalid_argument);
    EXPECT_THROW(estimate_flash(drive(), of(Pattern::mixed, 1)), std::invalid_argument);
    EXPECT_THROW(estimate_flash(drive(), of(Pattern::stream, 1, 1.0)), std::invalid_argument);
}

}  // namespace
}  // namespace pamsim::memory
