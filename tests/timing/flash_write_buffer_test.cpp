// The SSD's write side: whole pages, partial pages, program time, write amplification.
#include "memory/flash_write_buffer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "support/parts.h"

namespace pamsim::memory {
namespace {

constexpr std::int64_t kTokenBytes = 1024;  // a page of every layer and head: 64 tokens = 64 KiB

/// 32 dies, each 16 KiB per 6.83 us on the channel and 600 us of tPROG: 864 MB/s.
constexpr double kProgramBytesPerS = 32 * 16384 / (600e-6 + 16384 / 2.4e9);

FlashWriteBuffer buffer(const std::string& bytes) {
    const auto part = tests::flash_pim("nvme-paper-pim", {{"write_buffer_bytes=" + bytes}}).part;
    return FlashWriteBuffer(part, 1, kTokenBytes, 64);
}

TEST(FlashWriteBuffer, KeepsPartialPagesAndQueuesWholeOnes) {
    auto b = buffer("1048576");
    b.write(0, 0, 100);
    EXPECT_EQ(b.waiting_for_program().value(), 64 * kTokenBytes);
    EXPECT_EQ(b.buffered().value(), 100 * kTokenBytes);
    b.write(0, 100, 28);
    EXPECT_EQ(b.waiting_for_program().value(), 128 * kTokenBytes);
    EXPECT_EQ(b.buffered().value(), 128 * kTokenBytes);
}

TEST(FlashWriteBuffer, ProgramsAtTheSpeedOfAllDies) {
    auto b = buffer("1048576");
    b.write(0, 0, 512);
    const double program_s = 512 * 1024 / kProgramBytesPerS;
    EXPECT_NEAR(base::seconds(b.drain_time()), program_s, 1e-9);
    b.program_for(base::picoseconds(program_s / 2));
    EXPECT_NEAR(static_cast<double>(b.waiting_for_program().value()), 256 * 1024, 2);
    b.program_for(base::picoseconds(program_s));
    EXPECT_EQ(b.waiting_for_program().value(), 0);
    EXPECT_EQ(b.programmed_bytes(), 512 * 1024);
}

TEST(FlashWriteBuffer, AWriteThatDoesNotFitSaysHowLong) {
    auto b = buffer("1048576");
    b.write(0, 0, 1024);
    EXPECT_FALSE(b.fits(64));
    const auto wait = b.time_until_fits(64);
    EXPECT_NEAR(base::seconds(wait), 64 * 1024 / kProgramBytesPerS, 1e-9);
    b.program_for(wait);
    EXPECT_TRUE(b.fits(64));
}

TEST(FlashWriteBuffer, PartialPagesThatFillTheBufferAreProgrammedPadded) {
    auto b = buffer("1048576");
    for (std::uint64_t sequence = 0; sequence < 32; ++sequence)
        b.write(sequence, 0, 32);  // 32 half pages: full
    EXPECT_FALSE(b.fits(1));
    b.program_for(b.time_until_fits(1));
    EXPECT_TRUE(b.fits(1));
    b.program_for(b.drain_time() + base::Picoseconds{1000});
    EXPECT_EQ(b.programmed_bytes(), 32 * 64 * kTokenBytes);  // twice what the host wrote
    EXPECT_EQ(b.host_bytes(), 32 * 32 * kTokenBytes);
    b.write(0, 32, 32);  // the page is whole: programmed once more
    EXPECT_EQ(b.waiting_for_program().value(), 64 * kTokenBytes);
}

TEST(FlashWriteBuffer, ASequenceThatEndsDropsItsPartialPage) {
    auto b = buffer("1048576");
    b.write(3, 0, 70);
    b.release(3);
    EXPECT_EQ(b.dropped_bytes(), 6 * kTokenBytes);
    EXPECT_EQ(b.buffered().value(), 64 * kTokenBytes);
}

TEST(FlashWriteBuffer, ANewStayForgetsAnEarlierOne) {
    auto b = buffer("1048576");
    b.write(3, 0, 10);
    b.write(3, 0, 20);  // preempted and prefilled again
    EXPECT_EQ(b.buffered().value(), 20 * kTokenBytes);
    EXPECT_EQ(b.dropped_bytes(), 10 * kTokenBytes);
}

TEST(FlashWriteBuffer, KnowsWhosePagesWaitTheOldestFirst) {
    auto b = buffer("1048576");
    b.write(7, 0, 128);
    b.write(2, 0, 64);
    b.program_for(base::picoseconds(96 * 1024 / kProgramBytesPerS));
    ASSERT_EQ(b.waiting().size(), 2u);
    EXPECT_EQ(b.waiting()[0].sequence, 7u);
    EXPECT_NEAR(static_cast<double>(b.waiting()[0].bytes), 32 * 1024, 2);
    EXPECT_EQ(b.waiting()[1].bytes, 64 * 1024);
    b.program_for(base::picoseconds(100 * 1024 / kProgramBytesPerS));
    EXPECT_TRUE(b.waiting().empty());
}

constexpr double kSuspendS = 290e-9 + 100e-6, kProgramS = 600e-6;

/// The longest of min(what is left of a program, s) over `dies`, drawn often.
double drawn_wait_s(int dies) {
    base::RandomStream random(5, "programs");
    double sum = 0;
    for (int i = 0; i < 100'000; ++i) {
        double longest = 0;
        for (int die = 0; die < dies; ++die)
            longest = std::max(longest, std::min(kSuspendS, kProgramS * random.uniform()));
        sum += longest;
    }
    return sum / 100'000;
}

TEST(FlashWriteBuffer, ReadsWaitForTheLongestSuspendOfTheDiesThatProgram) {
    for (const int dies : {4, 12, 32}) {
        auto b = buffer("1048576");
        b.write(0, 0, static_cast<std::uint32_t>(dies) * 16);  // a page of 16 KiB for each
        EXPECT_NEAR(base::seconds(b.begin_reads(32 * 16384)), drawn_wait_s(dies), 0.01 * kSuspendS) << dies;
    }
}

TEST(FlashWriteBuffer, ReadsOfFewDiesMeetFewPrograms) {
    auto b = buffer("1048576");
    EXPECT_EQ(b.begin_reads(1e9).value(), 0) << "nothing programs";
    b.write(0, 0, 512);
    EXPECT_NEAR(base::seconds(b.begin_reads(16384)), drawn_wait_s(1), 0.01 * kSuspendS);
    EXPECT_EQ(b.begin_reads(0).value(), 0);
}

TEST(FlashWriteBuffer, HowManyProgramsFewReadsMeetIsChance) {
    base::RandomStream random(5, "dies");
    double sum = 0;
    for (int i = 0; i < 100'000; ++i) {
        double longest = 0;
        int reads = 4;
        for (int die = 0; die < 32; ++die) {  // the first eight program, four of all are read
            const bool read =
                random.below(32u - static_cast<std::uint32_t>(die)) < static_cast<std::uint32_t>(reads);
            if (!read) continue;
            --reads;
            if (die < 8) longest = std::max(longest, std::min(kSuspendS, kProgramS * random.uniform()));
        }
        sum += longest;
    }
    auto b = buffer("1048576");
    b.write(0, 0, 8 * 16);
    EXPECT_NEAR(base::seconds(b.begin_reads(4 * 16384)), sum / 100'000, 0.03 * kSuspendS);
}

TEST(FlashWriteBuffer, WithoutSuspendReadsWaitForTheEndOfAProgram) {
    const auto part = tests::flash_pim("nvme-paper-pim", {{"suspend=false"}}).part;
    FlashWriteBuffer b(part, 1, kTokenBytes, 64);
    b.write(0, 0, 512);
    EXPECT_NEAR(base::seconds(b.begin_reads(1e9)), kProgramS * 32 / 33, 1e-9);
}

TEST(FlashWriteBuffer, DiesThatAreReadDoNotProgramAndResumeFirst) {
    auto b = buffer("1048576");
    b.write(0, 0, 512);
    b.begin_reads(1e9);
    b.program_for(base::picoseconds(1e-3));
    EXPECT_EQ(b.programmed_bytes(), 0);
    b.end_reads();
    // Of the dies, those within a suspend of their end have ended their program.
    const double ended = kSuspendS * kSuspendS / (2 * kProgramS) * kProgramBytesPerS;
    EXPECT_NEAR(static_cast<double>(b.programmed_bytes()), ended, 1);
    b.program_for(base::picoseconds(10.29e-6));
    EXPECT_NEAR(static_cast<double>(b.programmed_bytes()), ended, 1);
    b.program_for(base::picoseconds(100e-6));
    EXPECT_NEAR(static_cast<double>(b.programmed_bytes()), ended + 100e-6 * kProgramBytesPerS, 1);
}

TEST(FlashWriteBuffer, DiesThatAreNotReadGoOnProgramming) {
    auto b = buffer("1048576");
    b.write(0, 0, 512);
    b.begin_reads(8 * 16384);
    b.program_for(base::picoseconds(100e-6));
    EXPECT_NEAR(static_cast<double>(b.programmed_bytes()), 0.75 * 100e-6 * kProgramBytesPerS, 1);
}

}  // namespace
}  // namespace pamsim::memory
