// Cycles of PIM programs computed by hand, for the commands and for the closed form.
#include <gtest/gtest.h>

#include "pim/dram_contention.h"
#include "pim/part_alone.h"
#include "pim/row_time.h"

#include "timing/pim_channel.h"

namespace pamsim::pim {
namespace {

using tests::alone;
using tests::pim_plan;
using tests::rows_of;

const DomainTokens kScattered{{{0, 1, 17}, {}, {1, 40}, {}}};

DomainTokens spread(std::uint32_t groups, std::vector<std::uint32_t> first,
                    std::vector<std::uint32_t> second) {
    DomainTokens tokens;
    tokens.slots.resize(groups);
    tokens.slots[0] = std::move(first);
    tokens.slots[1] = std::move(second);
    return tokens;
}

/// The device's other domains hold nothing.
std::vector<DomainTokens> channel_with(const DramPlan& plan, const DomainTokens& tokens) {
    std::vector<DomainTokens> all(plan.part().geometry.pseudo_channels * plan.domains_per_bus());
    for (DomainTokens& domain : all) domain.slots.resize(plan.groups());
    all[0] = tokens;
    return all;
}

TEST(PimTime, ATinyAttentionOnHbm3EndsWhereHandArithmeticEnds) {
    // MODE 0, q 21..35 (8 bursts, 2 apart). K: ACT 35, MAC 54..72, PRE 80 (tRAS and tRTP agree); ACT 99, PRE
    // 144; ACT 163, PRE 208. Scores: ACT 227, WRSC 246, PRE 246 + 6 + 2 + 21 = 275; ACT 294, PRE 339. V: ACT
    // 358, PRE 403; ACT 422, PRE 467; ACT 486, PRE 531. Units 28: RDPO 559..623, 33 of them; tCL and the
    // burst: 644.
    const DramPlan plan = pim_plan("hbm3-5200-pim", 1);
    EXPECT_EQ(alone(plan, program_of(plan, kScattered, 1)), 644);
    EXPECT_DOUBLE_EQ(fast_cycles(plan, channel_with(plan, kScattered)), 644);
}

TEST(PimTime, ATinyAttentionOnDdr4EndsWhereHandArithmeticEnds) {
    // MODE 0, q 26..150 (32 bursts, 4 apart), one command bus: ACT 151. K, 16 and 8 columns: MAC 175..295,
    // PRE 307; ACT 331, MAC 355..411, PRE 423. Scores: ACT 447, WRSC 471, PRE 471 + 16 + 4 + 24 = 515; ACT
    // 539, RDSC 563, PRE 591. V: ACT 615, MAC 639..759, PRE 771; ACT 795, MAC 819..875, PRE 887. Then the
    // units, 17 bursts of partials, tCL and a burst.
    const DramPlan plan = pim_plan("ddr4-3200-pim", 1);
    const DomainTokens tokens = spread(32, {0, 1}, {1, 17});
    ASSERT_EQ(plan.partial_bursts(2), 17u);
    const std::int64_t end = 887 + plan.unit_cycles() + 16 * 4 + 24 + 4;
    EXPECT_EQ(alone(plan, program_of(plan, tokens, 1)), end);
    EXPECT_NEAR(fast_cycles(plan, channel_with(plan, tokens)), static_cast<double>(end), 1);
}

TEST(PimTime, ARowIsItsColumnsOrTrasThenAPrecharge) {
    const DramPlan plan = pim_plan("hbm3-5200-pim", 1);
    const RowTime rows(plan.part(), plan.timings());
    EXPECT_EQ(rows.row(32, 6), 19 + 31 * 6 + 8 + 19);
    EXPECT_EQ(rows.row(2, 6), 45 + 19);  // tRAS, more than tRC - tRP by one
    EXPECT_EQ(rows.score_write(1), 19 + 29 + 19);
    EXPECT_EQ(rows.score_write(4), 19 + 3 * 6 + 29 + 19);
    EXPECT_EQ(rows.score_read(4), 45 + 19);  // 19 + 18 + 8 are tRAS
    EXPECT_EQ(rows.score_read(5), 19 + 4 * 6 + 8 + 19);
}

TEST(PimTime, ThePowerLimitSpacesMacsBySixInsteadOfFour) {
    const DramPlan capped = pim_plan("hbm3-5200-pim", 1);
    const DramPlan free = pim_plan("hbm3-5200-pim", 1, {{"pim.power_cap=none"}});
    const auto program = rows_of(1, 32, 1);
    EXPECT_EQ(alone(capped, program), 21 + 19 + 31 * 6 + 8);
    EXPECT_EQ(alone(free, program), 21 + 19 + 31 * 4 + 8);
}

TEST(PimTime, FawCostsThreeWindowsPerOpening) {
    const DramPlan plan = pim_plan("hbm3-5200-pim", 1, {{"pim.activate=faw"}});
    // Eight openings of 4 ACTs, tFAW 39 apart.
    EXPECT_EQ(alone(plan, program_of(plan, kScattered, 1)), 644 + 8 * 3 * 39);
    EXPECT_DOUBLE_EQ(fast_cycles(plan, channel_with(plan, kScattered)), 644 + 8 * 3 * 39);
}

TEST(PimTime, TwoEqualDomainsTakeTurnsOnTheirBus) {
    // q 100, rows 200, partials 300; any burst 2 after the last; latency 10.
    BusTimes bus{2, 2, 2, 2, 2, 2, 10, false, 0, 0};
    HeadTime head;
    head.passes = head.larger = 1;
    head.k[0].query = 100;
    head.k[0].rows.time = 200;
    head.partial = 300;
    DramContention contention(bus, 2);
    EXPECT_EQ(contention.cycles({{head, 1}, {}}, {}), 610);
    // The second one's q: 102..202, rows to 402, partials behind the first one's 600: 602..902.
    EXPECT_EQ(contention.cycles({{head, 1}, {head, 1}}, {}), 912);
    // Two heads: q 602..702 of the first (the lower number), partials 704..1004 of the second; partials
    // 1006..1306 of the first; q 1308..1408 of the second, rows to 1608, partials to 1908.
    EXPECT_EQ(contention.cycles({{head, 2}, {head, 2}}, {}), 1918);
}

TEST(PimTime, ARefreshHoldsUpRowsButNotBursts) {
    BusTimes bus{2, 2, 2, 2, 2, 2, 10, false, 1000, 50};
    HeadTime head;
    head.passes = head.larger = 1;
    head.k[0].query = 100;
    head.k[0].rows.time = 200;
    head.partial = 300;
    DramContention contention(bus, 1);
    const auto due_at = [&](double cycle) { return contention.cycles({{head, 1}}, 1000 - cycle); };
    EXPECT_EQ(due_at(700), 610);  // after the end
    EXPECT_EQ(due_at(150), 660);  // in the rows
    EXPECT_EQ(due_at(400), 610);  // beside partials
    EXPECT_EQ(due_at(90), 650);   // 10 of it beside q
}

}  // namespace
}  // namespace pamsim::pim
