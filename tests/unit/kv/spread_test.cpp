#include "kv/spread.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/invariant.h"

namespace pamsim::kv {
namespace {

/// 64 domains of 4 groups with 100 blocks each.
SpreadQuestion question(std::int64_t blocks, std::uint32_t expected, std::uint32_t microbatches = 1) {
    return {6400, 64, 4, blocks, expected, microbatches};
}

TEST(Balanced, DealsTheDomainsOutToTheExpectedSequences) {
    EXPECT_EQ(make_spread("balanced")->span(question(400, 8)), 8u);
}

TEST(Balanced, ExpectsNoMoreSequencesThanFit) {
    // 800 blocks fit eight times, however many are expected.
    EXPECT_EQ(make_spread("balanced")->span(question(800, 5000)), 8u);
}

TEST(Balanced, GivesNoHomeWithoutARow) {
    EXPECT_EQ(make_spread("balanced")->span(question(9, 1)), 3u);
    EXPECT_EQ(make_spread("balanced")->span(question(1, 1)), 1u);
}

TEST(Balanced, CountsTheSequencesOfOneMicrobatch) {
    EXPECT_EQ(make_spread("balanced")->span(question(400, 8, 4)), 32u);
}

TEST(Balanced, LeavesOneHomeWhenMoreSequencesThanDomainsCome) {
    EXPECT_EQ(make_spread("balanced")->span(question(40, 100)), 1u);
}

TEST(Balanced, StandsALevelTooSmallForTheSequence) {
    EXPECT_EQ(make_spread("balanced")->span(question(10'000, 10)), 64u);
}

TEST(Wide, UsesADomainPerRow) {
    EXPECT_EQ(make_spread("wide")->span(question(40, 100)), 10u);
    EXPECT_EQ(make_spread("wide")->span(question(4000, 100)), 64u);
}

TEST(Narrow, UsesOneDomain) {
    EXPECT_EQ(make_spread("narrow")->span(question(4000, 1)), 1u);
}

TEST(SpreadNames, AreAllKnownAndNoOtherIs) {
    for (const std::string& name : spread_names()) EXPECT_NE(make_spread(name), nullptr) << name;
    EXPECT_THROW(make_spread("random"), base::InvariantError);
}

TEST(PickLeastLoaded, OrdersByRoomThenDepthThenBlocksThenIndex) {
    std::vector<Candidate> candidates = {
        {true, 0, 0, 0}, {false, 2, 1, 1}, {false, 1, 9, 2}, {false, 1, 8, 3}, {false, 1, 8, 4}};
    pick_least_loaded(candidates, 5);
    std::vector<std::uint32_t> order;
    for (const Candidate& c : candidates) order.push_back(c.domain);
    EXPECT_THAT(order, testing::ElementsAre(3, 4, 2, 1, 0));
}

}  // namespace
}  // namespace pamsim::kv
