// Bytes and steps of a collective on each GPU's link.
#pragma once

#include <cstdint>

namespace pamsim::fabric {

/// Ring all-reduce of `bytes` over n GPUs: every GPU sends 2 (n-1)/n of them (reduce-scatter and all-gather).
constexpr std::int64_t all_reduce_bytes(std::int64_t bytes, std::uint32_t n) {
    return n <= 1 ? 0 : 2 * bytes * (n - 1) / n;
}

/// Reduce-scatter, then all-gather: each passes n - 1 neighbours.
constexpr std::uint32_t ring_steps(std::uint32_t n) {
    return n <= 1 ? 0 : 2 * (n - 1);
}

}  // namespace pamsim::fabric
