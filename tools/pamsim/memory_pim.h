// `pamsim memory` with attention in the part's own units: --pattern pim, and mixed with ordinary accesses.
#pragma once

#include <cstdint>
#include <optional>

#include "base/config.h"
#include "memory/traffic/dram_traffic.h"
#include "system/results.h"

namespace pamsim::tools {

/// One layer's decode-attention of one sequence.
struct PimRequest {
    std::uint32_t heads, kv_heads, tokens, head_dim;
    double keep_ratio;
    bool scattered;  ///< every token in a bank group drawn at random
    std::uint64_t seed;
};

/// `root`: a DRAM part with a `pim` group. Throws base::ConfigError when the heads do not fit the units.
/// Losses are those of the units' column slots; bytes are what all banks gave to their units.
memory::PartRun run_pim(const base::ConfigNode& root, const PimRequest& request, bool fast);
/// What the attention needs of K and V, and how much more lockstep and scattered tokens make it fetch.
system::Json pim_traffic(const base::ConfigNode& root, const PimRequest& request);
/// The attention beside accesses that keep the queues full.
memory::MixedRun run_pim_mixed(const base::ConfigNode& root, const PimRequest& request,
                               const memory::Traffic& traffic);

}  // namespace pamsim::tools
