#include "memory/flash/pu_pool.h"

#include <algorithm>
#include <functional>

#include "base/invariant.h"

namespace pamsim::memory {

PuPool::PuPool(std::uint32_t groups, std::uint32_t pus_per_group) : free_at_(groups) {
    for (Earliest& group : free_at_)
        for (std::uint32_t pu = 0; pu < pus_per_group; ++pu) group.push(0);
}

base::Picoseconds PuPool::serve(std::uint32_t group, base::Picoseconds arrival, base::Picoseconds time) {
    Earliest& pus = free_at_.at(group);
    base::require(!pus.empty(), "PuPool", "a page for a PU, and the controller has none");
    const base::Picoseconds start = base::max(arrival, base::Picoseconds{pus.top()});
    pus.pop();
    const base::Picoseconds done = start + time;
    pus.push(done.value());
    while (!starts_.empty() && starts_.top() <= arrival.value()) starts_.pop();
    if (start > arrival) {
        starts_.push(start.value());
        most_waiting_ = std::max(most_waiting_, starts_.size());
    }
    busy_ += time;
    wait_ += start - arrival;
    ++pages_;
    return done;
}

}  // namespace pamsim::memory
