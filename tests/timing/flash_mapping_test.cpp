// The translation layer: no byte lost through garbage collection, and host work beside collections.
#include <gtest/gtest.h>

#include <vector>

#include "base/invariant.h"
#include "base/random.h"
#include "flash_values.h"

namespace pamsim::memory {
namespace {

using base::Picoseconds;

Bytes512 random_bytes(base::RandomStream& random) {
    Bytes512 bytes;
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.bits());
    return bytes;
}

class FlashFtlOfPlanes : public testing::TestWithParam<const char*> {};

TEST_P(FlashFtlOfPlanes, NoByteIsLostThroughAHundredCollections) {
    const FlashPart part = small_part({{GetParam()}, {"read_retry_rate=0.01"}});
    Values values;
    FlashFtl ftl(part, {}, &values);
    base::RandomStream random(17, "kv bytes");
    const std::uint64_t pages = ftl.logical_pages();
    std::uint64_t tag = 0, writes = 0, answered = 0;
    const auto count = [&] {
        while (ftl.next_completion()) ++answered;
    };
    while (ftl.stats().collections < 120) {
        const LogicalPage page{static_cast<std::uint32_t>(random.below(pages))};
        const std::uint64_t kind = random.below(20);
        if (kind == 0 && ftl.written(page)) {
            ftl.trim(page, ftl.now());
            values.host.erase(page);
        } else if (kind == 1 && ftl.written(page)) {
            ftl.read({page}, ++tag, ftl.now());
        } else {
            values.host[page] = random_bytes(random);
            ftl.write(page, ++tag, ftl.now());
            ++writes;
        }
        if (kind == 2) ftl.flush(ftl.now());
        ftl.advance(ftl.now() + Picoseconds{static_cast<std::int64_t>(random.below(300)) * 1'000'000});
        count();
    }
    ftl.flush(ftl.now());
    ftl.drain();
    count();
    EXPECT_EQ(answered, tag);
    EXPECT_EQ(ftl.in_flight(), 0u);
    EXPECT_EQ(ftl.stats().host_pages_written + ftl.stats().host_pages_dropped, writes);
    EXPECT_GT(ftl.stats().pages_moved, 1000u);

    std::uint64_t live = 0;
    for (const auto& [page, bytes] : values.host) {
        ASSERT_TRUE(ftl.written(page));
        EXPECT_EQ(values.flash.at(*ftl.location(page)), bytes);
        ++live;
    }
    EXPECT_GT(live, pages / 2);
    for (std::uint32_t page = 0; page < pages; ++page)
        EXPECT_EQ(ftl.written(LogicalPage{page}), values.host.count(LogicalPage{page}) == 1);
}

INSTANTIATE_TEST_SUITE_P(Planes, FlashFtlOfPlanes, testing::Values("planes=1", "planes=2", "planes=4"));

TEST(FlashFtl, PagesWrittenOneAfterAnotherAreReadInParallel) {
    const FlashPart part = small_part();
    FlashFtl ftl(part);
    std::vector<LogicalPage> pages;
    for (std::uint32_t page = 0; page < 8; ++page) {  // a row of every die
        ftl.write(LogicalPage{page}, page, 0_us);
        pages.push_back(LogicalPage{page});
    }
    ftl.drain();
    while (ftl.next_completion()) {
    }
    ftl.read(pages, 100, ftl.now());
    const Picoseconds from = ftl.now();
    ftl.drain();
    EXPECT_EQ(ftl.engine().stats().reads, 4u);  // one sense of both planes of each die
    // Two commands, one sense, and four pages of the channel.
    const Picoseconds bus = (part.data_out_setup + part.plane_change + part.transfer_time() * 2) * 2;
    EXPECT_EQ(ftl.next_completion()->done - from,
              part.command_overhead + part.t_read + bus + part.controller_latency);
}

TEST(FlashFtl, APageIsReadFromTheControllerUntilItIsProgrammed) {
    const FlashPart part = small_part({{"planes=1"}});
    FlashFtl ftl(part);
    ftl.write(LogicalPage{3}, 1, 0_us);
    ftl.read({LogicalPage{3}}, 2, 10_us);
    ftl.drain();
    const auto read = ftl.next_completion();
    EXPECT_EQ(read->tag, 2u);
    EXPECT_EQ(read->done, 10_us + part.controller_latency);
    const auto write = ftl.next_completion();
    EXPECT_TRUE(write->is_write);
    EXPECT_EQ(write->done, part.command_overhead + part.transfer_time() + part.t_program);
    EXPECT_EQ(ftl.stats().buffered_pages_read, 1u);
    EXPECT_EQ(ftl.engine().stats().reads, 0u);
}

TEST(FlashFtl, WritesThatFindNoFreeBlockWaitForCollection) {
    const FlashPart part = small_part();
    FlashFtl ftl(part);
    base::RandomStream random(5, "burst");
    for (std::uint32_t page = 0; page < ftl.logical_pages(); ++page) ftl.write(LogicalPage{page}, 0, 0_us);
    const std::uint32_t burst = ftl.logical_pages();  // more than the spare blocks hold, all at once
    for (std::uint32_t i = 0; i < burst; ++i)
        ftl.write(LogicalPage{static_cast<std::uint32_t>(random.below(ftl.logical_pages()))}, 0, 0_us);
    EXPECT_GT(ftl.stats().most_waiting, 100u);
    ftl.write(LogicalPage{0}, 1, 0_us);
    ftl.read({LogicalPage{0}}, 2, 0_us);  // the newest data wait in the controller, not those in the flash
    ftl.advance(part.controller_latency);
    EXPECT_EQ(ftl.stats().buffered_pages_read, 1u);
    EXPECT_EQ(ftl.next_completion()->tag, 2u);
    ftl.trim(LogicalPage{0}, ftl.now());
    EXPECT_FALSE(ftl.written(LogicalPage{0}));
    ftl.drain();
    ftl.flush(ftl.now());
    ftl.drain();
    std::uint32_t answered = 0;
    while (ftl.next_completion()) ++answered;
    EXPECT_EQ(answered, ftl.logical_pages() + burst + 1);
}

TEST(FlashFtl, CollectionsSlowHostReadsDown) {
    // Reads of the same pages at the same times, on an idle drive and beside overwrites that cause
    // collections.
    const auto mean_latency = [](bool overwrites) {
        const FlashPart part = small_part({{"suspend=false"}});
        FlashFtl ftl(part);
        base::RandomStream random(5, "beside");
        for (std::uint32_t page = 0; page < ftl.logical_pages(); ++page)
            ftl.write(LogicalPage{page}, 0, 0_us);
        ftl.drain();
        while (ftl.next_completion()) {
        }
        Picoseconds sum{0};
        const Picoseconds start = ftl.now();
        for (int i = 0; i < 2000; ++i) {
            const Picoseconds now = start + 200_us * i;
            const LogicalPage page{static_cast<std::uint32_t>(random.below(ftl.logical_pages()))};
            if (overwrites) ftl.write(page, 0, now);
            ftl.read({LogicalPage{static_cast<std::uint32_t>(random.below(ftl.logical_pages()))}}, 1, now);
        }
        ftl.drain();
        while (const auto c = ftl.next_completion())
            if (c->tag == 1) sum += c->done - c->submitted;
        return sum / 2000;
    };
    EXPECT_LT(mean_latency(false), 40_us);
    EXPECT_GT(mean_latency(true), 100_us);
}

TEST(FlashFtl, StepsGiveTheSameCompletionsAsOneAdvance) {
    const auto outcome = [](Picoseconds step) {
        FlashFtl ftl(small_part());
        base::RandomStream random(5, "steps");
        std::vector<std::pair<std::int64_t, std::uint64_t>> all;
        const auto collect = [&] {
            while (const auto c = ftl.next_completion()) all.emplace_back(c->done.value(), c->tag);
        };
        for (std::uint64_t i = 0; i < 6000; ++i) {
            const Picoseconds at = 37_us * static_cast<std::int64_t>(i);
            while (step > 0_us && ftl.now() + step < at) ftl.advance(ftl.now() + step), collect();
            const LogicalPage page{static_cast<std::uint32_t>(random.below(ftl.logical_pages()))};
            if (ftl.written(page) && i % 3 == 0)
                ftl.read({page}, i, at);
            else
                ftl.write(page, i, at);
        }
        ftl.drain();
        collect();
        EXPECT_GT(ftl.stats().collections, 10u);
        return all;
    };
    EXPECT_EQ(outcome(0_us), outcome(1_us));
}

TEST(FlashFtl, BadPagesAreNamed) {
    FlashFtl ftl(small_part());
    EXPECT_THROW(ftl.read({LogicalPage{5}}, 0, 0_us), base::InvariantError);
    EXPECT_THROW(ftl.read({LogicalPage{4000000000}}, 0, 0_us), base::InvariantError);
    EXPECT_THROW(ftl.write(LogicalPage{ftl.logical_pages()}, 0, 0_us), base::InvariantError);
    ftl.trim(LogicalPage{4000000000}, 0_us);  // gives up nothing
}

TEST(FlashFtl, ADriveWithTooFewSpareBlocksIsRefused) {
    try {
        small_part({{"gc_free_blocks=9"}});
        FAIL();
    } catch (const base::ConfigError& error) {
        EXPECT_EQ(error.key(), "gc_free_blocks");
        EXPECT_EQ(error.message(),
                  "9; collection then needs 14.5 spare blocks of a plane, and over_provisioning 0.25 of 40 "
                  "blocks leaves 10.0");
    }
}

}  // namespace
}  // namespace pamsim::memory
