// A channel may be stopped at any cycle: what was submitted meanwhile competes, and nothing else changes.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/invariant.h"
#include "base/random.h"
#include "memory/dram/channel.h"
#include "memory/traffic/dram_traffic.h"
#include "support/dram.h"
#include "support/effort.h"

namespace pamsim::memory {
namespace {

struct Arrival {
    Address at;
    bool write;
    Cycle time;
};

std::vector<Arrival> arrivals(const DramPart& part, int count, Cycle mean_gap) {
    const AddressMap map(part.controller.address_map, part.geometry);
    base::RandomStream random(7, "arrivals");
    std::vector<Arrival> all;
    Cycle time = 0;
    for (int i = 0; i < count; ++i) {
        time += static_cast<Cycle>(random.below(static_cast<std::uint64_t>(2 * mean_gap + 1)));
        Address at = map.decode_in_channel(0, random.below(map.bursts_per_channel()));
        at.row %= 4;  // rows are met again
        all.push_back({at, random.uniform() < 0.4, time});
    }
    return all;
}

/// Every completion by tag, the channel stopped after every `step` cycles.
std::map<std::uint64_t, Cycle> served(const DramPart& part, const std::vector<Arrival>& all, Cycle step) {
    DramChannel channel(part);
    std::map<std::uint64_t, Cycle> done;
    Cycle now = -1;
    const auto go_to = [&](Cycle limit) {
        while (now < limit) {
            now = std::min(now + step, limit);
            channel.advance(now);
        }
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
        go_to(all[i].time - 1);
        channel.submit(all[i].at, all[i].write, i, all[i].time);
    }
    while (channel.waiting() > 0) {
        go_to(now + 1000);
        while (const auto completion = channel.next_completion()) {
            EXPECT_TRUE(done.emplace(completion->tag, completion->done).second) << "completed twice";
            EXPECT_EQ(completion->submitted, all[completion->tag].time);
        }
    }
    EXPECT_EQ(done.size(), all.size());
    return done;
}

class DramResumable : public ::testing::TestWithParam<std::string> {};

TEST_P(DramResumable, SmallStepsAndBigOnesGiveTheSameCompletions) {
    const DramPart part = tests::dram(GetParam());
    const auto all = arrivals(part, tests::effort(2000), 12 * part.timing.bl.value());
    const auto whole = served(part, all, 1'000'000);
    EXPECT_EQ(served(part, all, 1), whole);
    EXPECT_EQ(served(part, all, 37), whole);
}

TEST_P(DramResumable, NothingCompletesBeforeTheBound) {
    const DramPart part = tests::dram(GetParam());
    DramChannel channel(part);
    const auto all = arrivals(part, 1000, 0);
    std::size_t sent = 0, completed = 0;
    Cycle now = 0;
    while (completed < all.size()) {
        for (; sent < all.size() && channel.accepts(all[sent].at.pseudo_channel, all[sent].write); ++sent)
            channel.submit(all[sent].at, all[sent].write, sent, now);
        const Cycle bound = *channel.completion_bound();
        now = std::max(now, bound);
        channel.advance(now);
        while (const auto completion = channel.next_completion()) {
            EXPECT_GE(completion->done, bound);
            ++completed;
        }
    }
    EXPECT_FALSE(channel.completion_bound().has_value());
    EXPECT_EQ(channel.waiting(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Parts, DramResumable, ::testing::ValuesIn(tests::dram_names()), tests::test_name);

/// DDR4-3200: tRCD 24, tCCD_S 4, tCCD_L 8, CL 24, tBL 4, one command bus.
TEST(DramResumable, AReadThatIsInjectedFinishesWhereTheHandSays) {
    DramChannel channel(tests::dram("ddr4-3200", {"refresh.mode=none"}));
    for (std::uint32_t column = 0; column < 10; ++column) {
        Address at;
        at.column = column;
        channel.submit(at, false, column, 0);
    }
    channel.advance(39);  // ACT 0, RD 24, RD 32
    EXPECT_EQ(channel.issued(Command::read), 2u);
    Address other;
    other.bank_group = 1;
    channel.submit(other, false, 99, 40);
    // RD 40 takes the command bus, ACT 41, its RD not before 65 and not before RD 64 + tCCD_S = 68;
    // the row hits go on at 72.
    std::map<std::uint64_t, Cycle> done;
    channel.advance(1000);
    while (const auto completion = channel.next_completion()) done[completion->tag] = completion->done;
    EXPECT_EQ(done.at(99), 68 + 24 + 4);
    EXPECT_EQ(done.at(5), 64 + 24 + 4);
    EXPECT_EQ(done.at(6), 72 + 24 + 4);
    EXPECT_EQ(done.at(9), 96 + 24 + 4);
}

/// A channel that idles for long passes over its refreshes at once: the same commands, and the same answers.
TEST_P(DramResumable, AnIdleChannelRefreshesAllTheSame) {
    const DramPart part = tests::dram(GetParam());
    const Cycle late = 1000 * part.timing.refi.value() + 3 * part.timing.rfc.value() / 2;
    DramChannel at_once(part), step_by_step(part);
    for (Cycle cycle = 1; cycle < late; cycle += part.timing.refi.value() / 3) step_by_step.advance(cycle);
    std::vector<Cycle> done;
    for (DramChannel* channel : {&at_once, &step_by_step}) {
        channel->submit({}, false, 0, late);
        channel->advance(late + 2 * part.timing.refi.value());
        done.push_back(channel->next_completion()->done);
        EXPECT_EQ(channel->issued(Command::refresh_all), at_once.issued(Command::refresh_all));
    }
    EXPECT_EQ(done[0], done[1]);
    EXPECT_GT(at_once.issued(Command::refresh_all) + at_once.issued(Command::refresh_bank), 1000u);
}

TEST(DramResumable, AnAccessFromThePastStopsTheRun) {
    DramChannel channel(tests::dram("ddr4-3200"));
    channel.advance(100);
    EXPECT_THROW(channel.submit({}, false, 0, 99), base::InvariantError);
    EXPECT_NO_THROW(channel.submit({}, false, 0, 100));
}

TEST(DramResumable, AnAccessToAFullQueueStopsTheRun) {
    const DramPart part = tests::dram("ddr4-3200");
    DramChannel channel(part);
    for (std::uint32_t i = 0; i < part.controller.read_queue; ++i) channel.submit({}, false, i, 0);
    EXPECT_FALSE(channel.accepts(0, false));
    EXPECT_TRUE(channel.accepts(0, true));
    EXPECT_THROW(channel.submit({}, false, 0, 0), base::InvariantError);
}

/// A read that a waiting write answers completes before reads that the channel spoke of earlier.
TEST(DramResumable, ManyInFlightComeToAnEndWhenAnswersOvertakeOneAnother) {
    Traffic traffic;
    traffic.pattern = Pattern::random;
    traffic.write_ratio = 0.2;
    traffic.outstanding = 48;
    traffic.requests = 2'000;
    for (const std::string& name : tests::dram_names())
        EXPECT_EQ(run_dram(tests::dram(name), traffic).latencies.count(), traffic.requests) << name;
}

}  // namespace
}  // namespace pamsim::memory
