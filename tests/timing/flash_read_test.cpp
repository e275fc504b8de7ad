// Page reads of the command-level flash engine against times computed by hand.
#include <gtest/gtest.h>

#include "flash_drive.h"

namespace pamsim::memory {
namespace {

TEST(FlashRead, ASinglePageIsCommandTrSetupTransferAndController) {
    const FlashPart part = flash_part();
    FlashEngine engine(part);
    engine.submit(read_of(5), 7_us);
    const auto all = finish(engine);
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].submitted, 7_us);
    // 290 ns command, tR 30 us, 30 ns set-up, 16 KiB at 2.4 GB/s = 6826.667 ns, 5 us controller.
    EXPECT_EQ(all[0].done - 7_us, 290_ns + 30_us + 30_ns + base::Picoseconds{6'826'667} + 5_us);
    EXPECT_EQ(all[0].done - 7_us - part.command_overhead - part.data_out_setup, part.first_page_time());
}

TEST(FlashRead, WithoutCacheTheSecondSenseWaitsForTheFirstTransfer) {
    FlashEngine engine(round_part({{"cache_read=false"}}));
    engine.submit(read_of(0, 0, 1), 0_us);
    engine.submit(read_of(0, 1, 2), 0_us);
    const auto all = finish(engine);
    EXPECT_EQ(done(all, 1), 45_us);  // 1 + 30 + 1 + 8 + 5
    EXPECT_EQ(done(all, 2), 85_us);  // from 40: the same
}

TEST(FlashRead, CachedReadsSenseWhileTheLastPageMoves) {
    FlashEngine engine(round_part());
    for (std::uint64_t page = 0; page < 3; ++page)
        engine.submit(read_of(0, static_cast<std::uint32_t>(page), page), 0_us);
    const auto all = finish(engine);
    EXPECT_EQ(done(all, 0), 46_us);   // sensed at 31, second command until 32, moved 32..41
    EXPECT_EQ(done(all, 1), 76_us);   // sensed 32..62 (third command 41..42 beside it), moved 62..71
    EXPECT_EQ(done(all, 2), 106_us);  // sensed 62..92: tR apart from then on
    EXPECT_EQ(engine.stats().reads, 3u);
    EXPECT_EQ(engine.stats().cached_reads, 2u);
}

TEST(FlashRead, BusyRegistersOfTheReadCacheAddToEveryInterval) {
    FlashEngine engine(round_part({{"t_cache_busy_ns=3000"}}));
    for (std::uint64_t page = 0; page < 3; ++page)
        engine.submit(read_of(0, static_cast<std::uint32_t>(page), page), 0_us);
    const auto all = finish(engine);
    EXPECT_EQ(done(all, 2) - done(all, 1), 33_us);
}

TEST(FlashRead, OneBusServesTheDiesOfAChannelOneAfterAnother) {
    FlashEngine engine(round_part({{"dies=2"}}));
    engine.submit(read_of(0, 0, 1), 0_us);
    engine.submit(read_of(1, 0, 2), 0_us);
    const auto all = finish(engine);
    EXPECT_EQ(done(all, 1), 45_us);  // sensed 1..31, moved 31..40
    EXPECT_EQ(done(all, 2), 54_us);  // sensed 2..32, moved 40..49
    EXPECT_EQ(engine.stats().bus_wait, 8_us);
}

TEST(FlashRead, ChannelsDoNotWaitForOneAnother) {
    FlashEngine engine(round_part({{"channels=2"}}));
    engine.submit(read_of(0, 0, 1), 0_us);
    engine.submit(read_of(1, 0, 2), 0_us);
    const auto all = finish(engine);
    EXPECT_EQ(done(all, 1), 45_us);
    EXPECT_EQ(done(all, 2), 45_us);
}

TEST(FlashRead, AMultiPlaneReadSensesOnceAndMovesEveryPage) {
    FlashEngine engine(round_part({{"planes=4"}}));
    FlashOp op = read_of(0);
    op.planes = 4;
    engine.submit(op, 0_us);
    EXPECT_EQ(done(finish(engine), 0), 31_us + 9_us + 3 * 10_us + 5_us);
    EXPECT_EQ(engine.stats().reads, 1u);
    EXPECT_EQ(engine.stats().pages_read, 4u);
}

TEST(FlashRead, OutOfOrderServesTheDieThatIsReady) {
    // Four reads of die 0 before one of each other die: in order, those wait for all of die 0's.
    const auto last_of_others = [](const char* scheduling) {
        FlashEngine engine(round_part({{"dies=4"}, {std::string("die_scheduling=") + scheduling}}));
        for (std::uint32_t page = 0; page < 4; ++page) engine.submit(read_of(0, page, 100 + page), 0_us);
        for (std::uint32_t die = 1; die < 4; ++die) engine.submit(read_of(die, 0, die), 0_us);
        return done(finish(engine), 3);
    };
    // Senses of dies 1 to 3 begin at 2, 3, 4 and end at 32, 33, 34; the bus carries die 0's second command
    // and page until 41, its third until... die 3's page is the fourth on the bus.
    EXPECT_EQ(last_of_others("out_of_order"), 32_us + 9_us + 1_us + 3 * 9_us + 5_us);
    EXPECT_GT(last_of_others("in_order"), 31_us + 3 * 30_us);
}

TEST(FlashRead, OutsideTheGeometryIsRefused) {
    FlashEngine engine(round_part());
    EXPECT_THROW(engine.submit(read_of(1), 0_us), std::runtime_error);
    engine.advance(5_us);
    EXPECT_THROW(engine.submit(read_of(0), 4_us), std::runtime_error);
}

}  // namespace
}  // namespace pamsim::memory
