// What the flash engine promises beside times of single operations: it can be stopped anywhere, it loses
// nothing, it repeats failed reads, and its PUs are a resource.
#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>

#include "base/invariant.h"
#include "flash_work.h"

namespace pamsim::memory {
namespace {

using base::Picoseconds;

TEST(FlashEngine, AnInjectedReadCompetesForCommandsNotYetGranted) {
    FlashEngine engine(round_part({{"dies=2"}}));
    for (std::uint32_t page = 0; page < 6; ++page) engine.submit(read_of(0, page, page), 0_us);
    engine.advance(33_us);
    // The first page moves 32..41; die 0's third command, older, 41..42; this one's 42..43; sensed at 73.
    // Die 0's second page moves 62..71, its fourth command 71..72; this page moves 73..82.
    engine.submit(read_of(1, 0, 100), 33_us);
    const auto all = finish(engine);
    EXPECT_EQ(done(all, 100), 87_us);
    EXPECT_EQ(done(all, 5), 196_us);  // the stream is not disturbed: 46, 76, 106, ...
}

TEST(FlashEngine, WorkSubmittedAtTheLimitStillCompetesThere) {
    FlashEngine engine(round_part({{"dies=2"}}));
    engine.submit(read_of(0, 0, 1), 0_us);
    engine.advance(31_us);                   // its page is sensed at 31
    engine.submit(read_of(1, 0, 2), 31_us);  // a command goes before data
    const auto all = finish(engine);
    EXPECT_EQ(done(all, 1), 46_us);
    EXPECT_EQ(done(all, 2), 31_us + 45_us);
}

using Outcome = std::vector<std::tuple<std::int64_t, std::uint64_t, std::uint32_t>>;

/// Submits at each operation's time; steps of `step` in between when it is above zero.
Outcome outcome_of(const FlashPart& part, const std::vector<TimedOp>& work, Picoseconds step) {
    FlashEngine engine(part, {5, 2, false, nullptr});
    Outcome outcome;
    const auto collect = [&] {
        for (const FlashCompletion& c : answers(engine))
            outcome.emplace_back(c.done.value(), c.tag, c.retries);
    };
    for (const TimedOp& timed : work) {
        while (step > Picoseconds{0} && engine.now() + step < timed.at) {
            engine.advance(engine.now() + step);
            collect();
        }
        engine.submit(timed.op, timed.at);
    }
    engine.drain();
    collect();
    EXPECT_EQ(engine.in_flight(), 0u);
    std::sort(outcome.begin(), outcome.end());
    return outcome;
}

class FlashEngineWith : public testing::TestWithParam<std::vector<base::Override>> {};

TEST_P(FlashEngineWith, AdvancingInMicrosecondsGivesTheSameCompletionsAsAtOnce) {
    std::vector<base::Override> overrides{{"channels=2"}, {"dies=3"}, {"planes=2"}, {"read_retry_rate=0.1"}};
    const auto& more = GetParam();
    overrides.insert(overrides.end(), more.begin(), more.end());
    const FlashPart part = round_part(overrides);
    const auto work = mixed_work(part, 2000);
    const Outcome at_once = outcome_of(part, work, 0_us);
    EXPECT_EQ(at_once.size(), work.size());  // submitted == completed
    EXPECT_EQ(outcome_of(part, work, 1_us), at_once);
    EXPECT_EQ(outcome_of(part, work, 7777_ns), at_once);
}

INSTANTIATE_TEST_SUITE_P(
    Features, FlashEngineWith,
    testing::Values(std::vector<base::Override>{}, std::vector<base::Override>{{"cache_program=true"}},
                    std::vector<base::Override>{{"cache_read=false"}, {"suspend=false"}},
                    std::vector<base::Override>{{"die_scheduling=in_order"}, {"cache_program=true"}}));

TEST(FlashEngine, TheBoundNeverPassesACompletionAndLeadsToAll) {
    const FlashPart part = round_part({{"dies=3"}, {"planes=2"}, {"read_retry_rate=0.1"}});
    FlashEngine engine(part, {5, 2, false, nullptr});
    for (const TimedOp& timed : mixed_work(part, 300)) engine.submit(timed.op, timed.at);
    std::size_t completed = 0, steps = 0;
    while (const auto bound = engine.completion_bound()) {
        ASSERT_GE(*bound, engine.now());
        engine.advance(*bound);
        for (const FlashCompletion& c : answers(engine)) {
            EXPECT_EQ(c.done, *bound);  // none earlier than the bound of the state before
            ++completed;
        }
        ++steps;
    }
    EXPECT_EQ(completed, 300u);
    EXPECT_LT(steps, 20u * 300u);
}

TEST(FlashFailure, ARetryCostsOneMoreCommandTrTransferAndCorrection) {
    FlashPart part = round_part({{"read_retry_rate=0.5"}, {"read_retry_ns=2000"}});
    FlashEngine engine(part);
    Picoseconds now = 0_us;
    std::uint32_t retried = 0;
    for (std::uint32_t page = 0; page < 32; ++page) {
        engine.submit(read_of(0, page), now);
        const FlashCompletion c = finish(engine).at(0);
        EXPECT_EQ(c.done - c.submitted, 45_us + (45_us + 2_us) * c.retries);
        retried += c.retries;
        now = engine.now();
    }
    EXPECT_GT(retried, 10u);
    EXPECT_EQ(engine.stats().page_retries, retried);
    EXPECT_EQ(engine.stats().retry_array_time, 32_us * retried);
    EXPECT_EQ(engine.stats().bus[0].retry, (1_us + 9_us) * retried);
    EXPECT_EQ(engine.stats().bus[0].data, 8_us * 32);
}

TEST(FlashFailure, OnlyTheFailedPagesOfAMultiPlaneReadMoveAgain) {
    const FlashPart part = round_part({{"planes=4"}, {"read_retry_rate=0.3"}});
    FlashEngine engine(part);
    FlashOp op = read_of(0);
    op.planes = 4;
    for (op.page = 0; op.page < 32; ++op.page) engine.submit(op, 0_us);
    engine.drain();
    EXPECT_GT(engine.stats().page_retries, 10u);
    EXPECT_EQ(engine.stats().pages_read, 32u * 4 + engine.stats().page_retries);
}

TEST(FlashFailure, TheRateIsTheRate) {
    FlashEngine engine(round_part({{"read_retry_rate=0.02"}, {"dies=8"}}));
    for (std::uint32_t i = 0; i < 20000; ++i) {
        FlashOp op = read_of(i % 8, i % 64);
        op.block = i / 512;
        engine.submit(op, 0_us);
    }
    engine.drain();
    EXPECT_NEAR(static_cast<double>(engine.stats().page_retries), 20000 * 0.02 / 0.98, 4 * 20);  // 4 sigma
}

TEST(FlashFailure, APageThatNeverReadsStopsTheRunWithItsAddress) {
    FlashEngine engine(round_part({{"read_retry_rate=1"}, {"read_retry_limit=3"}}));
    FlashOp op = read_of(0, 17);
    op.block = 5;
    engine.submit(op, 0_us);
    try {
        engine.drain();
        FAIL();
    } catch (const base::InvariantError& e) {
        EXPECT_STREQ(e.what(),
                     "nvme-paper: die 0, plane 0 on, block 5, page 17 still fails after 3 repeated senses; "
                     "read_retry_limit is 3");
    }
}

TEST(FlashPus, AReadEndsWhenItsPuDoes) {
    FlashEngine engine(round_part(), {1, 1, false, nullptr});
    FlashOp op = read_of(0);
    op.pu_time_per_page = 20_us;
    engine.submit(op, 0_us);
    EXPECT_EQ(done(finish(engine), 0), 45_us + 20_us);
}

TEST(FlashPus, FewPusBoundADriveThatReadsFaster) {
    // Two channels bring a page each 30 us; one PU needs 25 us for each of them, two PUs keep up.
    const auto end = [](std::uint32_t pus, bool per_channel) {
        FlashEngine engine(round_part({{"channels=2"}}), {1, pus, per_channel, nullptr});
        for (std::uint32_t i = 0; i < 40; ++i) {
            FlashOp op = read_of(i % 2, i / 2);
            op.pu_time_per_page = 25_us;
            engine.submit(op, 0_us);
        }
        engine.drain();
        return engine.now();
    };
    EXPECT_EQ(end(1, false), 46_us + 40 * 25_us);
    EXPECT_EQ(end(2, false), 46_us + 19 * 30_us + 25_us);
    EXPECT_EQ(end(1, true), 46_us + 19 * 30_us + 25_us);
}

TEST(FlashPus, AreNeededByReadsThatNameTheirTime) {
    FlashEngine engine(round_part());
    FlashOp op = read_of(0);
    op.pu_time_per_page = 1_us;
    engine.submit(op, 0_us);
    EXPECT_THROW(engine.drain(), base::InvariantError);
}

}  // namespace
}  // namespace pamsim::memory
