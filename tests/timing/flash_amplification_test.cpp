// Write amplification of garbage collection against its closed form, and how evenly blocks wear.
#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "flash_drive.h"
#include "memory/flash/ftl.h"

namespace pamsim::memory {
namespace {

/// Amplification of uniform random overwrites of a full drive, after it has been overwritten three times.
double amplification(const FlashPart& part) {
    FlashFtl ftl(part);
    base::RandomStream random(7, "overwrites");
    const std::uint32_t pages = ftl.logical_pages();
    const auto write = [&](std::uint64_t page) {
        ftl.write(LogicalPage{static_cast<std::uint32_t>(page)}, 0, ftl.now());
        while (ftl.in_flight() > 8) {
            ftl.advance(*ftl.completion_bound());
            while (ftl.next_completion()) {
            }
        }
    };
    for (std::uint32_t page = 0; page < pages; ++page) write(page);
    for (std::uint32_t i = 0; i < 3 * pages; ++i) write(random.below(pages));
    const double programmed = static_cast<double>(ftl.engine().stats().pages_programmed);
    const double written = static_cast<double>(ftl.stats().host_pages_written);
    for (std::uint32_t i = 0; i < 3 * pages; ++i) write(random.below(pages));
    return (static_cast<double>(ftl.engine().stats().pages_programmed) - programmed) /
           (static_cast<double>(ftl.stats().host_pages_written) - written);
}

/// Write amplification of cleaning the oldest block under uniform random writes, with `all` pages for `live`
/// ones: a page survives until its block is cleaned with probability x, x = exp(-(1 - x) all / live)
/// (Desnoyers, SYSTOR 2012); greedy cleaning does better.
double oldest_block_amplification(double all, double live) {
    double x = 0.5;
    for (int i = 0; i < 1000; ++i) x = std::exp(-(1 - x) * all / live);
    return 1 / (1 - x);
}

FlashPart worn_part(const char* policy, const char* spare) {
    return flash_part({{"channels=1"},
                       {"dies=1"},
                       {"blocks=256"},
                       {"pages=64"},
                       {"page_bytes=512"},
                       {std::string("gc_policy=") + policy},
                       {std::string("over_provisioning=") + spare}});
}

/// Free and open blocks hold no data to clean: two free ones, one open for the host, one for collection.
double closed_form(const FlashPart& part) {
    return oldest_block_amplification(part.blocks - 3.5, part.blocks * (1 - part.over_provisioning));
}

TEST(FlashAmplification, CleaningTheOldestBlockAmplifiesAsItsClosedFormSays) {
    for (const char* spare : {"0.15", "0.3"}) {
        const FlashPart part = worn_part("fifo", spare);
        EXPECT_NEAR(amplification(part) / closed_form(part), 1.0, 0.05) << spare;
    }
}

TEST(FlashAmplification, GreedyCleaningAmplifiesLessThanTheOldestBlockAndMoreThanTheSpareAllows) {
    for (const char* spare : {"0.15", "0.3"}) {
        const FlashPart part = worn_part("greedy", spare);
        const double greedy = amplification(part);
        EXPECT_LT(greedy, closed_form(part)) << spare;
        // Were all blocks equally full when cleaned: 1 / (1 - live / all) would be the worst, half of it the
        // mean of a victim emptied evenly over its life.
        EXPECT_GT(greedy, 0.5 / part.over_provisioning) << spare;
    }
}

TEST(FlashAmplification, SequentialOverwritesDoNotAmplify) {
    const FlashPart part = worn_part("greedy", "0.15");
    FlashFtl ftl(part);
    for (std::uint32_t i = 0; i < 3 * ftl.logical_pages(); ++i)
        ftl.write(LogicalPage{i % ftl.logical_pages()}, 0, ftl.now() + 100_us);
    ftl.drain();
    EXPECT_EQ(ftl.stats().pages_moved, 0u);
    EXPECT_DOUBLE_EQ(ftl.write_amplification(), 1.0);
    EXPECT_GT(ftl.stats().collections, 100u);
}

TEST(FlashAmplification, TheLeastWornFreeBlockIsOpenedFirst) {
    const FlashPart part = worn_part("greedy", "0.15");
    DieBlocks blocks(part, 0);
    const PageMap nothing_live(part);
    const auto open_next = [&] {  // and fills it
        const FlashRow first = *blocks.next_row(DieBlocks::Stream::host);
        for (std::uint32_t row = 1; row < part.pages; ++row) blocks.next_row(DieBlocks::Stream::host);
        return first.block;
    };
    EXPECT_EQ(open_next(), 0u);
    EXPECT_EQ(open_next(), 1u);
    blocks.erased(*blocks.take_victim(nothing_live));  // block 0; block 1 closes when the next one opens
    for (std::uint32_t block = 2; block < part.blocks; ++block) EXPECT_EQ(open_next(), block);
    EXPECT_EQ(blocks.free(), 1u);  // block 0, worn once, is the one kept for collection
    EXPECT_FALSE(blocks.has_row(DieBlocks::Stream::host));
    EXPECT_EQ(blocks.next_row(DieBlocks::Stream::garbage_collection)->block, 0u);
}

TEST(FlashAmplification, WearSpreadsOverTheBlocks) {
    const FlashPart part = worn_part("greedy", "0.3");
    FlashFtl ftl(part);
    base::RandomStream random(5, "wear");
    for (std::uint32_t i = 0; i < 20 * ftl.logical_pages(); ++i) {
        ftl.write(LogicalPage{static_cast<std::uint32_t>(random.below(ftl.logical_pages()))}, 0,
                  ftl.now() + 1_us);
    }
    ftl.drain();
    const FlashWear wear = ftl.wear();
    EXPECT_NEAR(wear.mean * part.all_dies() * part.blocks, static_cast<double>(ftl.stats().collections),
                1e-6);
    EXPECT_GT(wear.mean, 10);
    EXPECT_GE(wear.min, wear.mean / 2);
    EXPECT_LE(wear.max, 2 * wear.mean);
}

}  // namespace
}  // namespace pamsim::memory
