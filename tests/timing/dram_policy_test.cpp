// What a channel's controller does: order of accesses, page policies, write drains.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "memory/dram/channel.h"
#include "memory/traffic/dram_traffic.h"
#include "support/dram.h"

namespace pamsim::memory {
namespace {

DramPart ddr4(std::vector<std::string> sets = {}) {
    sets.push_back("refresh.mode=none");
    return tests::dram("ddr4-3200", sets);
}

Address in_row(std::uint32_t row, std::uint32_t column = 0) {
    Address at;
    at.row = row;
    at.column = column;
    return at;
}

/// Runs the channel dry; completions by the time of their data.
std::vector<Completion> finish(DramChannel& channel) {
    std::vector<Completion> all;
    while (channel.waiting() > 0) {
        channel.advance(*channel.completion_bound());
        while (const auto completion = channel.next_completion()) all.push_back(*completion);
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const Completion& a, const Completion& b) { return a.done < b.done; });
    return all;
}

std::vector<std::uint64_t> tags(const std::vector<Completion>& completions) {
    std::vector<std::uint64_t> tags;
    for (const Completion& completion : completions) tags.push_back(completion.tag);
    return tags;
}

Cycle time_of_two_rows_in_turn(const std::string& scheduling) {
    DramChannel channel(ddr4({"controller.scheduling=" + scheduling}));
    for (std::uint32_t i = 0; i < 16; ++i) channel.submit(in_row(i % 2, i / 2), false, i, 0);
    return finish(channel).back().done;
}

TEST(DramPolicy, RowHitsFirstTakesTwoRowsWhereAgeTakesSixteen) {
    const DramTimings t = ddr4().timing;
    // FR-FCFS: eight columns of one row, eight of the other, the second one tRTP + tRP + tRCD after the
    // first.
    const Cycle hits = 7 * t.ccd_l.value();
    EXPECT_EQ(time_of_two_rows_in_turn("fr_fcfs"),
              (t.rcd + t.rtp + t.rp + t.rcd + t.cl + t.bl).value() + 2 * hits);
    EXPECT_EQ(time_of_two_rows_in_turn("fcfs"), 15 * t.rc.value() + (t.rcd + t.cl + t.bl).value());
}

TEST(DramPolicy, AgeAloneKeepsTheOrderOfArrival) {
    DramChannel channel(ddr4({"controller.scheduling=fcfs"}));
    for (std::uint32_t i = 0; i < 12; ++i) {
        Address at = in_row(i % 3, i);
        at.bank = i % 4;
        channel.submit(at, false, i, 0);
    }
    const auto order = tags(finish(channel));
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(DramPolicy, TheCapOnRowHitsBoundsTheWaitOfAnOlderAccess) {
    for (const std::uint32_t cap : {1u, 4u, 16u}) {
        DramChannel channel(ddr4({"controller.row_hit_cap=" + std::to_string(cap)}));
        channel.submit(in_row(1), false, 1000, 0);
        channel.submit(in_row(2), false, 2000, 0);
        for (std::uint32_t i = 0; i < 24; ++i) channel.submit(in_row(1, i + 1), false, i, 0);
        const auto order = tags(finish(channel));
        EXPECT_EQ(std::find(order.begin(), order.end(), 2000u) - order.begin(), cap + 1) << cap;
    }
}

TEST(DramPolicy, TheOldestGoesFirstInARankOfManyBanks) {
    // 256 banks: more than a word has bits. One access to each bank group, in an order of no pattern.
    DramChannel channel(ddr4({"bank_groups=16", "banks=16"}));
    for (std::uint32_t i = 0; i < 16; ++i) {
        Address at = in_row(1);
        at.bank_group = i * 7 % 16;
        at.bank = i * 5 % 16;
        channel.submit(at, false, i, 0);
    }
    const auto order = tags(finish(channel));
    ASSERT_EQ(order.size(), 16u);
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

double random_latency(const std::string& policy) {
    Traffic traffic;
    traffic.pattern = Pattern::random;
    traffic.outstanding = 1;
    traffic.requests = 4'000;
    return *run_dram(ddr4({"controller.page_policy=" + policy}), traffic).mean_latency_s;
}

TEST(DramPolicy, ClosedPagesBeatOpenOnesOnRandomReadsByThePrecharge) {
    const DramPart part = ddr4();
    const double precharge_s = part.clock.seconds_of(part.timing.rp);
    // But for the sixteenth that comes back to a bank while it still closes.
    EXPECT_NEAR(random_latency("open") - random_latency("closed"), precharge_s, 0.1 * precharge_s);
}

std::uint64_t precharges(const std::string& policy, Cycle until) {
    DramChannel channel(ddr4({"controller.page_policy=" + policy, "controller.page_timeout_cycles=500"}));
    channel.submit(in_row(3), false, 0, 0);
    channel.advance(until);
    return channel.issued(Command::precharge);
}

TEST(DramPolicy, RowsCloseAtOnceOrAfterTheTimeoutOrNever) {
    const DramTimings t = ddr4().timing;
    const Cycle read = t.rcd.value(), at_once = std::max(t.ras, t.rcd + t.rtp).value();
    EXPECT_EQ(precharges("closed", at_once - 1), 0u);
    EXPECT_EQ(precharges("closed", at_once), 1u);
    EXPECT_EQ(precharges("timeout", read + 499), 0u);
    EXPECT_EQ(precharges("timeout", read + 500), 1u);
    EXPECT_EQ(precharges("open", 1'000'000), 0u);
}

/// Reads have even tags, writes odd ones.
std::vector<bool> directions(std::uint32_t reads, std::uint32_t writes) {
    DramChannel channel(ddr4({"controller.write_high_watermark=20", "controller.write_low_watermark=5"}));
    for (std::uint32_t i = 0; i < writes; ++i) channel.submit(in_row(0, i), true, 1, 0);
    for (std::uint32_t i = 0; i < reads; ++i) channel.submit(in_row(0, 64 + i), false, 0, 0);
    std::vector<bool> written;
    for (const Completion& completion : finish(channel)) written.push_back(completion.tag == 1);
    return written;
}

TEST(DramPolicy, WritesBelowTheHighMarkWaitForAllReads) {
    std::vector<bool> expected(10, false);
    expected.insert(expected.end(), 19, true);
    EXPECT_EQ(directions(10, 19), expected);
}

TEST(DramPolicy, ADrainGoesFromTheHighMarkDownToTheLowOne) {
    std::vector<bool> expected(15, true);
    expected.insert(expected.end(), 10, false);
    expected.insert(expected.end(), 5, true);
    EXPECT_EQ(directions(10, 20), expected);
}

TEST(DramPolicy, AReadOfAWaitingWriteIsAnsweredFromTheQueue) {
    DramChannel channel(ddr4());
    channel.submit(in_row(7, 3), true, 1, 0);
    channel.submit(in_row(7, 3), false, 2, 0);
    channel.submit(in_row(7, 4), false, 3, 0);
    EXPECT_EQ(tags(finish(channel)), (std::vector<std::uint64_t>{2, 3, 1}));
    EXPECT_EQ(channel.forwarded(), 1u);
    EXPECT_EQ(channel.issued(Command::read), 1u);
}

}  // namespace
}  // namespace pamsim::memory
