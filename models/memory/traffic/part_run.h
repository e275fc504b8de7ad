// What a memory part did alone under a pattern of accesses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "memory/traffic/latency_histogram.h"

namespace pamsim::memory {

struct PartRun {
    struct Count {
        std::string name;
        std::uint64_t count;
    };
    struct Share {
        std::string name;
        double share;
    };

    double duration_s = 0;        ///< until the last byte of the last access
    std::uint64_t bytes = 0;      ///< over the data buses
    std::uint64_t forwarded = 0;  ///< reads answered by a write that waited; they move nothing over a bus
    double peak_bytes_per_s = 0;
    std::optional<double> mean_latency_s;
    double latency_unit_s = 0;   ///< of `latencies`, which closed forms leave empty
    LatencyHistogram latencies;  ///< from submission to the last byte
    std::vector<Count> commands;
    std::vector<Share> lost;  ///< of the data buses' time at peak; with fraction_of_peak() they sum to 1

    double bytes_per_s() const { return static_cast<double>(bytes) / duration_s; }
    double fraction_of_peak() const { return bytes_per_s() / peak_bytes_per_s; }
};

}  // namespace pamsim::memory
