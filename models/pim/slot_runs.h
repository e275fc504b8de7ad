// Slots of a domain, row by row or batch by batch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pamsim::pim {

/// Calls body(from, to) for the ascending `slots` [first, last) of every row or batch of `most` slots.
template <class Body>
void each_run(const std::vector<std::uint32_t>& slots, std::size_t first, std::size_t last,
              std::uint32_t most, Body body) {
    while (first < last) {
        std::size_t end = first;
        while (end < last && slots[end] / most == slots[first] / most) ++end;
        body(first, end);
        first = end;
    }
}

}  // namespace pamsim::pim
