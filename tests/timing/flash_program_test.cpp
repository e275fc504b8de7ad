// Programs, erases and their suspension, against times computed by hand.
#include <gtest/gtest.h>

#include "flash_drive.h"

namespace pamsim::memory {
namespace {

TEST(FlashProgram, MovesThePageInAndProgramsIt) {
    FlashEngine engine(round_part());
    engine.submit(program_of(0), 0_us);
    EXPECT_EQ(done(finish(engine), 0), 509_us);  // 1 command, 8 data, 500 tPROG
}

TEST(FlashProgram, TheNextOneWaitsForTheArray) {
    FlashEngine engine(round_part());
    engine.submit(program_of(0, 0, 1), 0_us);
    engine.submit(program_of(0, 1, 2), 0_us);
    EXPECT_EQ(done(finish(engine), 2), 2 * 509_us);
}

TEST(FlashProgram, ACachedOneMovesInUnderTheLast) {
    FlashEngine engine(round_part({{"cache_program=true"}}));
    for (std::uint32_t page = 0; page < 3; ++page) engine.submit(program_of(0, page, page), 0_us);
    const auto all = finish(engine);
    EXPECT_EQ(done(all, 1), 1009_us);
    EXPECT_EQ(done(all, 2), 1509_us);
}

TEST(FlashProgram, AMultiPlaneOneMovesEveryPageAndProgramsOnce) {
    FlashEngine engine(round_part({{"planes=2"}}));
    FlashOp op = program_of(0);
    op.planes = 2;
    engine.submit(op, 0_us);
    EXPECT_EQ(done(finish(engine), 0), 9_us + 10_us + 500_us);
    EXPECT_EQ(engine.stats().pages_programmed, 2u);
}

TEST(FlashProgram, SustainedRateIsTheClosedForm) {
    for (const char* cache : {"cache_program=false", "cache_program=true"}) {
        const FlashPart part = flash_part({{cache}, {"planes=2"}});
        FlashEngine engine(part);
        for (std::uint32_t die = 0; die < part.all_dies(); ++die) {
            for (std::uint32_t page = 0; page < 40; ++page) {
                FlashOp op = program_of(die, page);
                op.planes = 2;
                engine.submit(op, 0_us);
            }
        }
        engine.drain();
        const double rate = 32 * 40 * 2 * 16384.0 / base::seconds(engine.now());
        EXPECT_NEAR(rate / part.program_bytes_per_s(), 1.0, 0.03) << cache;
    }
}

TEST(FlashErase, HoldsTheDieForTbers) {
    FlashEngine engine(round_part());
    engine.submit(erase_of(0, 1), 0_us);
    engine.submit(program_of(0, 0, 2), 0_us);
    const auto all = finish(engine);
    EXPECT_EQ(done(all, 1), 2001_us);
    EXPECT_EQ(done(all, 2), 2001_us + 509_us);
}

TEST(FlashSuspend, AReadSuspendsAProgramWhichResumesWithWhatWasLeft) {
    FlashEngine engine(round_part());
    engine.submit(program_of(0, 0, 1), 0_us);  // programs 9..509
    engine.submit(read_of(0, 1, 2), 100_us);
    const auto all = finish(engine);
    // Suspend command 100..101, die ready at 151, sense 152..182, moved 182..191.
    EXPECT_EQ(done(all, 2), 196_us);
    // Resume command 191..192, 10 us of resuming, the 408 us left at 101.
    EXPECT_EQ(done(all, 1), 610_us);
    EXPECT_EQ(engine.stats().suspends, 1u);
    EXPECT_EQ(engine.stats().resumes, 1u);
    EXPECT_EQ(engine.stats().suspend_time, 60_us);
}

TEST(FlashSuspend, AReadSuspendsAnErase) {
    FlashEngine engine(round_part());
    engine.submit(erase_of(0, 1), 0_us);  // 1..2001
    engine.submit(read_of(0, 1, 2), 100_us);
    const auto all = finish(engine);
    EXPECT_EQ(done(all, 2), 101_us + 100_us + 31_us + 9_us + 5_us);
    EXPECT_EQ(done(all, 1), 241_us + 1_us + 10_us + 1900_us);
}

TEST(FlashSuspend, NotWhenTheProgramEndsSooner) {
    const auto suspends = [](base::Picoseconds at) {
        FlashEngine engine(round_part());
        engine.submit(program_of(0, 0, 1), 0_us);  // until 509; a suspend takes 1 + 50
        engine.submit(read_of(0, 1, 2), at);
        engine.drain();
        return engine.stats().suspends;
    };
    EXPECT_EQ(suspends(458_us - base::Picoseconds{1}), 1u);
    EXPECT_EQ(suspends(458_us), 0u);
}

TEST(FlashSuspend, WithoutItTheReadWaitsForTheProgram) {
    FlashEngine engine(round_part({{"suspend=false"}}));
    engine.submit(program_of(0, 0, 1), 0_us);
    engine.submit(read_of(0, 1, 2), 100_us);
    EXPECT_EQ(done(finish(engine), 2), 509_us + 45_us);
}

TEST(FlashSuspend, ASecondOneDuringTheResumeLosesNoProgress) {
    FlashEngine engine(round_part());
    engine.submit(program_of(0, 0, 1), 0_us);
    engine.submit(read_of(0, 1, 2), 100_us);  // resume 191..192, resuming until 202
    engine.submit(read_of(0, 1, 3), 195_us);  // suspend 195..196, sense 246..247, sensed 277, moved 286
    EXPECT_EQ(done(finish(engine), 1), 286_us + 1_us + 10_us + 408_us);
}

TEST(FlashSuspend, AllWaitingReadsGoBeforeTheResumeButNotThoseOfGarbageCollection) {
    FlashEngine engine(round_part());
    engine.submit(program_of(0, 0, 1), 0_us);
    engine.submit(read_of(0, 1, 2), 100_us);
    engine.submit(read_of(0, 1, 3), 110_us);
    FlashOp collected = read_of(0, 1, 4);
    collected.origin = FlashOrigin::garbage_collection;
    engine.submit(collected, 105_us);
    const auto all = finish(engine);
    EXPECT_EQ(done(all, 3), 191_us + 45_us);  // suspended registers: no cached read
    EXPECT_EQ(done(all, 1), 231_us + 1_us + 10_us + 408_us);
    EXPECT_EQ(done(all, 4), 650_us + 45_us);
}

TEST(FlashSuspend, ALoadedProgramBeginsByItselfAndIsSuspendedToo) {
    FlashEngine engine(round_part({{"cache_program=true"}}));
    engine.submit(program_of(0, 0, 1), 0_us);  // 9..509
    engine.submit(program_of(0, 1, 2), 0_us);  // moved in 9..18, 509..1009
    engine.submit(read_of(0, 2, 3), 500_us);   // too late for the first: suspends the second 509..510
    const auto all = finish(engine);
    EXPECT_EQ(done(all, 1), 509_us);
    EXPECT_EQ(done(all, 3), 510_us + 50_us + 45_us);
    EXPECT_EQ(done(all, 2), 600_us + 1_us + 10_us + 499_us);
}

}  // namespace
}  // namespace pamsim::memory
