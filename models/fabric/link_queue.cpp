#include "fabric/link_queue.h"

#include "base/invariant.h"

namespace pamsim::fabric {

base::Picoseconds LinkQueue::occupancy(std::int64_t bytes, std::uint32_t repeat) const {
    return base::picoseconds(static_cast<double>(bytes) / part_.bytes_per_s()) * repeat;
}

void LinkQueue::occupy(base::Picoseconds asked, base::Picoseconds start, std::int64_t bytes,
                       std::uint32_t repeat) {
    base::require(start >= free_at_ && start >= asked, name_, "a transfer started before its turn");
    const base::Picoseconds time = occupancy(bytes, repeat);
    free_at_ = start + time;
    counters_.bytes += bytes * repeat;
    counters_.busy += time;
    counters_.waited += start - asked;
    counters_.longest_wait = base::max(counters_.longest_wait, start - asked);
    ++counters_.transfers;
}

}  // namespace pamsim::fabric
