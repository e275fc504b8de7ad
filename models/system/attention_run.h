// One decode-attention of a fixed batch, level by level, on the machine of a platform.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/breakdown.h"
#include "system/machine.h"
#include "system/value_run.h"

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
        std::uint64_t pu_cycles = 0, ru_cycles = 0;  ///< values on: of all units of all owners
    };
    std::vector<Level> levels;
    struct Values {
        std::string output_sha256;
        ValueErrors errors;
    };
    std::optional<Values> values;
};

/// Places `batch` sequences of `context` tokens top level first and attends once. Throws base::ConfigError
/// when they do not fit, or when the machine's values are on and it cannot compute them. Runs the SystemC
/// kernel: once per process.
AttentionReport attend_once(Machine& machine, std::uint32_t batch, std::uint32_t context);

}  // namespace pamsim::system
