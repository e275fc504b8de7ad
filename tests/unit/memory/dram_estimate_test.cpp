// The closed form of a pattern beside the commands of the same pattern.
#include "memory/traffic/dram_estimate.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "memory/traffic/dram_traffic.h"
#include "support/dram.h"

namespace pamsim::memory {
namespace {

Traffic of(Pattern pattern, std::uint64_t requests, double write_ratio = 0) {
    Traffic traffic;
    traffic.pattern = pattern;
    traffic.requests = requests;
    traffic.write_ratio = write_ratio;
    return traffic;
}

double ratio(const DramPart& part, const Traffic& traffic) {
    return estimate_dram(part, traffic).duration_s / run_dram(part, traffic).duration_s;
}

/// Long enough for refresh to come many times to every bus.
std::uint64_t enough(const DramPart& part) {
    return std::uint64_t{8000} * part.geometry.buses();
}

class DramEstimate : public ::testing::TestWithParam<std::string> {
protected:
    DramPart part_ = tests::dram(GetParam());
};

TEST_P(DramEstimate, AStreamIsWithinThreePercent) {
    EXPECT_NEAR(ratio(part_, of(Pattern::stream, enough(part_))), 1, 0.03);
}

TEST_P(DramEstimate, AStreamOfWritesIsWithinThreePercent) {
    EXPECT_NEAR(ratio(part_, of(Pattern::stream, enough(part_), 1.0)), 1, 0.03);
}

TEST_P(DramEstimate, PingPongIsWithinOnePercent) {
    EXPECT_NEAR(ratio(part_, of(Pattern::pingpong, 2000)), 1, 0.01);
}

TEST_P(DramEstimate, PingPongWithoutRefreshIsExact) {
    part_.refresh.mode = RefreshMode::none;
    EXPECT_NEAR(ratio(part_, of(Pattern::pingpong, 2000)), 1, 1e-9);
}

TEST_P(DramEstimate, RandomReadsAreWithinASixth) {
    EXPECT_NEAR(ratio(part_, of(Pattern::random, enough(part_) / 2)), 1, 1.0 / 6);
}

TEST_P(DramEstimate, RandomWritesAreWithinAQuarter) {
    EXPECT_NEAR(ratio(part_, of(Pattern::random, enough(part_) / 2, 1.0)), 1, 0.25);
}

TEST_P(DramEstimate, OneAccessAtATimeIsWithinFivePercent) {
    Traffic traffic = of(Pattern::random, 5000);
    traffic.outstanding = 1;
    EXPECT_NEAR(ratio(part_, traffic), 1, 0.05);
    part_.refresh.mode = RefreshMode::none;
    EXPECT_NEAR(ratio(part_, traffic), 1, 0.002);
}

TEST_P(DramEstimate, TheLatencyOfAStreamIsWithinATenth) {
    const Traffic traffic = of(Pattern::stream, enough(part_));
    const double command = *run_dram(part_, traffic).mean_latency_s;
    EXPECT_NEAR(*estimate_dram(part_, traffic).mean_latency_s / command, 1, 0.10);
}

TEST_P(DramEstimate, WhatHasNoClosedFormIsRefused) {
    EXPECT_THROW(estimate_dram(part_, of(Pattern::strided, 10)), std::invalid_argument);
    EXPECT_THROW(estimate_dram(part_, of(Pattern::mixed, 10, 0.5)), std::invalid_argument);
    EXPECT_THROW(estimate_dram(part_, of(Pattern::stream, 10, 0.5)), std::invalid_argument);
    Traffic traffic = of(Pattern::random, 10);
    traffic.outstanding = 2;
    EXPECT_THROW(estimate_dram(part_, traffic), std::invalid_argument);
}

TEST_P(DramEstimate, LossesAndTheAchievedShareSumToOne) {
    for (const Pattern pattern : {Pattern::stream, Pattern::random, Pattern::pingpong}) {
        const PartRun run = estimate_dram(part_, of(pattern, 10'000));
        double sum = run.fraction_of_peak();
        for (const auto& loss : run.lost) sum += loss.share;
        EXPECT_NEAR(sum, 1, 1e-12);
    }
}

INSTANTIATE_TEST_SUITE_P(Parts, DramEstimate, ::testing::ValuesIn(tests::dram_names()), tests::test_name);

}  // namespace
}  // namespace pamsim::memory
