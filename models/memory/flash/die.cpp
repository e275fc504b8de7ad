// What a die wants from the bus.
#include "memory/flash/die.h"

namespace pamsim::memory {

using base::Picoseconds;

void FlashDie::submit(OpIndex op) {
    const FlashOp& asked = state(op).op;
    if (asked.command != FlashCommand::read)
        writes_.push(shared_.pool, op);
    else if (asked.origin == FlashOrigin::host || shared_.part.in_order)
        host_reads_.push(shared_.pool, op);
    else
        gc_reads_.push(shared_.pool, op);
}

BusRequests FlashDie::requests() const {
    BusRequests out;
    want_data_out(out);
    want_sense(out);
    want_suspend(out);
    want_resume(out);
    want_write(out);
    return out;
}

bool FlashDie::caching() const {
    return shared_.part.cache_read && suspended_ == no_op && loaded_ == no_op && array_ != Array::writing;
}

/// When nothing that the array has begun or loaded is left.
Picoseconds FlashDie::writes_end() const {
    if (loaded_ == no_op) return array_until_;
    return base::max(array_until_, loaded_at_) + shared_.part.t_program;
}

/// A failed read goes first where it is ready by then, always where reads keep their order.
OpIndex FlashDie::next_read(Picoseconds array_free) const {
    OpIndex op = host_reads_.empty() ? no_op : host_reads_.front();
    if (op == no_op && suspended_ == no_op && !gc_reads_.empty()) op = gc_reads_.front();
    if (retries_.empty()) return op;
    const OpIndex retry = retries_.front();
    if (op == no_op || shared_.part.in_order) return retry;
    return state(retry).ready <= base::max(array_free, state(op).ready) ? retry : op;
}

/// A cached sequence ends with 3Fh: its last page, too, is moved to the cache register.
Picoseconds FlashDie::sensed_ready() const {
    return sense_is_cached_ ? array_until_ + shared_.part.t_cache_busy : array_until_;
}

void FlashDie::want_data_out(BusRequests& out) const {
    if (cache_ != no_op)
        out.add({BusAction::data_out, cache_, cache_ready_, never});
    else if (array_ == Array::reading)
        out.add({BusAction::data_out, array_op_, sensed_ready(), never});
}

void FlashDie::want_sense(BusRequests& out) const {
    if (filling_ || !reads_wait()) return;
    Picoseconds free = array_until_;
    if (array_ == Array::writing) {
        free = writes_end();
    } else if (array_ == Array::reading) {
        if (cache_ != no_op || !caching()) return;
        if (sense_is_cached_) free = Picoseconds{0};
    } else if (cache_ != no_op && !caching()) {
        return;
    }
    const OpIndex op = next_read(free);
    if (op != no_op) out.add({BusAction::sense, op, base::max(free, state(op).ready), never});
}

void FlashDie::want_suspend(BusRequests& out) const {
    if (!shared_.part.suspend || filling_ || array_ != Array::writing || host_reads_.empty()) return;
    const Picoseconds latency =
        is_program(array_op_) ? shared_.part.t_program_suspend : shared_.part.t_erase_suspend;
    const Picoseconds last = array_until_ - latency - shared_.part.command_overhead - Picoseconds{1};
    const Picoseconds first = state(host_reads_.front()).ready;
    if (first <= last) out.add({BusAction::suspend, host_reads_.front(), first, last});
}

void FlashDie::want_resume(BusRequests& out) const {
    if (suspended_ == no_op || array_ != Array::idle || cache_ != no_op) return;
    if (host_reads_.empty() && retries_.empty())
        out.add({BusAction::resume, suspended_, array_until_, never});
}

void FlashDie::want_write(BusRequests& out) const {
    if (writes_.empty()) return;
    const OpIndex op = writes_.front();
    const BusAction action = is_program(op) ? BusAction::data_in : BusAction::erase;
    Picoseconds from = state(op).ready;
    if (!filling_) {
        if (reads_wait() || suspended_ != no_op || cache_ != no_op || array_ == Array::reading) return;
        const bool under_a_program = array_ == Array::writing && is_program(array_op_) && is_program(op) &&
                                     shared_.part.cache_program && loaded_ == no_op;
        if (!under_a_program) from = base::max(from, writes_end());
    }
    out.add({action, op, from, never});
}

Picoseconds FlashDie::completion_bound(const BusRequests& wanted, Picoseconds bus_free) const {
    const FlashPart& part = shared_.part;
    const Picoseconds out = part.data_out_setup + shared_.transfer + part.controller_latency;
    Picoseconds bound = array_ == Array::writing ? array_until_ : never;
    for (const BusRequest& request : wanted) {
        const Picoseconds at = base::max(bus_free, request.from);
        if (at > request.until) continue;
        Picoseconds rest = out;
        if (request.action == BusAction::sense) rest += part.command_overhead + part.t_read;
        if (request.action == BusAction::suspend) rest += part.command_overhead;
        if (request.action == BusAction::resume) rest = remaining_;
        if (request.action == BusAction::erase) rest = part.t_erase;
        if (request.action == BusAction::data_in) rest = part.t_program;
        bound = base::min(bound, at + rest);
    }
    return bound;
}

}  // namespace pamsim::memory
