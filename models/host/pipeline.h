// Time that pipeline stages wait for each other.
#pragma once

#include <cstdint>
#include <vector>

#include "base/units.h"

namespace pamsim::host {

/// A step (one token for everyone) on one of `pp` equal stages, whose microbatches took `times`: the stage is
/// busy for their sum, but a microbatch comes back only after it went through all stages, pp times its own
/// time. The step takes the larger of the two; this is what is added to the sum.
inline base::Picoseconds pipeline_bubble(const std::vector<base::Picoseconds>& times, std::uint32_t pp) {
    base::Picoseconds sum{0}, longest{0};
    for (const base::Picoseconds time : times) {
        sum += time;
        longest = base::max(longest, time);
    }
    return base::max(longest * pp - sum, base::Picoseconds{0});
}

}  // namespace pamsim::host
