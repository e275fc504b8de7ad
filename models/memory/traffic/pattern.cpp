#include "memory/traffic/pattern.h"

#include "base/invariant.h"

namespace pamsim::memory {

AccessPattern::AccessPattern(const Traffic& traffic, std::uint64_t size)
    : traffic_(traffic),
      size_(size),
      write_position_(size / 2),
      places_(traffic.seed, "memory traffic, places"),
      kinds_(traffic.seed, "memory traffic, reads and writes") {
    traffic_.stride %= size;
}

std::uint64_t AccessPattern::stepped(std::uint64_t& at, std::uint64_t step) const {
    const std::uint64_t here = at;
    at = at >= size_ - step ? at - (size_ - step) : at + step;
    return here;
}

PatternAccess AccessPattern::next() {
    const double ratio = traffic_.write_ratio;
    const bool write = ratio >= 1 || (ratio > 0 && kinds_.uniform() < ratio);
    switch (traffic_.pattern) {
        case Pattern::stream:
            return {stepped(position_, 1 % size_), write};
        case Pattern::random:
            return {places_.below(size_), write};
        case Pattern::strided:
            return {stepped(position_, traffic_.stride), write};
        case Pattern::mixed:
            return {stepped(write ? write_position_ : position_, 1 % size_), write};
        case Pattern::pingpong:
            break;
    }
    throw base::InvariantError("memory traffic", "this pattern has no order of its own");
}

}  // namespace pamsim::memory
