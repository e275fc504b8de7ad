// The flash engine's account of commands, bytes and time.
#include <gtest/gtest.h>

#include "flash_drive.h"

namespace pamsim::memory {
namespace {

TEST(FlashStats, CountsCommandsBytesAndBusyTime) {
    FlashEngine engine(round_part({{"dies=2"}}));
    engine.submit(read_of(0), 0_us);
    engine.submit(program_of(1), 0_us);
    engine.drain();
    const FlashStats& stats = engine.stats();
    EXPECT_EQ(stats.reads, 1u);
    EXPECT_EQ(stats.programs, 1u);
    EXPECT_EQ(stats.bytes_out.value(), 8000);
    EXPECT_EQ(stats.bytes_in.value(), 8000);
    EXPECT_EQ(stats.bus[0].data, 16_us);
    EXPECT_EQ(stats.bus[0].overhead, 3_us);  // sense, set-up, program
    EXPECT_EQ(stats.die_busy[0], 30_us);
    EXPECT_EQ(stats.die_busy[1], 500_us);
}

TEST(FlashStats, ASuspendedProgramsBusyTimeHasItOnceAndTheSuspensionBeside) {
    FlashEngine engine(round_part());
    engine.submit(program_of(0), 0_us);
    engine.submit(read_of(0, 1), 100_us);
    engine.drain();
    EXPECT_EQ(engine.stats().die_busy[0], 500_us + 30_us + 50_us + 10_us);
}

TEST(FlashStats, GarbageCollectionsShareIsApart) {
    FlashEngine engine(round_part());
    FlashOp op = read_of(0);
    op.origin = FlashOrigin::garbage_collection;
    engine.submit(op, 0_us);
    op.command = FlashCommand::erase;
    engine.submit(op, 0_us);
    engine.submit(read_of(0, 1), 0_us);
    engine.drain();
    EXPECT_EQ(engine.stats().gc_array_time, 30_us + 2000_us);
    EXPECT_EQ(engine.stats().bus[0].collection, 1_us + 9_us + 1_us);
    EXPECT_EQ(engine.stats().gc_pages_read, 1u);
}

TEST(FlashStats, WaitingForTheArrayAndForTheBusAreToldApart) {
    FlashEngine engine(round_part({{"dies=2"}, {"cache_read=false"}}));
    engine.submit(read_of(0, 0), 0_us);
    engine.submit(read_of(1, 0), 0_us);  // command at 1, sensed at 32, bus free at 40
    engine.submit(read_of(0, 1), 0_us);  // command at 40, when the first page has left
    engine.drain();
    EXPECT_EQ(engine.stats().array_wait, 0_us + 1_us + 40_us);
    EXPECT_EQ(engine.stats().bus_wait, 0_us + 9_us + 0_us);
}

TEST(FlashStats, BusAndDiesAreNeverBusyLongerThanTheRun) {
    const FlashPart part = flash_part();
    FlashEngine engine(part);
    for (std::uint32_t i = 0; i < 3200; ++i) engine.submit(read_of(i % 32, i / 32), 0_us);
    engine.drain();
    for (std::uint32_t channel = 0; channel < part.channels; ++channel)
        EXPECT_LE(engine.stats().bus[channel].busy(), engine.now());
    for (const base::Picoseconds busy : engine.stats().die_busy) {
        EXPECT_LE(busy, engine.now());
        EXPECT_GE(busy, part.t_read * 100);
    }
}

}  // namespace
}  // namespace pamsim::memory
