// KV written page by page through the controller's buffer to a command-level drive.
#include <gtest/gtest.h>

#include <stdexcept>

#include "flash_drive.h"
#include "memory/flash/kv_buffer.h"

namespace pamsim::memory {
namespace {

constexpr std::int64_t kTokenBytes = 1024;
constexpr std::uint32_t kPageTokens = 64;  // 64 KiB: four flash pages

class FlashKvBufferTest : public testing::Test {
protected:
    void settle() {
        ftl.drain();
        while (const auto completion = ftl.next_completion()) buffer.programmed(*completion);
    }

    FlashPart part =
        flash_part({{"channels=2"}, {"blocks=128"}, {"pages=64"}, {"write_buffer_bytes=1048576"}});
    FlashFtl ftl{part};
    FlashKvBuffer buffer{part, ftl, kTokenBytes, kPageTokens};
};

TEST_F(FlashKvBufferTest, KeepsPartialPagesAndProgramsWholeOnes) {
    buffer.write(0, 0, 100, 0_us);
    EXPECT_EQ(buffer.waiting_for_program().value(), 64 * kTokenBytes);
    EXPECT_EQ(buffer.buffered().value(), 100 * kTokenBytes);
    EXPECT_EQ(buffer.pages_of(0, 0).size(), 4u);
    EXPECT_TRUE(buffer.pages_of(0, 1).empty());
    settle();
    EXPECT_EQ(buffer.buffered().value(), 36 * kTokenBytes);
    EXPECT_EQ(buffer.programmed_bytes(), 64 * kTokenBytes);
    EXPECT_EQ(ftl.engine().stats().programs, 4u);
    buffer.write(0, 100, 28, ftl.now());
    EXPECT_EQ(buffer.waiting_for_program().value(), 64 * kTokenBytes);
    EXPECT_EQ(buffer.pages_of(0, 1).size(), 4u);
}

TEST_F(FlashKvBufferTest, MakesRoomAtTheSpeedOfThePrograms) {
    buffer.write(0, 0, 1024, 0_us);  // 64 pages on 8 dies: 8 programs of each
    EXPECT_FALSE(buffer.fits(1));
    settle();
    EXPECT_TRUE(buffer.fits(1024));
    const double closed_s = 1024.0 * kTokenBytes / part.program_bytes_per_s();
    EXPECT_NEAR(base::seconds(ftl.now()) / closed_s, 1.0, 0.01);
}

TEST_F(FlashKvBufferTest, PartialPagesThatFillItAreProgrammedPaddedAndAgainWhenWhole) {
    for (std::uint64_t sequence = 0; sequence < 32; ++sequence) buffer.write(sequence, 0, 32, 0_us);
    EXPECT_FALSE(buffer.fits(1));
    buffer.flush_partial_pages(0_us);
    settle();
    EXPECT_TRUE(buffer.fits(1));
    EXPECT_EQ(buffer.host_bytes(), 32 * 32 * kTokenBytes);
    EXPECT_EQ(buffer.programmed_bytes(), 32 * 64 * kTokenBytes);
    const auto before = ftl.location(buffer.pages_of(0, 0).at(0));
    buffer.write(0, 32, 32, ftl.now());
    settle();
    EXPECT_NE(ftl.location(buffer.pages_of(0, 0).at(0)), before);  // written anew, the padded copy is dead
    EXPECT_EQ(ftl.engine().stats().pages_programmed, 33u * 4);
}

TEST_F(FlashKvBufferTest, ASequenceThatEndsIsTrimmedAndItsPagesServeOthers) {
    buffer.write(3, 0, 70, 0_us);
    settle();
    const auto pages = buffer.pages_of(3, 0);
    buffer.release(3, ftl.now());
    EXPECT_EQ(buffer.dropped_bytes(), 6 * kTokenBytes);
    EXPECT_FALSE(ftl.written(pages.at(0)));
    EXPECT_TRUE(buffer.pages_of(3, 0).empty());
    buffer.write(4, 0, 64, ftl.now());
    EXPECT_EQ(buffer.pages_of(4, 0), pages);
}

TEST_F(FlashKvBufferTest, ANewStayForgetsAnEarlierOne) {
    buffer.write(3, 0, 74, 0_us);
    buffer.write(3, 0, 20, 0_us);  // preempted and prefilled again
    EXPECT_EQ(buffer.dropped_bytes(), 10 * kTokenBytes);
    EXPECT_TRUE(buffer.pages_of(3, 0).empty());
    settle();
    EXPECT_EQ(buffer.buffered().value(), 20 * kTokenBytes);
}

TEST_F(FlashKvBufferTest, SequencesThatComeAndGoAreCollectedAndTheResidentOnesStay) {
    const std::uint32_t resident = 100;  // 36 flash pages of each, in a drive that 3000 stays fill twice
    for (std::uint64_t stay = 0; stay < 3000; ++stay) {
        buffer.write(stay * 7919 % resident, 0, 600, ftl.now());
        settle();
    }
    EXPECT_GT(ftl.stats().collections, 100u);
    EXPECT_EQ(buffer.host_bytes(), 3000 * 600 * kTokenBytes);
    EXPECT_EQ(buffer.programmed_bytes(), 3000 * 576 * kTokenBytes);  // nine pages of each stay
    for (std::uint64_t sequence = 0; sequence < resident; ++sequence)
        for (std::uint32_t page = 0; page < 9; ++page)
            for (const LogicalPage flash_page : buffer.pages_of(sequence, page))
                ASSERT_TRUE(ftl.written(flash_page));
}

TEST(FlashKvBuffer, TokensThatDoNotFillWholePagesAreRefused) {
    const FlashPart part = flash_part();
    FlashFtl ftl(part);
    EXPECT_THROW(FlashKvBuffer(part, ftl, 1000, 64), std::invalid_argument);
}

}  // namespace
}  // namespace pamsim::memory
