#include "host/scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/invariant.h"
#include "unit/host/scheduler_fixture.h"

namespace pamsim::host {

struct SchedulerPeer {
    static void lose_waiting(Scheduler& s) { s.waiting_.pop_front(); }
    static void lose_running(Scheduler& s) { s.running_.clear(); }
    static void finish_twice(Scheduler& s) { ++s.finished_; }
    static void swap_waiting(Scheduler& s) { std::swap(s.waiting_[0], s.waiting_[1]); }
    static void lose_token(Scheduler& s) { --s.sequences_[0].generated; }
};

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Prefill, TakesPromptsInOrderOfArrivalUpToTheTokenBudget) {
    Served s(100);  // budget 100 tokens
    for (const std::uint32_t prompt : {40u, 60u, 10u}) ASSERT_TRUE(s.arrive(prompt, 5));
    const Batch first = s.schedule();
    EXPECT_EQ(first.kind, Batch::Kind::prefill);
    EXPECT_THAT(first.sequences, ElementsAre(0, 1));
    EXPECT_THAT(first.prompt_tokens, ElementsAre(40, 60));
    EXPECT_EQ(first.prefill_tokens, 100u);
    s.complete(first);
    EXPECT_THAT(s.schedule().sequences, ElementsAre(2));
}

TEST(Prefill, LetsNoShortPromptOvertakeALongOne) {
    Served s(100);
    for (const std::uint32_t prompt : {40u, 70u, 10u}) ASSERT_TRUE(s.arrive(prompt, 5));
    EXPECT_THAT(s.step().sequences, ElementsAre(0));
    EXPECT_THAT(s.step().sequences, ElementsAre(1, 2));
}

TEST(Prefill, RunsAPromptBeyondTheBudgetAlone) {
    Served s(100);
    for (const std::uint32_t prompt : {101u, 1u}) ASSERT_TRUE(s.arrive(prompt, 5));
    EXPECT_THAT(s.step().sequences, ElementsAre(0));
    EXPECT_THAT(s.step().sequences, ElementsAre(1));
}

TEST(Prefill, WaitsWhenMaxNumSeqsAreAdmitted) {
    SchedulerConfig config = small_config();
    config.max_num_seqs = 2;
    Served s(100, config);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(s.arrive(4, 3));
    EXPECT_THAT(s.step().sequences, ElementsAre(0, 1));
    EXPECT_EQ(s.step().kind, Batch::Kind::decode);
    EXPECT_EQ(s.step().kind, Batch::Kind::decode);  // both finish with their third token
    EXPECT_THAT(s.step().sequences, ElementsAre(2));
}

TEST(Prefill, GoesBeforeDecode) {
    Served s(100);
    ASSERT_TRUE(s.arrive(4, 10));
    s.step();
    ASSERT_TRUE(s.arrive(4, 10));
    EXPECT_EQ(s.step().kind, Batch::Kind::prefill);
    EXPECT_THAT(s.step().sequences, ElementsAre(0, 1));
}

TEST(Prefill, GivesTheFirstToken) {
    Served s(100);
    ASSERT_TRUE(s.arrive(4, 10));
    s.step();
    EXPECT_EQ(s[0].generated, 1u);
    EXPECT_EQ(s[0].first_token, base::Picoseconds{10});
    EXPECT_EQ(s.cache.tokens(kv::SequenceId{0}), 4u);
}

TEST(Prefill, FinishesARequestForOneToken) {
    Served s(100);
    ASSERT_TRUE(s.arrive(4, 1));
    s.step();  // landed() comes after the end, as it may
    EXPECT_EQ(s[0].state, SequenceState::finished);
    EXPECT_EQ(s[0].finish, base::Picoseconds{10});
    EXPECT_TRUE(s.scheduler.done());
    s.cache.check_empty();
}

TEST(Prefill, PutsASequenceIntoTheEmptiestMicrobatch) {
    SchedulerConfig config = small_config();
    config.microbatches = 2;
    Served s(100, config);
    ASSERT_TRUE(s.arrive(4, 1));
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(s.arrive(4, 9));
    s.step();  // the first has finished: microbatch 0 has one sequence left, as has 1
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(s.arrive(4, 9));
    s.step();
    std::vector<std::uint32_t> microbatches;
    for (std::uint32_t i = 0; i < 5; ++i) microbatches.push_back(s[i].microbatch);
    EXPECT_THAT(microbatches, ElementsAre(0, 1, 0, 0, 1));
}

/// Over how many of four domains the first of two requests spreads its four blocks.
std::size_t domains_of_first(std::uint32_t max_num_seqs) {
    SchedulerConfig config = small_config();
    config.max_num_seqs = max_num_seqs;
    kv::KvCache cache({{"hbm", 100, 4, 4, 1}}, 1);
    Scheduler scheduler(config, cache);
    for (std::uint64_t id = 0; id < 2; ++id) scheduler.arrive({id, {}, 16, 2}, {});
    scheduler.schedule();
    std::set<std::uint32_t> domains;
    for (std::uint32_t token = 0; token < 16; ++token)
        domains.insert(cache.place(kv::SequenceId{0}, token).domain);
    return domains.size();
}

TEST(Prefill, TellsTheCacheHowManySequencesWillShareIt) {
    EXPECT_EQ(domains_of_first(8), 2u) << "one waits behind it";
    EXPECT_EQ(domains_of_first(1), 4u) << "the other may not come along";
}

TEST(Landing, KeepsASequenceOutOfDecode) {
    Served s(100);
    ASSERT_TRUE(s.arrive(4, 10));
    s.complete(s.schedule());
    EXPECT_EQ(s.scheduler.landing(), 1u);
    EXPECT_EQ(s.schedule().kind, Batch::Kind::idle);
    s.scheduler.landed(0);
    EXPECT_THAT(s.schedule().sequences, ElementsAre(0));
}

TEST(Landing, MayComeBeforeThePrefillIsComplete) {
    Served s(100);
    ASSERT_TRUE(s.arrive(4, 10));
    const Batch batch = s.schedule();
    s.scheduler.landed(0);
    EXPECT_EQ(s[0].state, SequenceState::landing);
    s.complete(batch);
    EXPECT_EQ(s[0].state, SequenceState::running);
}

TEST(Landing, OutOfOrderLeavesDecodeInOrderOfArrival) {
    Served s(100);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(s.arrive(4, 9));
    s.complete(s.schedule());
    for (const std::uint32_t i : {2u, 0u, 1u}) s.scheduler.landed(i);
    EXPECT_THAT(s.schedule().sequences, ElementsAre(0, 1, 2));
}

TEST(Decode, GivesEveryRunningSequenceAToken) {
    Served s(100);
    ASSERT_TRUE(s.arrive(4, 2));
    ASSERT_TRUE(s.arrive(5, 3));
    s.step();
    EXPECT_THAT(s.step().sequences, ElementsAre(0, 1));
    EXPECT_EQ(s[0].state, SequenceState::finished);
    EXPECT_EQ(s[0].finish, base::Picoseconds{20});
    EXPECT_EQ(s[1].generated, 2u);
    EXPECT_EQ(s.cache.tokens(kv::SequenceId{1}), 6u);
    EXPECT_THAT(s.step().sequences, ElementsAre(1));
    EXPECT_EQ(s.scheduler.generated_tokens(), 5u);
    EXPECT_EQ(s.schedule().kind, Batch::Kind::idle);
    s.cache.check_empty();
}

TEST(Arrive, RejectsWhatIsLongerThanTheContext) {
    Served s(1000);  // context 1000
    EXPECT_TRUE(s.arrive(900, 100));
    EXPECT_FALSE(s.arrive(901, 100));
    EXPECT_EQ(s[1].rejection, Rejection::context);
    EXPECT_EQ(s[1].state, SequenceState::rejected);
    EXPECT_EQ(s.scheduler.rejected(), 1u);
    EXPECT_EQ(s.scheduler.waiting(), 1u);
}

TEST(Arrive, RejectsWhatTheWholeCacheDoesNotHold) {
    Served s(5);  // 20 tokens
    EXPECT_TRUE(s.arrive(15, 5));
    EXPECT_FALSE(s.arrive(16, 5));
    EXPECT_EQ(s[1].rejection, Rejection::capacity);
    s.scheduler.check();
}

TEST(Misuse, IsAnInvariantError) {
    Served s(100);
    ASSERT_TRUE(s.arrive(4, 4));
    EXPECT_THROW(s.arrive(0, 4), base::InvariantError);
    EXPECT_THROW(s.arrive(4, 0), base::InvariantError);
    EXPECT_THROW(s.scheduler.landed(0), base::InvariantError) << "it waits";
    EXPECT_THROW(s.scheduler.landed(9), base::InvariantError);
    const Batch batch = s.schedule();
    EXPECT_THROW(s.scheduler.schedule(), base::InvariantError);
    EXPECT_THROW(s.scheduler.complete({}, base::Picoseconds{0}), base::InvariantError);
    s.complete(batch);
    EXPECT_THROW(s.scheduler.complete(batch, base::Picoseconds{0}), base::InvariantError);
    s.scheduler.landed(0);
    EXPECT_THROW(s.scheduler.landed(0), base::InvariantError) << "it runs";
}

TEST(Misuse, AnArrivalOutOfOrderOrFromTheFutureIsAnInvariantError) {
    Served s(100);
    s.now = 50;
    ASSERT_TRUE(s.arrive(4, 4));
    EXPECT_THROW(s.scheduler.arrive({1, base::Picoseconds{40}, 4, 4}, base::Picoseconds{60}),
                 base::InvariantError);
    EXPECT_THROW(s.scheduler.arrive({1, base::Picoseconds{70}, 4, 4}, base::Picoseconds{60}),
                 base::InvariantError);
}

/// Sequence 0 runs, 1 and 2 wait.
void expect_caught(void (*damage)(Scheduler&), const std::string& sentence) {
    SchedulerConfig config = small_config();
    config.max_num_seqs = 1;
    Served s(100, config);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(s.arrive(4, 9));
    s.step();
    damage(s.scheduler);
    try {
        s.scheduler.check();
        ADD_FAILURE() << "not caught: " << sentence;
    } catch (const base::InvariantError& error) {
        EXPECT_THAT(error.what(), HasSubstr(sentence));
    }
}

TEST(Check, CatchesLostRequests) {
    expect_caught(SchedulerPeer::lose_waiting, "keeps 1 waiting requests, a recount finds 2");
    expect_caught(SchedulerPeer::lose_running, "keeps 0 running requests, a recount finds 1");
    expect_caught(SchedulerPeer::finish_twice, "keeps 1 finished requests, a recount finds 0");
}

TEST(Check, CatchesAQueueOutOfOrder) {
    expect_caught(SchedulerPeer::swap_waiting, "not in order of arrival");
}

TEST(Check, CatchesTokensThatTheKvDoesNotHave) {
    expect_caught(SchedulerPeer::lose_token, "request 0 running (0 of 9 tokens) has 4 tokens of KV");
}

TEST(Check, CatchesKvThatWasReleasedBehindTheSchedulersBack) {
    Served s(100);
    ASSERT_TRUE(s.arrive(4, 9));
    s.step();
    s.cache.release(kv::SequenceId{0});
    EXPECT_THROW(s.scheduler.check(), base::InvariantError);
}

TEST(Unfinished, ListsTheFirstRequestsThatAreStuck) {
    Served s(100);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(s.arrive(60, 9));
    s.step();
    EXPECT_EQ(s.scheduler.unfinished(2),
              "request 0 running (1 of 9 tokens), request 1 waiting (0 of 9 tokens) and 1 more");
}

}  // namespace
}  // namespace pamsim::host
