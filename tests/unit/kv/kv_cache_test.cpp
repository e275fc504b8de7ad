#include "kv/kv_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <tuple>

#include "base/invariant.h"

namespace pamsim::kv {
namespace {

using testing::ElementsAre;

constexpr SequenceId kA{0}, kB{1}, kC{2};

/// One level with blocks of 16 tokens.
KvCache one_level(std::int64_t blocks, std::uint32_t domains, std::uint32_t groups,
                  const std::string& spread = "balanced") {
    return KvCache({{"hbm", blocks, 16, domains, groups}}, 1, spread);
}

/// A top level of 4 tokens per block and a lower one of 8, each with one domain and one group.
KvCache two_levels(std::int64_t top_blocks, std::int64_t lower_blocks) {
    return KvCache({{"hbm", top_blocks, 4, 1, 1}, {"ddr", lower_blocks, 8, 1, 1}}, 1);
}

std::vector<std::uint32_t> blocks_by_domain(const KvCache& cache, std::uint32_t level = 0,
                                            std::uint32_t mb = 0) {
    std::vector<std::uint32_t> blocks;
    for (const DomainLoad& load : cache.loads(level, mb)) blocks.push_back(load.blocks);
    return blocks;
}

std::vector<std::uint32_t> depth_by_domain(const KvCache& cache, std::uint32_t level = 0,
                                           std::uint32_t mb = 0) {
    std::vector<std::uint32_t> depth;
    for (const DomainLoad& load : cache.loads(level, mb)) depth.push_back(load.depth);
    return depth;
}

TEST(KvDepth, NineBlocksInFourGroupsAreThreeRows) {
    KvCache cache = one_level(16, 1, 4);
    ASSERT_TRUE(cache.admit(kA, 9 * 16, 0, 1));
    EXPECT_EQ(cache.loads(0, 0)[0].depth, 3u);
    EXPECT_EQ(cache.loads(0, 0)[0].blocks, 9u);
    EXPECT_EQ(cache.loads(0, 0)[0].tokens, 144u);
    EXPECT_EQ(cache.loads(0, 0)[0].sequences, 1u);
}

TEST(KvDepth, OfTwoSequencesIsTheSumOfTheirRows) {
    KvCache cache = one_level(16, 1, 4);
    ASSERT_TRUE(cache.admit(kA, 5 * 16, 0, 2));  // 2 rows
    ASSERT_TRUE(cache.admit(kB, 1, 0, 2));       // 1 row, though it is one block
    EXPECT_EQ(cache.loads(0, 0)[0].depth, 3u);
    cache.release(kA);
    EXPECT_EQ(cache.loads(0, 0)[0].depth, 1u);
}

TEST(KvDepth, MicrobatchesAreCountedApart) {
    KvCache cache({{"hbm", 16, 16, 1, 4}}, 2);
    ASSERT_TRUE(cache.admit(kA, 5 * 16, 0, 2));
    ASSERT_TRUE(cache.admit(kB, 3, 1, 2));
    EXPECT_EQ(cache.loads(0, 0)[0].depth, 2u);
    EXPECT_EQ(cache.loads(0, 1)[0].depth, 1u);
    EXPECT_EQ(cache.tokens(0, 0), 80);
    EXPECT_EQ(cache.tokens(0, 1), 3);
    EXPECT_EQ(cache.tokens(0u), 83);
    EXPECT_EQ(cache.sequences(0, 1), 1u);
    EXPECT_EQ(cache.sequences(0), 2u);
    EXPECT_EQ(cache.resident_sequences(1), 1u);
    EXPECT_EQ(cache.microbatch_of(kB), 1u);
}

TEST(KvSpread, TwoExpectedSequencesShareEightDomainsInHalves) {
    KvCache cache = one_level(800, 8, 2);
    ASSERT_TRUE(cache.admit(kA, 16 * 16, 0, 2));
    EXPECT_THAT(blocks_by_domain(cache), ElementsAre(4, 4, 4, 4, 0, 0, 0, 0));
    ASSERT_TRUE(cache.admit(kB, 16 * 16, 0, 2));
    EXPECT_THAT(blocks_by_domain(cache), ElementsAre(4, 4, 4, 4, 4, 4, 4, 4));
    EXPECT_THAT(depth_by_domain(cache), ElementsAre(2, 2, 2, 2, 2, 2, 2, 2));
}

TEST(KvSpread, ASequenceOfOneRowStaysInOneDomain) {
    KvCache cache = one_level(800, 8, 4);
    ASSERT_TRUE(cache.admit(kA, 4 * 16, 0, 1));
    EXPECT_THAT(blocks_by_domain(cache), ElementsAre(4, 0, 0, 0, 0, 0, 0, 0));
}

TEST(KvSpread, AGrowingSequenceOpensAHomeForEachRow) {
    KvCache cache = one_level(800, 8, 4);
    ASSERT_TRUE(cache.admit(kA, 1, 0, 2));  // up to 4 homes
    for (int token = 1; token < 9 * 16; ++token) ASSERT_TRUE(cache.append(kA));
    EXPECT_THAT(blocks_by_domain(cache), ElementsAre(4, 4, 1, 0, 0, 0, 0, 0));
    for (int token = 9 * 16; token < 20 * 16; ++token) ASSERT_TRUE(cache.append(kA));
    EXPECT_THAT(blocks_by_domain(cache), ElementsAre(8, 4, 4, 4, 0, 0, 0, 0));
}

TEST(KvSpread, TheLeastLoadedDomainIsTakenFirst) {
    KvCache cache = one_level(300, 3, 1);
    ASSERT_TRUE(cache.admit(kA, 3 * 16, 0, 3));  // domain 0, 3 deep
    ASSERT_TRUE(cache.admit(kB, 16, 0, 3));      // domain 1, 1 deep
    cache.release(kA);
    ASSERT_TRUE(cache.admit(kC, 16, 0, 3));
    EXPECT_EQ(cache.place(kC, 0).domain, 0u);
    EXPECT_THAT(depth_by_domain(cache), ElementsAre(1, 1, 0));
}

TEST(KvSpread, BetweenDomainsOfOneDepthTheOneWithFewerBlocksIsTaken) {
    KvCache cache({{"hbm", 300, 16, 2, 1}}, 2);
    ASSERT_TRUE(cache.admit(kA, 16, 0, 2));  // domain 0 for microbatch 0
    ASSERT_TRUE(cache.admit(kB, 16, 1, 2));  // both are 0 deep for microbatch 1
    EXPECT_EQ(cache.place(kB, 0).domain, 1u);
}

TEST(KvSpread, DepthInTheOwnMicrobatchCountsBeforeBlocks) {
    KvCache cache({{"hbm", 300, 16, 2, 1}}, 2);
    ASSERT_TRUE(cache.admit(kA, 16, 0, 4));      // domain 0
    ASSERT_TRUE(cache.admit(kB, 3 * 16, 1, 4));  // domain 1, which microbatch 0 does not feel
    ASSERT_TRUE(cache.admit(kC, 16, 0, 4));
    EXPECT_EQ(cache.place(kC, 0).domain, 1u);
}

TEST(KvSpread, AFullDomainIsNoHomeHoweverShallow) {
    KvCache cache({{"hbm", 12, 16, 3, 1}}, 2, "narrow");    // 4 blocks per domain
    ASSERT_TRUE(cache.admit(kA, 2 * 16, 1, 1));             // domain 0: 2 deep for microbatch 1
    ASSERT_TRUE(cache.admit(kB, 4 * 16, 0, 1));             // domain 1: 0 deep, but full
    ASSERT_TRUE(cache.admit(kC, 2 * 16, 0, 1));             // domain 2
    ASSERT_TRUE(cache.admit(SequenceId{3}, 1 * 16, 1, 1));  // domain 2: 1 deep, and least room
    ASSERT_TRUE(cache.admit(SequenceId{4}, 1 * 16, 1, 1));
    EXPECT_EQ(cache.place(SequenceId{3}, 0).domain, 2u);
    EXPECT_EQ(cache.place(SequenceId{4}, 0).domain, 2u);
}

TEST(KvSpread, AFurtherHomeIsADomainThatIsNoneYet) {
    KvCache cache = one_level(300, 2, 1);
    ASSERT_TRUE(cache.admit(kB, 1 * 16, 0, 2));  // domain 0
    ASSERT_TRUE(cache.admit(kA, 2 * 16, 0, 1));  // domain 1, its first home, keeps the lead
    EXPECT_THAT(depth_by_domain(cache), ElementsAre(1, 2));
    ASSERT_TRUE(cache.append(kA));
    EXPECT_EQ(cache.place(kA, 2 * 16).domain, 0u);
}

TEST(KvSpread, TheNextRowGoesToTheShallowestHome) {
    KvCache cache = one_level(300, 2, 1);
    ASSERT_TRUE(cache.admit(kB, 5 * 16, 0, 2));  // domain 0, 5 deep
    ASSERT_TRUE(cache.admit(kA, 5 * 16, 0, 1));  // may use both
    EXPECT_THAT(depth_by_domain(cache), ElementsAre(5, 5));
}

TEST(KvSpread, AFullHomeIsReplacedByTheEmptiestDomain) {
    KvCache cache = one_level(6, 3, 1, "narrow");  // 2 blocks per domain
    ASSERT_TRUE(cache.admit(kA, 16, 0, 1));        // domain 0
    ASSERT_TRUE(cache.admit(kB, 3 * 16, 0, 1));    // domain 1 is full after two
    EXPECT_THAT(blocks_by_domain(cache), ElementsAre(1, 2, 1));
    cache.check();
}

TEST(KvSpread, AFullGroupIsPassedOver) {
    KvCache cache = one_level(4, 1, 2);  // 2 blocks per group; sequences begin in groups 0, 1, 0, 1, 0
    ASSERT_TRUE(cache.admit(kA, 1, 0, 1));
    ASSERT_TRUE(cache.admit(kB, 1, 0, 1));
    cache.release(kB);
    ASSERT_TRUE(cache.admit(kB, 1, 0, 1));  // fills group 0
    ASSERT_TRUE(cache.admit(kC, 1, 0, 1));
    cache.release(kC);
    ASSERT_TRUE(cache.admit(kC, 1, 0, 1));
    EXPECT_EQ(cache.place(kB, 0).group, 0u);
    EXPECT_EQ(cache.place(kC, 0).group, 1u);
}

TEST(KvSpread, ShortSequencesOfADomainBeginInDifferentGroups) {
    KvCache cache = one_level(16, 1, 4);
    for (std::uint32_t i = 0; i < 5; ++i) {
        ASSERT_TRUE(cache.admit(SequenceId{i}, 1, 0, 5));
        EXPECT_EQ(cache.place(SequenceId{i}, 0).group, i % 4);
    }
}

TEST(KvPlace, UnevenCapacityGoesToTheFirstDomainsAndGroups) {
    KvCache cache = one_level(10, 4, 2, "wide");
    ASSERT_TRUE(cache.admit(kA, 10 * 16, 0, 1));
    EXPECT_THAT(blocks_by_domain(cache), ElementsAre(3, 3, 2, 2));
    EXPECT_EQ(cache.free_tokens(), 0);
}

TEST(KvPlace, EveryTokenHasItsOwn) {
    KvCache cache({{"hbm", 8, 4, 2, 2}, {"ssd", 8, 8, 2, 1}}, 1);
    ASSERT_TRUE(cache.admit(kA, 17, 0, 2));
    ASSERT_TRUE(cache.admit(kB, 29, 0, 2));
    std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>> places;
    for (const SequenceId id : {kA, kB}) {
        for (std::uint32_t position = 0; position < cache.tokens(id); ++position) {
            const Place p = cache.place(id, position);
            EXPECT_TRUE(places.emplace(p.level, p.domain, p.group, p.block, p.slot).second);
        }
    }
    EXPECT_EQ(places.size(), 46u);
}

TEST(KvPlace, PositionsRunThroughBlocksOfBothSizes) {
    KvCache cache = two_levels(2, 4);
    ASSERT_TRUE(cache.admit(kA, 20, 0, 1));  // 8 tokens above, 12 below
    EXPECT_EQ(cache.place(kA, 7).level, 0u);
    EXPECT_EQ(cache.place(kA, 7).slot, 3u);
    EXPECT_EQ(cache.place(kA, 8).level, 1u);
    EXPECT_EQ(cache.place(kA, 8).slot, 0u);
    EXPECT_EQ(cache.place(kA, 19).block, 1u);
    EXPECT_EQ(cache.place(kA, 19).slot, 3u);
    EXPECT_THROW(cache.place(kA, 20), base::InvariantError);
}

TEST(KvAdmit, SpillsToTheNextLevelWhenTheTopIsFull) {
    KvCache cache = two_levels(2, 2);
    ASSERT_TRUE(cache.admit(kA, 11, 0, 1));
    EXPECT_EQ(cache.tokens_on(kA, 0), 8u);
    EXPECT_EQ(cache.tokens_on(kA, 1), 3u);
    EXPECT_EQ(cache.newest_level(kA), 1u);
    EXPECT_EQ(cache.free_tokens(), 8);
}

TEST(KvAdmit, IsAllOrNothing) {
    KvCache cache = two_levels(2, 2);  // 24 tokens
    EXPECT_FALSE(cache.admit(kA, 25, 0, 1));
    EXPECT_FALSE(cache.resident(kA));
    EXPECT_EQ(cache.blocks_allocated(0), 0u);
    EXPECT_TRUE(cache.admit(kA, 24, 0, 1));
    cache.release(kA);
    cache.check_empty();
}

TEST(KvAdmit, ALevelWithoutBlocksIsPassedOver) {
    KvCache cache = two_levels(0, 2);
    ASSERT_TRUE(cache.admit(kA, 3, 0, 1));
    EXPECT_EQ(cache.tokens_on(kA, 0), 0u);
    EXPECT_EQ(cache.tokens_on(kA, 1), 3u);
    EXPECT_EQ(cache.sequences(0), 0u);
}

TEST(KvAdmit, TellsBeforehandWhatWouldBeLeft) {
    KvCache cache = two_levels(2, 2);
    EXPECT_EQ(cache.capacity_tokens(), 24);
    EXPECT_EQ(cache.free_tokens_after(3), 20);  // one block of 4
    EXPECT_EQ(cache.free_tokens_after(9), 8);   // both blocks of 4 and one of 8
    EXPECT_EQ(cache.free_tokens_after(25), std::nullopt);
}

TEST(KvAppend, OpensABlockOnlyWhenTheLastIsFull) {
    KvCache cache = two_levels(2, 2);
    ASSERT_TRUE(cache.admit(kA, 3, 0, 1));
    ASSERT_TRUE(cache.append(kA));
    EXPECT_EQ(cache.blocks_held(0), 1);
    ASSERT_TRUE(cache.append(kA));
    EXPECT_EQ(cache.blocks_held(0), 2);
    EXPECT_EQ(cache.tokens(kA), 5u);
    EXPECT_EQ(cache.loads(0, 0)[0].tokens, 5u);
}

TEST(KvAppend, ReturnsToTheTopLevelWhenItHasRoomAgain) {
    KvCache cache = two_levels(1, 4);
    ASSERT_TRUE(cache.admit(kA, 4, 0, 2));
    ASSERT_TRUE(cache.admit(kB, 8, 0, 2));
    ASSERT_TRUE(cache.append(kB));
    EXPECT_EQ(cache.newest_level(kB), 1u);
    cache.release(kA);
    for (int token = 9; token < 16; ++token) ASSERT_TRUE(cache.append(kB));  // fills the lower block it began
    EXPECT_EQ(cache.newest_level(kB), 1u);
    ASSERT_TRUE(cache.append(kB));
    EXPECT_EQ(cache.newest_level(kB), 0u);
    EXPECT_EQ(cache.tokens_on(kB, 1), 16u);
    EXPECT_EQ(cache.tokens_on(kB, 0), 1u);
}

TEST(KvAppend, WithoutRoomChangesNothing) {
    KvCache cache = two_levels(1, 0);
    ASSERT_TRUE(cache.admit(kA, 4, 0, 1));
    EXPECT_FALSE(cache.append(kA));
    EXPECT_EQ(cache.tokens(kA), 4u);
    EXPECT_EQ(cache.tokens(0u), 4);
    cache.check();
}

TEST(KvRelease, GivesEverythingBackAndRemembersThePeak) {
    KvCache cache = two_levels(2, 2);
    ASSERT_TRUE(cache.admit(kA, 20, 0, 1));
    cache.release(kA);
    EXPECT_EQ(cache.free_tokens(), 24);
    EXPECT_EQ(cache.blocks_held(1), 0);
    EXPECT_EQ(cache.blocks_peak(1), 2);
    EXPECT_EQ(cache.blocks_allocated(0), 2u);
    EXPECT_EQ(cache.blocks_freed(0), 2u);
    EXPECT_EQ(cache.resident_sequences(0), 0u);
    cache.check_empty();
    ASSERT_TRUE(cache.admit(kB, 9, 0, 1));
    EXPECT_EQ(cache.blocks_peak(1), 2) << "one block now, two at the peak";
}

TEST(KvMisuse, IsAnInvariantError) {
    KvCache cache = two_levels(2, 2);
    ASSERT_TRUE(cache.admit(kA, 1, 0, 1));
    EXPECT_THROW(cache.admit(kA, 1, 0, 1), base::InvariantError);
    EXPECT_THROW(cache.admit(kB, 0, 0, 1), base::InvariantError);
    EXPECT_THROW(cache.admit(kB, 1, 1, 1), base::InvariantError);
    EXPECT_THROW(cache.append(kB), base::InvariantError);
    EXPECT_THROW(cache.release(kB), base::InvariantError);
    EXPECT_THROW(cache.tokens(kB), base::InvariantError);
    EXPECT_THROW(cache.loads(2, 0), base::InvariantError);
    EXPECT_THROW(KvCache({}, 1), base::InvariantError);
    EXPECT_THROW(KvCache({{"hbm", 1, 0, 1, 1}}, 1), base::InvariantError);
}

}  // namespace
}  // namespace pamsim::kv
