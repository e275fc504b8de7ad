// What the units' buffers hold, by hand: passes, chunks and batches of HBM-PIM and DDR-PIM.
#include <gtest/gtest.h>

#include "pim/dram_plan.h"

#include "support/parts.h"

namespace pamsim::pim {
namespace {

DramPlan plan(const std::string& part, std::uint32_t group, const std::vector<base::Override>& sets = {}) {
    const auto p = tests::dram_pim(part, sets);
    return {p.part, p.pim, AttentionShape{1, group, 128, 2}};
}

TEST(PimPlan, AHbmBankHolds32ValuesOfAVectorInTwoColumns) {
    const DramPlan p = plan("hbm3-5200-pim", 1);
    EXPECT_EQ(p.slice_columns(), 2u);  // 128 values over 4 banks, 16 of 2 bytes a column
    EXPECT_EQ(p.block_tokens(), 16u);  // a row of 32 columns
    EXPECT_EQ(p.groups(), 4u);         // bank groups of a rank
    EXPECT_EQ(p.domains_per_bus(), 2u);
}

TEST(PimPlan, OneHbmHeadIsBoundByTheMemoryAndHasItsScoresIn128Tokens) {
    const DramPlan p = plan("hbm3-5200-pim", 1);
    ASSERT_EQ(p.k().passes.size(), 1u);
    EXPECT_EQ(p.k().passes[0].interval, 6u);
    EXPECT_EQ(p.k().buffer_bytes, 64u);   // 32 values of q
    EXPECT_EQ(p.k().batch_tokens, 128u);  // 512 bytes of scratch, 4 a score
    EXPECT_EQ(p.v().buffer_bytes, 128u);  // both columns of O, 4 bytes a value
    EXPECT_EQ(p.chunks(), 1u);
    EXPECT_EQ(p.query_bursts(1), 8u);        // 256 bytes, 32 a burst
    EXPECT_EQ(p.partial_bursts(4), 65u);     // 4 x (128 + 2) x 4 bytes
    EXPECT_EQ(p.score_columns(128, 1), 4u);  // 512 bytes over 4 banks
}

TEST(PimPlan, FourHbmHeadsKeepBothColumnsOfO) {
    const DramPlan p = plan("hbm3-5200-pim", 4);
    ASSERT_EQ(p.k().passes.size(), 1u);
    EXPECT_EQ(p.k().passes[0].interval, 8u);  // 4 x 1.5015 ns are 7.8 cycles
    EXPECT_EQ(p.k().batch_tokens, 32u);
    EXPECT_EQ(p.chunks(), 1u);  // 4 x 128 bytes fill the buffer
    EXPECT_EQ(p.v().buffer_bytes, 512u);
}

TEST(PimPlan, EightHbmHeadsTakeOnePassOverKAndTwoOverV) {
    const DramPlan p = plan("hbm3-5200-pim", 8);
    ASSERT_EQ(p.k().passes.size(), 1u);
    EXPECT_EQ(p.k().passes[0].interval, 16u);  // 12.01 ns
    EXPECT_EQ(p.k().batch_tokens, 16u);
    // Eight heads of one column of O, or four of both: as many columns, but half as many batches of scores.
    ASSERT_EQ(p.v().passes.size(), 2u);
    EXPECT_EQ(p.v().passes[1].interval, 8u);
    EXPECT_EQ(p.chunks(), 1u);
    EXPECT_EQ(p.v().row_tokens, 16u);
    EXPECT_EQ(p.v().batch_tokens, 32u);
}

TEST(PimPlan, SixteenHbmHeadsTakeTwoPassesOfEight) {
    const DramPlan p = plan("hbm3-5200-pim", 16);
    ASSERT_EQ(p.k().passes.size(), 2u);
    EXPECT_EQ(p.k().passes[1].heads.first, 8u);
    EXPECT_EQ(p.k().passes[1].heads.count, 8u);
    EXPECT_EQ(p.v().passes.size(), 4u);
}

TEST(PimPlan, ResidentQOnDdrHoldsTwoHeadsInThePass) {
    const DramPlan p = plan("ddr4-3200-pim", 8);
    EXPECT_EQ(p.slice_columns(), 8u);  // 64 bytes, 8 a column
    EXPECT_EQ(p.block_tokens(), 16u);  // 128 columns
    EXPECT_EQ(p.groups(), 32u);        // 2 ranks x 8 chips x 2
    ASSERT_EQ(p.k().passes.size(), 4u);
    EXPECT_EQ(p.k().passes[0].interval, 8u);
    EXPECT_EQ(p.k().buffer_bytes, 128u);
    ASSERT_EQ(p.v().passes.size(), 2u);
    EXPECT_EQ(p.chunks(), 4u);  // two columns of O: 8 values of 4 bytes, for 4 heads
    EXPECT_EQ(p.v().row_tokens, 64u);
    EXPECT_EQ(p.query_bursts(2), 64u);  // every chip has 8 bytes of the bus
}

TEST(PimPlan, StreamedQOnDdrServesEightHeadsInOnePass) {
    const DramPlan p = plan("ddr4-3200-pim", 8, {{"pim.q_delivery=stream"}});
    ASSERT_EQ(p.k().passes.size(), 1u);
    EXPECT_EQ(p.k().buffer_bytes, 0u);
    EXPECT_EQ(p.stream_bursts(8), 32u);         // 8 heads x 4 banks
    EXPECT_EQ(p.k().passes[0].interval, 128u);  // 32 bursts of 4 cycles, over the units' 26
}

TEST(PimPlan, FawOpensTheSixteenBanksOfARankInFourCommands) {
    EXPECT_EQ(plan("hbm3-5200-pim", 1).timings().activates, 1u);
    EXPECT_EQ(plan("hbm3-5200-pim", 1, {{"pim.activate=faw"}}).timings().activates, 4u);
    EXPECT_EQ(plan("ddr4-3200-pim", 1, {{"pim.activate=faw"}}).timings().activates, 2u);
}

}  // namespace
}  // namespace pamsim::pim
