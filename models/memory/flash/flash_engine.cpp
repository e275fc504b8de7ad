#include "memory/flash/flash_engine.h"

#include <fmt/format.h>

#include "base/invariant.h"

namespace pamsim::memory {

using base::Picoseconds;

FlashEngine::FlashEngine(const FlashPart& part, const FlashEngineOptions& options)
    : part_(part),
      failures_(part, options.seed),
      pus_(options.pus_per_channel ? part.channels : 1, options.pus),
      completions_(pool_, pus_, options.pus_per_channel ? part.channels : 1) {
    stats_.bus.resize(part.channels);
    stats_.die_busy.resize(part.all_dies());
    const FlashShared shared{part_,  part.transfer_time(), pool_,        failures_,
                             stats_, completions_,         options.trace};
    channels_.reserve(part.channels);
    for (std::uint32_t channel = 0; channel < part.channels; ++channel)
        channels_.emplace_back(shared, channel);
}

void FlashEngine::check(const FlashOp& op, Picoseconds now) const {
    base::require(now >= now_, part_.name,
                  fmt::format("an operation is submitted at {} ps, and commands are granted up to {} ps",
                              now.value(), now_.value()));
    const bool inside = op.die < part_.all_dies() && op.planes >= 1 && op.plane + op.planes <= part_.planes &&
                        op.block < part_.blocks && op.page < part_.pages;
    base::require(inside, part_.name,
                  fmt::format("an operation on die {}, planes {} to {}, block {}, page {} is outside {} dies "
                              "of {} planes, {} blocks, {} pages",
                              op.die, op.plane, op.plane + op.planes, op.block, op.page, part_.all_dies(),
                              part_.planes, part_.blocks, part_.pages));
}

OpIndex FlashEngine::take(const FlashOp& op, Picoseconds now) {
    check(op, now);
    const OpIndex index = pool_.take();
    OpState& state = pool_[index];
    state.op = op;
    state.submitted = state.ready = now;
    state.serial = submitted_++;
    state.attempt = state.to_move = (1U << op.planes) - 1;
    state.outstanding = op.planes;
    return index;
}

void FlashEngine::submit(const FlashOp& op, Picoseconds now) {
    const OpIndex index = take(op, now);
    FlashChannel& channel = channels_[op.die % part_.channels];
    channel.advance(now);  // decisions before `now` know nothing of this operation
    channel.submit(index);
}

void FlashEngine::submit_buffered(const FlashOp& op, Picoseconds now) {
    const OpIndex index = take(op, now);
    for (std::uint32_t page = 0; page < op.planes; ++page)
        completions_.page_arrived(index, now + part_.controller_latency);
}

void FlashEngine::advance(Picoseconds limit) {
    for (FlashChannel& channel : channels_) channel.advance(limit);
    completions_.serve_pus(limit);
    now_ = base::max(now_, limit);
}

std::optional<Picoseconds> FlashEngine::completion_bound() {
    Picoseconds bound = completions_.bound().value_or(never);
    for (FlashChannel& channel : channels_) bound = base::min(bound, channel.completion_bound());
    if (bound == never) return std::nullopt;
    return bound;
}

void FlashEngine::drain() {
    for (FlashChannel& channel : channels_) channel.advance(never);
    completions_.serve_pus(never);
    now_ = base::max(now_, completions_.last());
}

}  // namespace pamsim::memory
