// The commands of a tiny attention, written out by hand.
#include <gtest/gtest.h>

#include "pim/dram_program.h"

#include "support/parts.h"

namespace pamsim::pim {
namespace {

using memory::PimOp;
using Kind = PimOp::Kind;

struct Expected {
    Kind kind;
    std::uint32_t count, row, interval;
};

void expect_ops(const std::vector<PimOp>& ops, const std::vector<Expected>& expected) {
    ASSERT_EQ(ops.size(), expected.size());
    for (std::size_t i = 0; i < ops.size(); ++i) {
        EXPECT_EQ(ops[i].kind, expected[i].kind) << "operation " << i;
        EXPECT_EQ(ops[i].count, expected[i].count) << "operation " << i;
        EXPECT_EQ(ops[i].row, expected[i].row) << "operation " << i;
        EXPECT_EQ(ops[i].interval, expected[i].interval) << "operation " << i;
    }
}

DramPlan hbm(std::uint32_t kv_heads, std::uint32_t group) {
    const auto p = tests::dram_pim("hbm3-5200-pim");
    return {p.part, p.pim, AttentionShape{kv_heads, group, 128, 2}};
}

/// Two of four bank groups hold five tokens in four slots of three rows.
const DomainTokens kScattered{{{0, 1, 17}, {}, {1, 40}, {}}};

TEST(PimProgram, LockstepOpensARowForWhicheverGroupNeedsIt) {
    const auto program = program_of(hbm(1, 1), kScattered, 1);
    expect_ops(program.ops, {{Kind::query, 8, 0, 0},
                             {Kind::row, 4, 0, 2},  // slots 0 and 1
                             {Kind::row, 2, 1, 2},  // slot 17
                             {Kind::row, 2, 2, 2},  // slot 40
                             {Kind::score_write, 1, 6, 0},
                             {Kind::score_read, 1, 6, 0},
                             {Kind::row, 4, 3, 2},
                             {Kind::row, 2, 4, 2},
                             {Kind::row, 2, 5, 2},
                             {Kind::wait, 28, 0, 0},
                             {Kind::partial, 33, 0, 1}});  // 2 x 130 x 4 bytes
    // 8 + 33 bursts, 16 MACs, 2 of scores, 8 rows opened and closed.
    EXPECT_EQ(memory::commands_of(program, 1), 8u + 33 + 16 + 2 + 8 * 2);
    EXPECT_EQ(memory::commands_of(program, 4), 8u + 33 + 16 + 2 + 8 * 5);
}

TEST(PimProgram, EveryKvHeadHasRowsOfItsOwn) {
    const auto program = program_of(hbm(2, 1), kScattered, 2);
    ASSERT_EQ(program.ops.size(), 22u);
    EXPECT_EQ(program.ops[12].row, 7u);   // after 3 of K, 3 of V and the scores' row
    EXPECT_EQ(program.ops[15].row, 13u);  // its scores
}

TEST(PimProgram, SixteenHeadsReadKTwiceAndVFourTimes) {
    // 20 slots: K in batches of 16 and 4, V in one, rows of 16.
    DomainTokens tokens;
    tokens.slots.resize(4);
    for (std::uint32_t slot = 0; slot < 20; ++slot) tokens.slots[3].push_back(slot);
    const auto program = program_of(hbm(1, 16), tokens, 1);
    const std::vector<Expected> k{{Kind::query, 64, 0, 0},
                                  {Kind::row, 32, 0, 16},
                                  {Kind::score_write, 4, 4, 0},  // 16 x 8 scores of 4 bytes over 4 banks
                                  {Kind::row, 8, 1, 16},
                                  {Kind::score_write, 1, 4, 0}};
    const std::vector<Expected> v{{Kind::score_read, 3, 4, 0},  // 20 x 4 scores
                                  {Kind::row, 32, 2, 8},
                                  {Kind::row, 8, 3, 8}};
    std::vector<Expected> all;
    for (const auto& part : {k, k, v, v, v, v}) all.insert(all.end(), part.begin(), part.end());
    all.push_back({Kind::wait, hbm(1, 16).unit_cycles(), 0, 0});
    all.push_back({Kind::partial, 260, 0, 1});  // 16 x 130 x 4 bytes
    expect_ops(program.ops, all);
}

TEST(PimProgram, ScatteredTokensFetchWhatTheyDoNotNeed) {
    const DramPlan plan = hbm(1, 1);
    const DomainTraffic t = traffic_of(plan, DomainSummary::of(plan, kScattered));
    EXPECT_EQ(t.useful_bytes, 5 * 512);    // 5 tokens, K and V of 256 bytes
    EXPECT_EQ(t.read_bytes, 4 * 4 * 512);  // 4 slots in each of 4 groups: 3.2 times as much
    EXPECT_EQ(t.activations, 4 * 4 * 8);   // 16 banks, 3 rows of K and of V, that of scores twice
}

TEST(PimProgram, NoActiveTokenIsNoCommand) {
    DomainTokens none;
    none.slots.resize(4);
    EXPECT_TRUE(program_of(hbm(1, 1), none, 1).ops.empty());
}

TEST(PimProgram, StreamedQComesBesideEveryColumnOfK) {
    const auto p = tests::dram_pim("ddr4-3200-pim", {{"pim.q_delivery=stream"}});
    const DramPlan plan(p.part, p.pim, {1, 2, 128, 2});
    DomainTokens tokens;
    tokens.slots.resize(32);
    tokens.slots[0] = {0};
    const auto program = program_of(plan, tokens, 1);
    EXPECT_EQ(program.ops[0].kind, Kind::row);
    EXPECT_EQ(program.ops[0].count, 8u);
    EXPECT_EQ(program.ops[0].bursts_per_mac, 8u);  // 2 heads x 4 banks
}

}  // namespace
}  // namespace pamsim::pim
