// One decode-attention of a fixed batch, level by level, on the machine of a platform.
#pragma once

#include <cstdint>
#include <vector>

#include "host/breakdown.h"
#include "system/machine.h"

namespace pamsim::system {

/// Times are of one decode step: every microbatch through all layers of a stage (stages work at the same
/// time).
struct AttentionReport {
    base::Picoseconds latency{0};
    host::Breakdown parts;
    struct Level {
        std::string name;
        std::int64_t tokens = 0, sequences = 0;
        base::Picoseconds busy{0};    ///< q in to partials out, this level's own work
        pim::LevelCounters counters;  ///< of one owner
        double peak_bytes_per_s = 0;  ///< of all owners
        std::int64_t block_tokens = 0;
    };
    std::vector<Level> levels;
};

/// Places `batch` sequences of `context` tokens top level first and attends once. Throws base::ConfigError
/// when they do not fit. Runs the SystemC kernel: once per process.
AttentionReport attend_once(Machine& machine, std::uint32_t batch, std::uint32_t context);

}  // namespace pamsim::system
