// What a die does with the bus.
#include <fmt/format.h>

#include "base/invariant.h"
#include "memory/flash/die.h"

namespace pamsim::memory {

using base::Picoseconds;

Picoseconds FlashDie::grant(const BusRequest& request, Picoseconds at) {
    settle(at);
    switch (request.action) {
        case BusAction::suspend:
            return suspend(at);
        case BusAction::sense:
            return sense(request.op, at);
        case BusAction::data_out:
            return data_out(at);
        case BusAction::resume:
            return resume(at);
        case BusAction::erase:
            return erase(at);
        default:
            return data_in(at);
    }
}

void FlashDie::settle(Picoseconds at) {
    while (array_ == Array::writing && array_until_ <= at) {
        shared_.completions.op_done(array_op_, array_until_);
        array_ = Array::idle;
        array_op_ = no_op;
        if (loaded_ == no_op) return;
        const OpIndex next = loaded_;
        loaded_ = no_op;
        start_write(next, base::max(array_until_, loaded_at_));
    }
}

Picoseconds FlashDie::suspend(Picoseconds at) {
    const FlashPart& part = shared_.part;
    const Picoseconds bus_free = at + part.command_overhead;
    const Picoseconds latency = is_program(array_op_) ? part.t_program_suspend : part.t_erase_suspend;
    count_bus(state(array_op_), part.command_overhead, {});
    count_array(state(array_op_), latency - (array_until_ - bus_free));
    // A suspend during the resume's own time leaves what was left before it.
    remaining_ = base::min(remaining_, array_until_ - bus_free);
    suspended_ = array_op_;
    array_ = Array::idle;
    array_op_ = no_op;
    array_until_ = bus_free + latency;
    shared_.stats.suspend_time += latency;
    ++shared_.stats.suspends;
    return bus_free;
}

Picoseconds FlashDie::resume(Picoseconds at) {
    const Picoseconds bus_free = at + shared_.part.command_overhead;
    array_ = Array::writing;
    array_op_ = suspended_;
    suspended_ = no_op;
    array_until_ = bus_free + shared_.part.t_resume + remaining_;
    count_bus(state(array_op_), shared_.part.command_overhead, {});
    count_array(state(array_op_), shared_.part.t_resume + remaining_);
    shared_.stats.suspend_time += shared_.part.t_resume;
    ++shared_.stats.resumes;
    return bus_free;
}

void FlashDie::take_from_queue(OpIndex op) {
    for (OpQueue* queue : {&retries_, &host_reads_, &gc_reads_}) {
        if (queue->empty() || queue->front() != op) continue;
        queue->pop(shared_.pool);
        return;
    }
}

Picoseconds FlashDie::sense(OpIndex op, Picoseconds at) {
    const FlashPart& part = shared_.part;
    OpState& read = state(op);
    take_from_queue(op);
    const Picoseconds bus_free = at + part.command_overhead;
    Picoseconds start = bus_free;
    sense_is_cached_ = cache_ != no_op;
    if (array_ == Array::reading) {  // its page moves to the cache register when it is sensed
        cache_ = array_op_;
        cache_ready_ = start = base::max(array_until_, bus_free) + part.t_cache_busy;
        sense_is_cached_ = true;
    }
    Picoseconds time = part.t_read;
    if (read.retries > 0) time += part.read_retry;
    array_ = Array::reading;
    array_op_ = op;
    array_until_ = start + time;
    count_bus(read, part.command_overhead, {});
    count_array(read, time);
    ++shared_.stats.reads;
    if (sense_is_cached_) ++shared_.stats.cached_reads;
    if (read.retries == 0)
        shared_.stats.array_wait += at - read.submitted;
    else
        shared_.stats.retry_array_time += time;
    return bus_free;
}

Picoseconds FlashDie::data_out(Picoseconds at) {
    const FlashPart& part = shared_.part;
    if (cache_ == no_op) {
        cache_ = array_op_;
        cache_ready_ = sensed_ready();
        array_ = Array::idle;
    }
    const OpIndex op = cache_;
    OpState& read = state(op);
    const bool first = read.to_move == read.attempt;
    const Picoseconds overhead = first ? part.data_out_setup : part.plane_change;
    const Picoseconds bus_free = at + overhead + shared_.transfer;
    if (first) shared_.stats.bus_wait += at - cache_ready_;
    const std::uint32_t page = read.to_move & (~read.to_move + 1);  // its lowest bit
    read.to_move ^= page;
    count_bus(read, overhead, shared_.transfer);
    ++shared_.stats.pages_read;
    shared_.stats.bytes_out += base::Bytes{part.page_bytes};
    if (read.op.origin == FlashOrigin::garbage_collection) ++shared_.stats.gc_pages_read;

    const bool failed = page_fails(read, static_cast<std::uint32_t>(__builtin_ctz(page)));
    if (failed) read.failed |= page;
    if (read.to_move == 0) {
        cache_ = no_op;
        if (read.failed != 0) sense_again(op, bus_free + part.controller_latency);
    }
    if (!failed) shared_.completions.page_arrived(op, bus_free + part.controller_latency);
    return bus_free;
}

bool FlashDie::page_fails(const OpState& read, std::uint32_t plane) {
    const FlashPart& part = shared_.part;
    const std::uint64_t block =
        (std::uint64_t{index_} * part.planes + read.op.plane + plane) * part.blocks + read.op.block;
    return shared_.failures.fails(block * part.pages + read.op.page);
}

void FlashDie::sense_again(OpIndex op, Picoseconds known) {
    OpState& read = state(op);
    base::require(read.retries < shared_.part.read_retry_limit, shared_.part.name,
                  fmt::format("die {}, plane {} on, block {}, page {} still fails after {} repeated senses; "
                              "read_retry_limit is {}",
                              index_, read.op.plane, read.op.block, read.op.page, read.retries,
                              shared_.part.read_retry_limit));
    ++read.retries;
    shared_.stats.page_retries += static_cast<std::uint64_t>(__builtin_popcount(read.failed));
    read.attempt = read.to_move = read.failed;
    read.failed = 0;
    read.ready = known;
    retries_.push(shared_.pool, op);
}

Picoseconds FlashDie::erase(Picoseconds at) {
    const OpIndex op = writes_.pop(shared_.pool);
    const Picoseconds bus_free = at + shared_.part.command_overhead;
    count_bus(state(op), shared_.part.command_overhead, {});
    ++shared_.stats.erases;
    start_write(op, bus_free);
    return bus_free;
}

Picoseconds FlashDie::data_in(Picoseconds at) {
    const FlashPart& part = shared_.part;
    const OpIndex op = writes_.front();
    OpState& program = state(op);
    const Picoseconds overhead = filling_ ? part.plane_change : part.command_overhead;
    const Picoseconds bus_free = at + overhead + shared_.transfer;
    program.to_move &= program.to_move - 1;
    count_bus(program, overhead, shared_.transfer);
    ++shared_.stats.pages_programmed;
    shared_.stats.bytes_in += base::Bytes{part.page_bytes};
    if (program.op.origin == FlashOrigin::garbage_collection) ++shared_.stats.gc_pages_programmed;
    filling_ = program.to_move != 0;
    if (filling_) return bus_free;
    writes_.pop(shared_.pool);
    ++shared_.stats.programs;
    if (array_ == Array::writing) {
        loaded_ = op;
        loaded_at_ = bus_free;
    } else {
        start_write(op, bus_free);
    }
    return bus_free;
}

void FlashDie::start_write(OpIndex op, Picoseconds start) {
    remaining_ = is_program(op) ? shared_.part.t_program : shared_.part.t_erase;
    array_ = Array::writing;
    array_op_ = op;
    array_until_ = start + remaining_;
    count_array(state(op), remaining_);
}

void FlashDie::count_bus(const OpState& op, Picoseconds overhead, Picoseconds data) {
    FlashBusTime& bus = shared_.stats.bus[index_ % shared_.part.channels];
    if (op.op.origin == FlashOrigin::garbage_collection) {
        bus.collection += overhead + data;
    } else if (op.retries > 0) {
        bus.retry += overhead + data;
    } else {
        bus.overhead += overhead;
        bus.data += data;
    }
}

void FlashDie::count_array(const OpState& op, Picoseconds time) {
    shared_.stats.die_busy[index_] += time;
    if (op.op.origin == FlashOrigin::garbage_collection) shared_.stats.gc_array_time += time;
}

}  // namespace pamsim::memory
