// One die (ONFI LUN): queues, registers, array. It says which commands and transfers it wants from its
// channel's bus and from when on; the channel grants one at a time.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "memory/flash/completions.h"
#include "memory/flash/flash_stats.h"
#include "memory/flash/read_failures.h"
#include "memory/flash_part.h"

namespace pamsim::memory {

constexpr base::Picoseconds never{std::numeric_limits<std::int64_t>::max()};

struct BusRequest {
    BusAction action = BusAction::sense;
    OpIndex op = no_op;
    base::Picoseconds from{};   ///< first time at which it may be granted
    base::Picoseconds until{};  ///< last time at which it may be granted
};

struct BusRequests {
    std::array<BusRequest, 4> items;
    std::size_t count = 0;
    void add(const BusRequest& request) { items[count++] = request; }
    const BusRequest* begin() const { return items.data(); }
    const BusRequest* end() const { return items.data() + count; }
};

/// What the dies of a drive share; all of it outlives them.
struct FlashShared {
    const FlashPart& part;
    base::Picoseconds transfer;  ///< one page's data on the bus
    OpPool& pool;
    ReadFailures& failures;
    FlashStats& stats;
    FlashCompletions& completions;
    std::vector<FlashGrant>* trace;  ///< null: none is kept
};

/// Reads of the host go before reads of garbage collection, those before programs and erases; first in, first
/// out in each. A host read suspends a program or erase where that is sooner than its end, and everything
/// queued for reading goes before the resume. With a suspended or loaded program in its registers a die reads
/// without its cache register. A program whose data have begun to cross the bus is not overtaken.
class FlashDie {
public:
    FlashDie(const FlashShared& shared, std::uint32_t index) : shared_(shared), index_(index) {}

    void submit(OpIndex op);
    BusRequests requests() const;
    /// Does what was granted at `at`; answers when the bus is free again.
    base::Picoseconds grant(const BusRequest& request, base::Picoseconds at);
    /// Ends programs and erases whose array time is over at `at`.
    void settle(base::Picoseconds at);
    /// When a loaded program begins; `never` without one.
    base::Picoseconds loads_at() const {
        return loaded_ == no_op || suspended_ != no_op ? never : array_until_;
    }
    bool writing() const { return array_ == Array::writing; }
    base::Picoseconds array_until() const { return array_until_; }
    /// No completion of this die, through what it holds and `wanted`, its requests, is before this time.
    base::Picoseconds completion_bound(const BusRequests& wanted, base::Picoseconds bus_free) const;

private:
    enum class Array : std::uint8_t { idle, reading, writing };  ///< reading: sensing, or sensed and kept

    OpState& state(OpIndex op) const { return shared_.pool[op]; }
    bool is_program(OpIndex op) const { return state(op).op.command == FlashCommand::program; }
    bool caching() const;
    bool reads_wait() const { return !host_reads_.empty() || !gc_reads_.empty() || !retries_.empty(); }
    base::Picoseconds writes_end() const;
    base::Picoseconds sensed_ready() const;
    OpIndex next_read(base::Picoseconds array_free) const;
    void want_data_out(BusRequests& out) const;
    void want_sense(BusRequests& out) const;
    void want_suspend(BusRequests& out) const;
    void want_resume(BusRequests& out) const;
    void want_write(BusRequests& out) const;

    base::Picoseconds suspend(base::Picoseconds at);
    base::Picoseconds sense(OpIndex op, base::Picoseconds at);
    base::Picoseconds data_out(base::Picoseconds at);
    base::Picoseconds resume(base::Picoseconds at);
    base::Picoseconds erase(base::Picoseconds at);
    base::Picoseconds data_in(base::Picoseconds at);
    void take_from_queue(OpIndex op);
    void start_write(OpIndex op, base::Picoseconds start);
    bool page_fails(const OpState& read, std::uint32_t plane);
    void sense_again(OpIndex op, base::Picoseconds moved);
    void count_bus(const OpState& op, base::Picoseconds overhead, base::Picoseconds data);
    void count_array(const OpState& op, base::Picoseconds time);

    FlashShared shared_;
    std::uint32_t index_;
    OpQueue host_reads_, gc_reads_, retries_, writes_;

    Array array_ = Array::idle;
    OpIndex array_op_ = no_op;
    base::Picoseconds array_until_{};  ///< of an idle array: since when
    bool sense_is_cached_ = false;     ///< begun by 31h: the next one may be commanded before it ends
    OpIndex cache_ = no_op;            ///< read whose pages the cache register holds
    base::Picoseconds cache_ready_{};
    OpIndex loaded_ = no_op;  ///< program whose pages wait in the cache register
    base::Picoseconds loaded_at_{};
    bool filling_ = false;  ///< some pages of the first queued program are in the registers
    OpIndex suspended_ = no_op;
    base::Picoseconds remaining_{};  ///< array time of the suspended, or last resumed, operation
};

}  // namespace pamsim::memory
