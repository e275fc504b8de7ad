#include "memory/flash/channel.h"

namespace pamsim::memory {

using base::Picoseconds;

FlashChannel::FlashChannel(const FlashShared& shared, std::uint32_t channel)
    : shared_(shared), requests_(shared.part.dies), next_decision_(never), next_load_(never) {
    dies_.reserve(shared.part.dies);
    for (std::uint32_t die = 0; die < shared.part.dies; ++die)
        dies_.emplace_back(shared, die * shared.part.channels + channel);
}

void FlashChannel::submit(OpIndex op) {
    OpState& state = shared_.pool[op];
    if (state.op.command == FlashCommand::read) state.read_order = reads_submitted_++;
    die_of(op).submit(op);
    bus_free_ = base::max(bus_free_, state.submitted);  // what was decided before then stays
    change(state.op.die / shared_.part.channels);
}

void FlashChannel::advance(Picoseconds limit) {
    for (;;) {
        const Picoseconds next = base::min(next_decision_, next_load_);
        if (next == never || next > limit) break;
        if (next == next_load_)
            load();
        else if (next < limit)
            decide();
        else
            break;
    }
    for (FlashDie& die : dies_) {
        if (!die.writing() || die.array_until() > limit) continue;
        die.settle(limit);
        bound_.reset();
    }
}

void FlashChannel::decide() {
    const BusRequest request = *best_at(next_decision_);
    const OpState& state = shared_.pool[request.op];
    const std::uint32_t die = state.op.die / shared_.part.channels;
    if (request.action == BusAction::sense && state.read_order == next_sense_) ++next_sense_;
    const bool last_page = (state.to_move & (state.to_move - 1)) == 0;
    if (request.action == BusAction::data_out && last_page && state.retries == 0) ++next_data_;
    bus_free_ = dies_[die].grant(request, next_decision_);
    if (shared_.trace != nullptr)
        shared_.trace->push_back({request.action, state.op.die, state.op.tag, next_decision_, bus_free_});
    change(die);
}

void FlashChannel::load() {
    bus_free_ = base::max(bus_free_, next_load_);  // a suspend of the new program is not decided before it
    for (std::size_t die = 0; die < dies_.size(); ++die) {
        if (dies_[die].loads_at() != next_load_) continue;
        dies_[die].settle(next_load_);
        change(die);
        return;
    }
}

/// Whether reads that keep their order let this request through. A repeated read has lost its place.
bool FlashChannel::allowed(const BusRequest& request) const {
    if (!shared_.part.in_order || shared_.pool[request.op].retries > 0) return true;
    const std::uint64_t order = shared_.pool[request.op].read_order;
    if (request.action == BusAction::sense) return order <= next_sense_;
    if (request.action == BusAction::data_out) return order == next_data_;
    return true;
}

const BusRequest* FlashChannel::best_at(Picoseconds at) const {
    const BusRequest* best = nullptr;
    for (const BusRequests& of_die : requests_) {
        for (const BusRequest& request : of_die) {
            if (request.from > at || request.until < at || !allowed(request)) continue;
            const bool sooner = best == nullptr || request.action < best->action ||
                                (request.action == best->action &&
                                 shared_.pool[request.op].serial < shared_.pool[best->op].serial);
            if (sooner) best = &request;
        }
    }
    return best;
}

void FlashChannel::change(std::size_t changed) {
    requests_[changed] = dies_[changed].requests();
    bound_.reset();
    next_decision_ = next_load_ = never;
    for (std::size_t die = 0; die < dies_.size(); ++die) {
        next_load_ = base::min(next_load_, dies_[die].loads_at());
        for (const BusRequest& request : requests_[die]) {
            const Picoseconds at = base::max(bus_free_, request.from);
            if (at < next_decision_ && at <= request.until && allowed(request)) next_decision_ = at;
        }
    }
}

Picoseconds FlashChannel::completion_bound() {
    if (!bound_) {
        bound_ = never;
        for (std::size_t die = 0; die < dies_.size(); ++die)
            bound_ = base::min(*bound_, dies_[die].completion_bound(requests_[die], bus_free_));
    }
    return *bound_;
}

}  // namespace pamsim::memory
