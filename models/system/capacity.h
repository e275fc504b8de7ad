// What occupies a level: capacity = weights + activations + stream buffers + metadata + reserve + KV, each
// reported.
#pragma once

#include <cstdint>
#include <vector>

#include "system/platform.h"
#include "workload/model_shape.h"

namespace pamsim::system {

/// All in bytes of the whole node. KV is what is left, in whole blocks.
struct LevelCapacity {
    std::int64_t total = 0, weights = 0, activations = 0, stream_buffers = 0, labels = 0, metadata = 0,
                 reserve = 0, kv = 0;
};

/// Weights and activations lie in the GPUs' own memory; the block tables lie in the host's reserve, which
/// they reduce. `batch_tokens` is the largest batch a GPU computes at once, `kv_block_bytes` of each level
/// decides the table's length. A model whose weights and activations leave no room throws base::ConfigError.
std::vector<LevelCapacity> share_out(const Platform& platform, const workload::ModelShape& model,
                                     std::int64_t batch_tokens,
                                     const std::vector<std::int64_t>& kv_block_bytes);

}  // namespace pamsim::system
