#include "memory/flash/completions.h"

#include <functional>

namespace pamsim::memory {

using base::Picoseconds;

void FlashCompletions::page_arrived(OpIndex op, Picoseconds at) {
    if (pool_[op].op.pu_time_per_page > Picoseconds{0})
        for_pus_.push({at.value(), pool_[op].serial, op});
    else
        page_done(op, at);
}

void FlashCompletions::page_done(OpIndex op, Picoseconds at) {
    OpState& state = pool_[op];
    state.done = base::max(state.done, at);
    if (--state.outstanding == 0) op_done(op, state.done);
}

void FlashCompletions::op_done(OpIndex op, Picoseconds at) {
    pool_[op].done = at;
    last_ = base::max(last_, at);
    done_.push({at.value(), pool_[op].serial, op});
}

void FlashCompletions::serve_pus(Picoseconds limit) {
    while (!for_pus_.empty() && for_pus_.top().at <= limit.value()) {
        const Arrival arrival = for_pus_.top();
        for_pus_.pop();
        const FlashOp& op = pool_[arrival.op].op;
        page_done(arrival.op, pus_.serve(op.die % pu_groups_, Picoseconds{arrival.at}, op.pu_time_per_page));
    }
}

std::optional<FlashCompletion> FlashCompletions::next(Picoseconds limit) {
    if (done_.empty() || done_.top().at > limit.value()) return std::nullopt;
    const OpIndex index = done_.top().op;
    done_.pop();
    const OpState& state = pool_[index];
    const FlashCompletion completion{state.op.tag,  state.op.command, state.op.origin,
                                     state.retries, state.submitted,  state.done};
    pool_.give_back(index);
    return completion;
}

std::optional<Picoseconds> FlashCompletions::bound() const {
    std::optional<Picoseconds> bound;
    if (!done_.empty()) bound = Picoseconds{done_.top().at};
    if (!for_pus_.empty()) {
        const Arrival& arrival = for_pus_.top();
        const Picoseconds page = Picoseconds{arrival.at} + pool_[arrival.op].op.pu_time_per_page;
        bound = bound ? base::min(*bound, page) : page;
    }
    return bound;
}

}  // namespace pamsim::memory
