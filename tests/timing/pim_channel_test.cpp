// PIM programs in a channel beside refresh and ordinary accesses, cycles by hand.
#include <gtest/gtest.h>

#include "base/random.h"

#include "timing/pim_channel.h"

namespace pamsim::memory {
namespace {

using tests::alone;
using tests::finish;
using tests::pim_plan;
using tests::rows_of;

const pim::DomainTokens kScattered{{{0, 1, 17}, {}, {1, 40}, {}}};

/// When a read that arrives at cycle 100, in the second row of K, has its data.
Cycle read_at_100(const pim::DramPlan& plan) {
    DramChannel channel(plan.part(), plan.timings());
    channel.submit(0, program_of(plan, kScattered, 1), 1, 0);
    channel.advance(100);
    channel.submit(Address{}, false, 2, 100);
    for (const auto& [tag, done] : finish(channel))
        if (tag == 2) return done;
    return -1;
}

TEST(PimChannel, AReadInTheMiddleWaitsForTheRowToClose) {
    // PRE of the second row 144; MODE 144 + tRP 19 = 163; ACT 184; RD 203; tCL 19 and the burst: 224.
    EXPECT_EQ(read_at_100(pim_plan("hbm3-5200-pim", 1)), 224);
}

TEST(PimChannel, UnderYieldProgramItWaitsForTheLastPartial) {
    // The last RDPO goes at 623 (pim_time_test.cpp); MODE beside it, ACT 644, RD 663.
    EXPECT_EQ(read_at_100(pim_plan("hbm3-5200-pim", 1, {{"pim.yield=program"}})), 663 + 21);
}

TEST(PimChannel, TheProgramGoesOnWhereItWas) {
    // MODE 163 and back: the read's row closes at 203 + tRTP 8 but not before 184 + tRAS 45 = 229; MODE 248,
    // the third row's ACT at 269 instead of 163.
    const pim::DramPlan plan = pim_plan("hbm3-5200-pim", 1);
    DramChannel channel(plan.part(), plan.timings());
    channel.submit(0, program_of(plan, kScattered, 1), 1, 0);
    channel.advance(100);
    channel.submit(Address{}, false, 2, 100);
    EXPECT_EQ(finish(channel).back(), (std::pair<std::uint64_t, Cycle>{1, 644 + 269 - 163}));
    EXPECT_EQ(channel.issued(Command::mode_change), 3u);
}

TEST(PimChannel, ARefreshBetweenRowsCostsExactlyTrfc) {
    // Rank 0 of two owes at 2535; 12 rows of 232 cycles end later, before the next one at 7605.
    const Cycle with = alone(pim_plan("hbm3-5200-pim", 1), rows_of(12, 32, 6));
    const Cycle without = alone(pim_plan("hbm3-5200-pim", 1, {{"refresh.mode=none"}}), rows_of(12, 32, 6));
    EXPECT_EQ(without, 21 + 12 * 232 - 19);
    EXPECT_EQ(with - without, 455);
}

TEST(PimChannel, ARefreshDoesNotComeBetweenTheActivatesOfOneOpening) {
    // Under faw a row opens in 117 cycles. 21 + n x 349 just below 2535 is n = 7: the eighth opening goes on
    // from 2464 to 2581, across 2535.
    const std::vector<base::Override> faw{{"pim.activate=faw"}};
    const pim::DramPlan plan = pim_plan("hbm3-5200-pim", 1, faw);
    DramChannel channel(plan.part(), plan.timings());
    channel.submit(0, rows_of(8, 32, 6), 1, 0);
    channel.advance(2600);
    EXPECT_EQ(channel.issued(Command::pim_activate), 32u);
    EXPECT_EQ(channel.issued(Command::refresh_all), 1u);  // of the other pseudo-channel's rank
    EXPECT_EQ(finish(channel).front().second, 21 + 8 * 349 - 19);
}

TEST(PimChannel, QAndPartialsGoOnBesideARefresh) {
    // 1200 bursts from 21 on, 2 apart, with a refresh at 2535 beside the last: nothing is lost.
    PimProgram program;
    program.ops.push_back({PimOp::Kind::partial, 0, 0, 1300, 0});
    const pim::DramPlan plan = pim_plan("hbm3-5200-pim", 1);
    EXPECT_EQ(alone(plan, program), 21 + 1299 * 2 + 19 + 2);
}

TEST(PimChannel, SameBankCommandsOpenOneSetAfterAnother) {
    // ACT of four bank sets tRRD_L 4 apart from 21 on; MACs of any set 6 apart, the lower set first: 40, 46;
    // 52, 58; 64, 70; 76, 82. PRE at tRAS 45 after ACT, or tRTP 8 after the last MAC.
    const pim::DramPlan plan = pim_plan("hbm3-5200-pim", 1);
    PimTimings timings = plan.timings();
    timings.same_bank = true;
    DramChannel channel(plan.part(), timings);
    ASSERT_EQ(channel.streams(), 4u * 4);
    for (std::uint32_t set = 0; set < 4; ++set) channel.submit(set, rows_of(1, 2, 1), set, 0);
    const std::vector<std::pair<std::uint64_t, Cycle>> expected{{0, 66}, {1, 70}, {2, 78}, {3, 90}};
    EXPECT_EQ(finish(channel), expected);
    EXPECT_EQ(channel.issued(Command::pim_activate), 4u);
}

TEST(PimChannel, AllBankCommandsDoTheWorkOfFourSetsAtOnce) {
    // ACT 21, MAC 40 and 46, PRE 66: what four sets need until 90.
    EXPECT_EQ(alone(pim_plan("hbm3-5200-pim", 1), rows_of(1, 2, 1)), 66);
}

TEST(PimChannel, EveryCommandOfTheProgramIsIssuedOnce) {
    for (const char* part : {"hbm3-5200-pim", "ddr5-4800-pim"}) {
        const pim::DramPlan plan = pim_plan(part, 8, {{"pim.activate=faw"}});
        pim::DomainTokens tokens;
        tokens.slots.resize(plan.groups());
        for (std::uint32_t slot = 0; slot < 500; slot += 3)
            tokens.slots[slot % plan.groups()].push_back(slot);
        const PimProgram program = program_of(plan, tokens, 1);
        DramChannel channel(plan.part(), plan.timings());
        channel.submit(0, program, 1, 0);
        ASSERT_EQ(finish(channel).size(), 1u);
        EXPECT_GT(channel.issued(Command::refresh_all), 0u);
        EXPECT_EQ(channel.issued(Command::mode_change), 1u);
        EXPECT_EQ(channel.commands() - channel.issued(Command::refresh_all) - 1,
                  commands_of(program, plan.timings().activates))
            << part;
    }
}

/// Random accesses beside two programs, advanced in steps of up to `most` cycles.
std::vector<std::pair<std::uint64_t, Cycle>> mixed(std::uint64_t most) {
    const pim::DramPlan plan = pim_plan("hbm3-5200-pim", 1);
    DramChannel channel(plan.part(), plan.timings());
    base::RandomStream what(7, "mixed accesses"), steps(7, "steps");
    std::vector<std::pair<std::uint64_t, Cycle>> done;
    const auto go = [&](Cycle from, Cycle to) {
        for (Cycle at = from; at < to;) {
            at = std::min<Cycle>(to, at + 1 + static_cast<Cycle>(steps.below(most)));
            channel.advance(at);
        }
        while (const auto c = channel.next_completion()) done.emplace_back(c->tag, c->done);
    };
    channel.submit(0, program_of(plan, kScattered, 1), 1000, 0);
    channel.submit(3, rows_of(30, 32, 6), 1001, 0);
    for (std::uint64_t i = 0; i < 200; ++i) {
        const auto at = static_cast<Cycle>(i * 40);
        go(at == 0 ? 0 : at - 40, at);
        const Address to{0,
                         static_cast<std::uint32_t>(what.below(2)),
                         static_cast<std::uint32_t>(what.below(2)),
                         0,
                         0,
                         static_cast<std::uint32_t>(what.below(4)),
                         0};
        if (channel.accepts(to.pseudo_channel, i % 3 == 0)) channel.submit(to, i % 3 == 0, i, at);
    }
    go(200 * 40 - 40, 30000);
    EXPECT_EQ(channel.waiting(), 0u);
    std::sort(done.begin(), done.end());
    return done;
}

TEST(PimChannel, SmallStepsAndLargeOnesComeToTheSame) {
    const auto large = mixed(40);
    EXPECT_EQ(large.size(), 202u);
    EXPECT_EQ(mixed(3), large);
    EXPECT_EQ(mixed(1), large);
}

}  // namespace
}  // namespace pamsim::memory
