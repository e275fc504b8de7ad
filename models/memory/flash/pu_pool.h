// The controller's PUs: pages arrive by DMA in time order and take the PU that is free first.
#pragma once

#include <cstdint>
#include <queue>
#include <vector>

#include "base/units.h"

namespace pamsim::memory {

/// Pages wait for a PU in the controller's DRAM, without limit; `most_waiting` says how many did.
class PuPool {
public:
    /// `groups`: 1 when any PU takes any page, the number of channels when each channel has its own.
    PuPool(std::uint32_t groups, std::uint32_t pus_per_group);

    /// When the PU that takes the page is done. `arrival` never goes back.
    base::Picoseconds serve(std::uint32_t group, base::Picoseconds arrival, base::Picoseconds time);

    base::Picoseconds busy() const { return busy_; }  ///< summed over the PUs
    base::Picoseconds wait() const { return wait_; }  ///< summed over the pages: arrival to start
    std::uint64_t pages() const { return pages_; }
    std::size_t most_waiting() const { return most_waiting_; }

private:
    using Earliest = std::priority_queue<std::int64_t, std::vector<std::int64_t>, std::greater<>>;
    std::vector<Earliest> free_at_;  ///< per group: ps at which each PU is free
    Earliest starts_;                ///< of pages that have arrived and had to wait
    base::Picoseconds busy_{}, wait_{};
    std::uint64_t pages_ = 0;
    std::size_t most_waiting_ = 0;
};

}  // namespace pamsim::memory
