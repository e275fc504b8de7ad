// A check that never fails proves nothing: here each of its promises is broken once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/invariant.h"
#include "kv/kv_cache.h"

namespace pamsim::kv {

struct KvCachePeer {
    static void lose_token(KvCache& c) { --c.tails_[0].tokens; }
    static void lose_load_token(KvCache& c) { --c.shares_[0].loads[0].tokens; }
    static void deepen(KvCache& c) { ++c.shares_[0].loads[0].depth; }
    static void miscount_level(KvCache& c) { ++c.shares_[0].tokens; }
    static void miscount_sequences(KvCache& c) { ++c.shares_[0].sequences; }
    static void miscount_residents(KvCache& c) { ++c.resident_[0]; }
    static void hold_block_twice(KvCache& c) {
        c.sequences_[0].chain[1].block = c.sequences_[0].chain[0].block;
    }
    static void free_held_block(KvCache& c) {
        // Only the list of blocks is wrong: every count agrees.
        auto& list = c.pools_[0].lists_[0];
        list.freed.push_back(c.sequences_[0].chain[0].block);
        ++list.untouched;
    }
    static void forget_block(KvCache& c) { ++c.pools_[0].freed_; }
    static void miscount_group(KvCache& c) { ++c.pools_[0].free_in_group_[0]; }
    static void miscount_domain(KvCache& c) { ++c.pools_[0].free_in_[0]; }
    static void name_wrong_winner(KvCache& c) { c.pools_[0].winner_[1] = 0; }
    static void token_on_two_levels(KvCache& c) { --c.sequences_[0].chain[1].first_token; }
    static void flatten_footprint(KvCache& c) { c.sequences_[0].footprints[0].entries_[0].depth = 1; }
    static void append_elsewhere(KvCache& c) { c.tails_[0].domain = 1; }
    static void lose_slot(KvCache& c) { c.slots_[7] = KvCache::kNoSlot; }
};

namespace {

/// Sequence 7 with 3 full blocks and one of 2 tokens, in the only group of domain 0 of two.
KvCache sample() {
    KvCache cache({{"hbm", 16, 4, 2, 1}, {"ddr", 16, 4, 2, 1}}, 1, "narrow");
    EXPECT_TRUE(cache.admit(SequenceId{7}, 14, 0, 1));
    cache.check();
    return cache;
}

void expect_caught(const std::function<void(KvCache&)>& damage, const std::string& sentence) {
    KvCache cache = sample();
    damage(cache);
    try {
        cache.check();
        ADD_FAILURE() << "not caught: " << sentence;
    } catch (const base::InvariantError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr(sentence));
    }
}

TEST(KvCheck, CatchesALostToken) {
    expect_caught(KvCachePeer::lose_token, "has 13 tokens, its blocks hold 14");
}

TEST(KvCheck, CatchesATokenOnTwoLevels) {
    expect_caught(KvCachePeer::token_on_two_levels, "token 4 is on no level or on two");
}

TEST(KvCheck, CatchesLoadsThatDifferFromARecount) {
    expect_caught(KvCachePeer::lose_load_token, "the load of domain 0 differs");
    expect_caught(KvCachePeer::deepen, "the load of domain 0 differs");
}

TEST(KvCheck, CatchesWrongLevelCounts) {
    expect_caught(KvCachePeer::miscount_level, "keeps 15 tokens, a recount finds 14");
    expect_caught(KvCachePeer::miscount_sequences, "keeps another number of sequences");
    expect_caught(KvCachePeer::miscount_residents, "resident sequences");
}

TEST(KvCheck, CatchesABlockHeldTwice) {
    expect_caught(KvCachePeer::hold_block_twice, "block 0 of domain 0, group 0 is held twice");
}

TEST(KvCheck, CatchesAHeldBlockOnAFreeList) {
    expect_caught(KvCachePeer::free_held_block, "held and free at once");
}

TEST(KvCheck, CatchesAllocatedThatIsNotFreedPlusHeld) {
    expect_caught(KvCachePeer::forget_block, "allocated 4 blocks and freed 1, but sequences hold 4");
}

TEST(KvCheck, CatchesWrongFreeCounts) {
    expect_caught(KvCachePeer::miscount_group, "group 0 of domain 0 counts other free blocks");
    expect_caught(KvCachePeer::miscount_domain, "domain 0 counts 5 free blocks, its groups have 4");
    expect_caught(KvCachePeer::name_wrong_winner, "domain 1 has most free blocks, not 0");
}

TEST(KvCheck, CatchesAWrongFootprint) {
    expect_caught(KvCachePeer::flatten_footprint, "has another depth in domain 0");
}

TEST(KvCheck, CatchesATailThatIsNotTheLastBlock) {
    expect_caught(KvCachePeer::append_elsewhere, "would append to another block");
}

TEST(KvCheck, CatchesASequenceThatItsIdDoesNotFind) {
    expect_caught(KvCachePeer::lose_slot, "sequence 7: is not where its id leads");
}

TEST(KvCheckEmpty, NamesWhatIsLeft) {
    KvCache cache = sample();
    try {
        cache.check_empty();
        ADD_FAILURE() << "a sequence is left";
    } catch (const base::InvariantError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("1 sequences are left at the end"));
    }
    cache.release(SequenceId{7});
    cache.check_empty();
}

}  // namespace
}  // namespace pamsim::kv
