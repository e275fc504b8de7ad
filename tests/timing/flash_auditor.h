// A second opinion on every use of a bus: what a die's registers and array allow, told apart from how the
// engine schedules. Written from the ONFI command sequences, without the engine's own classes.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <vector>

#include "flash_drive.h"

namespace pamsim::memory {

/// Repeated reads only of single pages: it is not told which pages of a multi-plane read failed.
class FlashAuditor {
public:
    FlashAuditor(const FlashPart& part, std::map<std::uint64_t, FlashOp> ops)
        : part_(part), ops_(std::move(ops)), dies_(part.all_dies()), bus_free_(part.channels) {}

    void check(const FlashGrant& grant) {
        SCOPED_TRACE(testing::Message()
                     << "tag " << grant.tag << " on die " << grant.die << " at " << grant.from.value());
        Die& die = dies_.at(grant.die);
        auto& free = bus_free_.at(grant.die % part_.channels);
        EXPECT_GE(grant.from.value(), free.value()) << "the bus is taken";
        free = grant.until;
        end_writes(die, grant.from);
        switch (grant.action) {
            case BusAction::sense:
                return sense(die, grant);
            case BusAction::data_out:
                return data_out(die, grant);
            case BusAction::suspend:
                return suspend(die, grant);
            case BusAction::resume:
                return resume(die, grant);
            default:
                return write(die, grant);
        }
    }
    /// Everything begun has ended, and every read has left.
    void check_end() {
        for (Die& die : dies_) {
            end_writes(die, never);
            EXPECT_TRUE(die.reads.empty() && die.writes.empty() && die.filled == 0);
        }
    }

private:
    struct Read {
        std::uint64_t tag;
        std::uint32_t pages, moved;
        bool cached;
        base::Picoseconds sensed;
    };
    struct Write {
        bool program;
        base::Picoseconds until, time;
    };
    struct Die {
        std::deque<Read> reads;    ///< in the registers: at most two, the older in the cache register
        std::deque<Write> writes;  ///< in the array, then loaded behind it
        bool suspended = false;
        base::Picoseconds left{}, free{};  ///< of the suspended one; when a suspended array can sense
        std::uint32_t filled = 0;          ///< pages of a program that is not started
    };

    void end_writes(Die& die, base::Picoseconds at) {
        while (!die.suspended && !die.writes.empty() && die.writes.front().until <= at) {
            die.writes.pop_front();
            if (!die.writes.empty()) die.left = die.writes.front().time;
        }
    }

    void sense(Die& die, const FlashGrant& grant) {
        EXPECT_EQ(grant.until - grant.from, part_.command_overhead);
        EXPECT_TRUE(die.suspended || die.writes.empty()) << "the array writes";
        EXPECT_GE(grant.from.value(), die.free.value()) << "the array is being suspended";
        EXPECT_EQ(die.filled, 0u) << "a program's data are in the registers";
        base::Picoseconds start = grant.until;
        bool cached = false;
        if (!die.reads.empty()) {
            EXPECT_TRUE(part_.cache_read && !die.suspended) << "no second register for reads";
            EXPECT_EQ(die.reads.size(), 1u) << "both registers are full";
            const Read& last = die.reads.back();
            EXPECT_TRUE(last.cached || grant.from >= last.sensed) << "30h is busy until sensed";
            start = base::max(start, last.sensed);
            cached = true;
        }
        const std::uint32_t pages = ops_.at(grant.tag).planes;
        base::Picoseconds time = part_.t_read;
        if (sensed_[grant.tag]++ > 0) time += part_.read_retry;
        die.reads.push_back({grant.tag, pages, 0, cached, start + time});
    }

    void data_out(Die& die, const FlashGrant& grant) {
        ASSERT_FALSE(die.reads.empty());
        Read& read = die.reads.front();
        EXPECT_EQ(read.tag, grant.tag) << "the older page leaves first";
        EXPECT_GE(grant.from.value(), read.sensed.value()) << "not sensed yet";
        EXPECT_EQ(grant.until - grant.from,
                  (read.moved == 0 ? part_.data_out_setup : part_.plane_change) + part_.transfer_time());
        if (++read.moved == read.pages) die.reads.pop_front();
    }

    void suspend(Die& die, const FlashGrant& grant) {
        ASSERT_TRUE(part_.suspend && !die.suspended && !die.writes.empty());
        Write& write = die.writes.front();
        const auto latency = write.program ? part_.t_program_suspend : part_.t_erase_suspend;
        EXPECT_GT(write.until.value(), (grant.until + latency).value()) << "it ends before it is suspended";
        EXPECT_TRUE(die.reads.empty() && die.filled == 0);
        die.suspended = true;
        die.left = base::min(write.until - grant.until, die.left);
        die.free = grant.until + latency;
    }

    void resume(Die& die, const FlashGrant& grant) {
        ASSERT_TRUE(die.suspended);
        EXPECT_TRUE(die.reads.empty()) << "a read's page would be lost";
        EXPECT_GE(grant.from.value(), die.free.value());
        die.suspended = false;
        die.writes.front().until = grant.until + part_.t_resume + die.left;
        if (die.writes.size() > 1) die.writes[1].until = die.writes.front().until + part_.t_program;
    }

    void write(Die& die, const FlashGrant& grant) {
        const bool program = grant.action == BusAction::data_in;
        EXPECT_TRUE(die.reads.empty() && !die.suspended) << "a read's page would be lost";
        EXPECT_GE(grant.from.value(), die.free.value());
        if (!die.writes.empty()) {
            EXPECT_TRUE(part_.cache_program && program && die.writes.front().program);
            EXPECT_EQ(die.writes.size(), 1u) << "the cache register is full";
        }
        const auto overhead = die.filled == 0 ? part_.command_overhead : part_.plane_change;
        EXPECT_EQ(grant.until - grant.from, program ? overhead + part_.transfer_time() : overhead);
        if (program && ++die.filled < ops_.at(grant.tag).planes) return;
        die.filled = 0;
        const auto start =
            die.writes.empty() ? grant.until : base::max(grant.until, die.writes.front().until);
        const auto time = program ? part_.t_program : part_.t_erase;
        if (die.writes.empty()) die.left = time;
        die.writes.push_back({program, start + time, time});
    }

    FlashPart part_;
    std::map<std::uint64_t, FlashOp> ops_;
    std::map<std::uint64_t, std::uint32_t> sensed_;
    std::vector<Die> dies_;
    std::vector<base::Picoseconds> bus_free_;
};

}  // namespace pamsim::memory
