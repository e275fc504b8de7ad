// Time and traffic of one layer's local attention on one owner's share of a level.
#pragma once

#include <cstdint>

namespace pamsim::pim {

struct AttentionCost {
    double local_s = 0;             ///< q in, K pass, softmax, V pass on the slowest domain
    double reduction_s = 0;         ///< partials out over the device bus and RU merges not hidden behind it
    double latency_s = 0;           ///< fixed per layer: first tR, command, synchronisation
    std::int64_t useful_bytes = 0;  ///< K and V of active tokens
    std::int64_t read_bytes = 0;    ///< K and V fetched at least once: slots, rows or pages touched
    std::int64_t cell_read_bytes = 0;  ///< with repeated passes over the same columns
    std::int64_t row_activations = 0;
    std::int64_t pages_read = 0;
    std::int64_t partial_bytes = 0;  ///< (O, m, l) moved to the RUs
    std::int64_t score_bytes = 0;    ///< scores and probabilities moved to a central softmax unit and back

    double total_s() const { return local_s + reduction_s + latency_s; }
};

}  // namespace pamsim::pim
