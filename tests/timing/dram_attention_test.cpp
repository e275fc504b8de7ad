// The closed form of DRAM-PIM attention against numbers a reader can check.
#include "pim/dram_attention.h"

#include <gtest/gtest.h>

#include "numerics/processing_unit.h"

#include "support/parts.h"

namespace pamsim::pim {
namespace {

constexpr AttentionShape kMha{1, 1, 128, 2};  // one kv-head, one query head
constexpr AttentionShape kGqa{1, 8, 128, 2};  // LLaMA3-70B's group
constexpr double kHbmCycle = 1 / 1.3e9, kHbmPu = 1 / 666e6;
constexpr double kMergeOfFour =
    8 * 5 + 5 + 8 + 4;  // rtl/README.md: terms of 8 beats, weights, output, filling

DramAttention hbm(const AttentionShape& shape, const std::vector<base::Override>& overrides = {}) {
    const auto p = tests::dram_pim("hbm3-5200-pim", overrides);
    return DramAttention(p.part, p.pim, 5, shape);
}

DramAttention ddr(const AttentionShape& shape, const std::vector<base::Override>& overrides = {}) {
    const auto p = tests::dram_pim("ddr4-3200-pim", overrides);
    return DramAttention(p.part, p.pim, 5, shape);
}

std::vector<kv::DomainLoad> one_busy(std::uint32_t domains, kv::DomainLoad load) {
    std::vector<kv::DomainLoad> loads(domains);
    loads[0] = load;
    return loads;
}

TEST(DramAttention, FiveStacksAre320RanksOfFourBankGroups) {
    const auto level = hbm(kMha);
    EXPECT_EQ(level.domains(), 5u * 16 * 2 * 2);
    EXPECT_EQ(level.groups(), 4u);
    EXPECT_EQ(level.domains() * level.groups(), 1280u);  // paper §6.1
    EXPECT_EQ(level.block_tokens(), 16u);                // 1 KiB row / 32 values of 2 bytes
}

TEST(DramAttention, ADimmIsOneDomainOf32BankGroups) {
    const auto level = ddr(kMha);
    EXPECT_EQ(level.domains(), 5u);
    EXPECT_EQ(level.groups(), 2u * 8 * 2);
}

TEST(DramAttention, OneQueryHeadReadsColumnsAtThePowerLimit) {
    const auto level = hbm(kMha);
    EXPECT_EQ(level.plan().k().passes.size(), 1u);
    EXPECT_EQ(level.plan().k().passes[0].interval, 6u);
    EXPECT_NEAR(level.peak_bytes_per_s(), 5 * 1024 * 32 / (6 * kHbmCycle), 1);
}

TEST(DramAttention, WithoutThePowerCapColumnsComeEveryTccdL) {
    const auto level = hbm(kMha, {{"pim.power_cap=none"}});
    EXPECT_EQ(level.plan().k().passes[0].interval, 4u);
    EXPECT_NEAR(level.peak_bytes_per_s() / 5, 10.65e12, 0.01e12);  // 16 times the external bandwidth
}

TEST(DramAttention, AFlopsCapSpacesColumnsByTheDevicesRate) {
    const auto level = hbm(kMha, {{"pim.power_cap=flops"}, {"pim.cap_gflops=1600"}});
    EXPECT_EQ(level.plan().k().passes[0].interval, 27u);  // 2 x 1024 x 16 FLOP at 1600 GFLOPS: 20.5 ns
}

TEST(DramAttention, EightHeadsTakeOnePassBecauseTheirSlicesOfQFillTheBuffer) {
    const auto level = hbm(kGqa);
    EXPECT_EQ(level.plan().k().passes.size(), 1u);
    EXPECT_EQ(level.plan().k().heads_per_pass(), 8u);
    EXPECT_EQ(level.plan().k().buffer_bytes, 512u);       // 8 x 32 values of 2 bytes
    EXPECT_EQ(level.plan().k().passes[0].interval, 16u);  // bound by the PU: 12 ns > 4.6 ns
    EXPECT_EQ(level.plan().v().passes.size(), 2u);
    EXPECT_EQ(level.plan().v().chunk_columns, 2u);
    EXPECT_EQ(level.plan().v().buffer_bytes, 512u);  // 4 x 32 accumulators of 4 bytes
}

TEST(DramAttention, NineHeadsTakeTwoPassesBecauseAPuHasRegistersForEight) {
    const auto level = hbm({1, 9, 128, 2});
    EXPECT_EQ(level.plan().k().passes.size(), 2u);
    EXPECT_EQ(level.plan().k().heads_per_pass(), 5u);
    EXPECT_EQ(level.plan().k().passes[0].interval, 10u);  // 5 x 1.5 ns
    EXPECT_EQ(level.plan().k().passes[1].interval, 8u);   // 4 x 1.5 ns
}

TEST(DramAttention, StreamedQServesEightHeadsInOnePassOnDdr) {
    const auto level = ddr(kGqa, {{"pim.q_delivery=stream"}});
    ASSERT_EQ(level.plan().k().passes.size(), 1u);
    EXPECT_EQ(level.plan().k().passes[0].interval, 128u);  // 8 heads x 4 banks bursts of 4 cycles
}

TEST(DramAttention, ResidentQOnDdrHoldsTwoHeadsAtATime) {
    const auto level = ddr(kGqa);
    EXPECT_EQ(level.plan().k().passes.size(), 4u);  // 64 bytes of 128 per head
    EXPECT_EQ(level.plan().k().passes[0].interval, 8u);
}

TEST(DramAttention, OneRowOfOneSequenceTakesItsRowsAndScores) {
    // q: 8 bursts, 14 cycles from the first to the last. K row: tRCD 19 + 31 columns x 6 + tRTP 8 + tRP 19 =
    // 232; the score row written: 19 + 29 + 19, and read: tRAS 45 + 19; V row: 232, not its tRP. The PU: 4
    // cycles to fill in the K pass; in the V pass 1 maximum, 6 to fill and empty, 3 beats of the partial: 28
    // of the memory's. Partials: 17 bursts.
    const auto level = hbm(kMha);
    const auto cost = level.cost(one_busy(level.domains(), {1, 1, 1, 16}), {}, Softmax::distributed);
    EXPECT_EQ(level.plan().v().chunk_columns, 2u);
    const double rows = 232 + 67 + 64 + 232 - 19, bus = 14 + 32, all = rows + 28 + bus;
    // A refresh that falls due in the rows costs them all of itself, beside the bus what is left.
    const double beside = (455.0 * 455 - (455 - bus) * (455 - bus)) / 2;
    const double share = (rows * 455 + beside) / all / 5070;
    EXPECT_NEAR(cost.local_s, (all / (1 - share) + 19 + 2 - 32) * kHbmCycle, 1e-12);
    EXPECT_EQ(cost.partial_bytes, 130 * 4);
    EXPECT_NEAR(cost.reduction_s, 32 * kHbmCycle + kMergeOfFour * kHbmPu, 1e-12);
    EXPECT_EQ(cost.useful_bytes, 16 * 512);
}

TEST(DramAttention, AllBankActivationUnderTfawWaitsThreeMoreWindows) {
    const auto load = one_busy(320, {1, 1, 1, 16});
    const double exempt = hbm(kMha).cost(load, {}, Softmax::distributed).local_s;
    const double faw = hbm(kMha, {{"pim.activate=faw"}}).cost(load, {}, Softmax::distributed).local_s;
    const double windows = 3 * 39 * kHbmCycle;  // 16 banks, four per window
    // Rows of K and V, and the scores' row twice.
    EXPECT_GT(faw - exempt, 4 * windows);
    EXPECT_LT(faw - exempt, 4.1 * windows / (1 - 455.0 / 5070));
}

TEST(DramAttention, TheSlowestDomainDecides) {
    const auto level = hbm(kMha);
    std::vector<kv::DomainLoad> loads(level.domains(), {1, 10, 40, 640});
    const double even = level.cost(loads, {}, Softmax::distributed).local_s;
    loads[7].depth = 20;
    const double uneven = level.cost(loads, {}, Softmax::distributed).local_s;
    // Not twice: two domains that take equally long wait for each other's q and partials.
    EXPECT_GT(uneven, 1.85 * even);
    EXPECT_LT(uneven, 2.0 * even);
}

TEST(DramAttention, ARandomEighthTouchesFortyOnePercentOfTheSlotsOfFourGroups) {
    const auto level = hbm(kMha);
    const std::vector<kv::DomainLoad> loads(level.domains(), {1, 100, 400, 6400});
    const auto dense = level.cost(loads, {}, Softmax::distributed);
    const auto sparse = level.cost(loads, {0.125}, Softmax::distributed);
    EXPECT_NEAR(static_cast<double>(sparse.read_bytes) / static_cast<double>(dense.read_bytes), 0.41382,
                1e-5);
    EXPECT_NEAR(static_cast<double>(sparse.useful_bytes) / static_cast<double>(dense.useful_bytes), 0.125,
                1e-9);
    EXPECT_GT(sparse.local_s, 0.5 * dense.local_s);  // every row is still opened
    EXPECT_LT(sparse.local_s, dense.local_s);
}

TEST(DramAttention, APuOfEightHeadsIsTheBoundAndTheLevelGivesItItsCycles) {
    // 100 rows of 16 tokens on every PU: the cycles rtl/pu takes for them, and what rows, scores and refresh
    // add.
    const auto level = hbm(kGqa);
    const std::uint32_t depth = 100, tokens = depth * 16;
    const auto cost =
        level.cost(one_busy(level.domains(), {1, depth, depth * 4, tokens * 4ull}), {}, Softmax::distributed);
    const auto cycles =
        numerics::score_cycles(tokens, 8, 2, true) + 2 * numerics::context_cycles(tokens, 4, 2);
    EXPECT_GT(cost.local_s, static_cast<double>(cycles) * kHbmPu);
    // K: 19 + 31 x 16 + 8 + 19, four columns of scores 19 + 3 x 6 + 29 + 19. V, twice: 19 + 31 x 8 + 8 + 19,
    // four columns of scores (64) for two rows.
    const double rows = depth * (542 + 85 + 2 * (294 + 32)) * kHbmCycle / (1 - 455.0 / 5070);
    EXPECT_NEAR(cost.local_s / rows, 1, 0.01);
}

TEST(DramAttention, GatheredSoftmaxMovesScoresThereAndBack) {
    const auto level = hbm(kGqa);
    const auto loads = one_busy(level.domains(), {1, 10, 40, 640});
    const auto pam = level.cost(loads, {}, Softmax::distributed);
    const auto gathered = level.cost(loads, {}, Softmax::gathered);
    EXPECT_EQ(gathered.score_bytes, 640 * 8 * 2 * 2);
    EXPECT_EQ(pam.score_bytes, 0);
    EXPECT_GT(gathered.reduction_s, pam.reduction_s);
}

TEST(DramAttention, RefusesWhatDoesNotFit) {
    EXPECT_THROW(hbm({1, 1, 48, 2}), std::invalid_argument);  // 12 values a bank, columns of 16
    EXPECT_THROW(hbm(kMha, {{"pim.pu.buffer_bytes=32"}}), std::invalid_argument);
    EXPECT_THROW(hbm(kMha, {{"pim.head_dim_split=3"}}), std::invalid_argument);
}

TEST(DramAttention, NothingToDoTakesNoTime) {
    const auto level = ddr(kGqa);
    const auto cost = level.cost(std::vector<kv::DomainLoad>(level.domains()), {}, Softmax::distributed);
    EXPECT_EQ(cost.total_s(), 0);
    EXPECT_EQ(cost.read_bytes, 0);
}

TEST(DramAttention, DdrIsBoundByItsColumnsOnLongSequences) {
    // 32 groups x 16 tokens. K, four passes of two heads: 24 + 127 x 8 + 12 + 24, and 16 columns of scores 24
    // + 15 x 8 + 44 + 24 after 4 rows. V, two passes of four heads and four chunks, 13 cycles a column: 24 +
    // 63 x 13 + 12 + 24 for 32 tokens, and 16 columns of scores 24 + 15 x 8 + 12 + 24.
    const auto level = ddr(kGqa);
    const std::uint32_t depth = 1000;
    const auto cost =
        level.cost(one_busy(5, {1, depth, depth * 32, depth * 32 * 16ull}), {}, Softmax::distributed);
    const double cycles = depth * (4 * (1076 + 212 / 4.0) + 8 * (879 + 180) / 2.0);
    EXPECT_NEAR(cost.local_s / (cycles / 1.6e9 / (1 - 880.0 / 12480)), 1, 0.001);
}

}  // namespace
}  // namespace pamsim::pim
