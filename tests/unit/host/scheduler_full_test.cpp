// What happens when the KV cache is full.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/invariant.h"
#include "unit/host/scheduler_fixture.h"

namespace pamsim::host {
namespace {

using testing::ElementsAre;

TEST(Preemption, TakesTheLatestArrived) {
    Served s(3);  // three prompts of one full block: nobody can grow
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(s.arrive(4, 6));
    s.step();
    EXPECT_THAT(s.step().sequences,
                ElementsAre(0));  // 0 took the block of 2; 1 found none and was the latest
    EXPECT_EQ(s[2].preemptions, 1u);
    EXPECT_EQ(s[1].preemptions, 1u);
    EXPECT_EQ(s[0].preemptions, 0u);
    EXPECT_EQ(s.scheduler.preemptions(), 2u);
    EXPECT_EQ(s.scheduler.waiting(), 2u);
}

TEST(Preemption, StopsAsSoonAsThereIsRoom) {
    Served s(4);
    ASSERT_TRUE(s.arrive(4, 6));  // full block
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(s.arrive(2, 6));
    s.step();
    s.step();  // 0 takes the last block
    EXPECT_EQ(s.scheduler.preemptions(), 0u);
    s.step();                                            // 1 and 2 fill theirs: 4 tokens each
    EXPECT_THAT(s.step().sequences, ElementsAre(0, 1));  // 1 needs a block: 2 gives its own
    EXPECT_EQ(s.scheduler.preemptions(), 1u);
    EXPECT_EQ(s[2].state, SequenceState::waiting);
}

TEST(Preemption, RecomputesThePromptAndWhatWasGenerated) {
    Served s(4);
    ASSERT_TRUE(s.arrive(8, 3));
    ASSERT_TRUE(s.arrive(6, 6));
    s.step();                                         // each has 1 token
    EXPECT_THAT(s.step().sequences, ElementsAre(0));  // 0 needs a third block; 1 gave its two
    EXPECT_EQ(s[1].generated, 1u);
    s.step();  // 0 finishes with its third token
    const Batch again = s.step();
    EXPECT_EQ(again.kind, Batch::Kind::prefill);
    EXPECT_THAT(again.sequences, ElementsAre(1));
    EXPECT_THAT(again.prompt_tokens, ElementsAre(7));  // 6 + 1
    EXPECT_EQ(s[1].generated, 2u) << "the prefill gave the next token, not the first again";
    EXPECT_EQ(s[1].first_token, base::Picoseconds{10});
    EXPECT_EQ(s.scheduler.recomputed_tokens(), 7u);
    while (!s.scheduler.done()) s.step();
    EXPECT_EQ(s.scheduler.generated_tokens(), 9u);
}

TEST(Preemption, PutsTheVictimBeforeTheWaiting) {
    Served s(4);
    ASSERT_TRUE(s.arrive(8, 3));
    ASSERT_TRUE(s.arrive(6, 6));
    s.step();
    ASSERT_TRUE(s.arrive(1, 6));  // would fit where 1 does not, but does not overtake it
    EXPECT_THAT(s.step().sequences, ElementsAre(0));
    EXPECT_EQ(s.step().kind, Batch::Kind::decode);
    EXPECT_THAT(s.step().sequences, ElementsAre(1, 2));
}

TEST(Preemption, OfTheOnlyRunningSequenceWaitsForOnesThatLand) {
    Served s(2);
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(s.arrive(4, 4));
    s.complete(s.schedule());
    s.scheduler.landed(1);
    EXPECT_EQ(s.schedule().kind, Batch::Kind::idle);  // 1 had to go: 0 is landing and is left alone
    EXPECT_EQ(s[1].state, SequenceState::waiting);
    s.scheduler.landed(0);
    EXPECT_THAT(s.step().sequences, ElementsAre(0));
}

TEST(Preemption, KeepsTheQueueInOrderOfArrival) {
    Served s(3);
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(s.arrive(4, 6));
    s.complete(s.schedule());
    s.scheduler.landed(0);
    s.step();  // 0 takes the third block and has 5 tokens
    for (int i = 0; i < 3; ++i) s.step();
    EXPECT_EQ(s.schedule().kind, Batch::Kind::idle);  // 0 has 8, needs a fourth block, and goes; 1 is landing
    s.scheduler.landed(1);
    for (int i = 0; i < 4; ++i) EXPECT_THAT(s.step().sequences, ElementsAre(1));
}

TEST(Watermark, KeepsBlocksFreeAtAdmission) {
    SchedulerConfig config = small_config();
    config.watermark = 0.25;  // 10 of 40 tokens
    Served s(10, config);
    ASSERT_TRUE(s.arrive(20, 4));
    ASSERT_TRUE(s.arrive(12, 4));  // would leave 8
    EXPECT_THAT(s.step().sequences, ElementsAre(0));
    EXPECT_EQ(s.step().kind, Batch::Kind::decode);
}

TEST(Watermark, IsWaivedWhenNothingIsResident) {
    SchedulerConfig config = small_config();
    config.watermark = 0.25;
    Served s(10, config);
    ASSERT_TRUE(s.arrive(36, 4));
    EXPECT_THAT(s.step().sequences, ElementsAre(0));
}

SchedulerConfig oom_config() {
    SchedulerConfig config = small_config();
    config.when_full = WhenFull::oom;
    return config;
}

TEST(OutOfMemory, IsASequenceThatCannotGrow) {
    Served s(2, oom_config());
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(s.arrive(4, 4));
    s.step();
    const Batch batch = s.schedule();
    EXPECT_EQ(batch.kind, Batch::Kind::out_of_memory);
    EXPECT_THAT(batch.sequences, ElementsAre(0));
    EXPECT_EQ(s.scheduler.preemptions(), 0u);
    EXPECT_THROW(s.scheduler.schedule(), base::InvariantError);
}

TEST(OutOfMemory, IsAPromptThatFindsNoRoom) {
    Served s(3, oom_config());
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(s.arrive(8, 4));
    EXPECT_THAT(s.step().sequences, ElementsAre(0));
    const Batch batch = s.schedule();
    EXPECT_EQ(batch.kind, Batch::Kind::out_of_memory);
    EXPECT_THAT(batch.sequences, ElementsAre(1));
}

TEST(OutOfMemory, IsNotAPromptThatWaitsForATurn) {
    SchedulerConfig config = oom_config();
    config.max_num_seqs = 1;
    config.watermark = 0.9;  // means nothing here
    Served s(10, config);
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(s.arrive(8, 2));
    EXPECT_EQ(s.step().kind, Batch::Kind::prefill);
    EXPECT_EQ(s.step().kind, Batch::Kind::decode);
    EXPECT_EQ(s.step().kind, Batch::Kind::prefill);
}

}  // namespace
}  // namespace pamsim::host
