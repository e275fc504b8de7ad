// One channel: its dies and the bus that they share for commands and data.
#pragma once

#include <optional>
#include <vector>

#include "memory/flash/die.h"

namespace pamsim::memory {

/// Whenever the bus is free it goes to a request that is ready, in the order of BusAction; among equals to
/// the operation submitted first. A request is chosen with what is known at that time, never earlier.
class FlashChannel {
public:
    FlashChannel(const FlashShared& shared, std::uint32_t channel);

    void submit(OpIndex op);
    /// Grants the bus for every decision before `limit`; ends programs and erases done by then.
    void advance(base::Picoseconds limit);
    /// No completion of this channel, through what it holds now, is before this time.
    base::Picoseconds completion_bound();

private:
    FlashDie& die_of(OpIndex op) { return dies_[shared_.pool[op].op.die / shared_.part.channels]; }
    bool allowed(const BusRequest& request) const;
    const BusRequest* best_at(base::Picoseconds at) const;
    void change(std::size_t die);
    void decide();
    void load();

    FlashShared shared_;
    std::vector<FlashDie> dies_;
    std::vector<BusRequests> requests_;  ///< per die, as of its last change
    base::Picoseconds bus_free_{}, next_decision_;
    base::Picoseconds next_load_;             ///< when a die begins a program that it had loaded
    std::optional<base::Picoseconds> bound_;  ///< worked out when asked for
    std::uint64_t reads_submitted_ = 0, next_sense_ = 0, next_data_ = 0;  ///< for reads kept in their order
};

}  // namespace pamsim::memory
