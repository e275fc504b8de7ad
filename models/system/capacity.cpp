#include "system/capacity.h"

#include <fmt/format.h>

#include <algorithm>

#include "gpu/operators.h"

namespace pamsim::system {
namespace {

constexpr std::int64_t kBlockTableEntryBytes =
    16;  // sequence, level, domain, group, block: 4 + 2 + 4 + 2 + 4

std::string size(std::int64_t bytes) {
    const bool large = bytes >= base::GiB.value();
    const auto unit = static_cast<double>(large ? base::GiB.value() : base::MiB.value());
    return fmt::format("{:.1f} {}", static_cast<double>(bytes) / unit, large ? "GiB" : "MiB");
}

std::int64_t taken(const LevelCapacity& share) {
    return share.weights + share.activations + share.stream_buffers + share.reserve;
}

}  // namespace

std::vector<LevelCapacity> share_out(const Platform& platform, const workload::ModelShape& model,
                                     std::int64_t batch_tokens,
                                     const std::vector<std::int64_t>& kv_block_bytes) {
    const gpu::Operators operators(model, platform.parallel.tp);
    std::vector<LevelCapacity> shares;
    std::int64_t table_bytes = 0;
    for (std::size_t i = 0; i < platform.levels.size(); ++i) {
        const LevelSpec& level = platform.levels[i];
        LevelCapacity share;
        share.total = level.capacity().value();
        share.reserve = level.reserve.value();
        if (kv_block_bytes[i] <= 0)
            throw base::ConfigError(level.mark, fmt::format("levels.{}", level.name),
                                    fmt::format("a row is shorter than one bank's part of a K vector of {}, "
                                                "allowed is a row that holds it",
                                                model.name));
        if (level.attach == Attach::gpu) {
            // Layers are split over stages and heads over GPUs; the embeddings are stored once per node.
            share.weights = operators.layer_weight_bytes() * model.layers * platform.parallel.tp +
                            (model.embedding_params() + model.hidden) * model.bytes_per_value;
            share.activations = operators.activation_bytes(batch_tokens) * platform.parallel.owners();
            if (platform.streams()) share.stream_buffers = platform.kv.stream_buffer.value() * platform.gpus;
            if (taken(share) > share.total)
                throw base::ConfigError(
                    level.mark, fmt::format("levels.{}", level.name),
                    fmt::format(
                        "{} needs {} for weights and {} for activations, allowed is at most {} ({} less a "
                        "reserve of {} and stream buffers of {})",
                        model.name, size(share.weights), size(share.activations),
                        size(share.total - share.reserve - share.stream_buffers), size(share.total),
                        size(share.reserve), size(share.stream_buffers)));
        }
        if (share.reserve > share.total)
            throw base::ConfigError(level.mark, fmt::format("levels.{}.reserve_bytes", level.name),
                                    fmt::format("found {}, allowed is at most the level's {}",
                                                size(share.reserve), size(share.total)));
        share.kv = platform.holds_kv(level) ? share.total - taken(share) : 0;
        table_bytes += share.kv / kv_block_bytes[i] * kBlockTableEntryBytes;
        shares.push_back(share);
    }
    for (std::size_t i = 0; i < platform.levels.size(); ++i) {
        if (platform.levels[i].attach != Attach::host) continue;
        shares[i].metadata = std::min(table_bytes, shares[i].reserve);
        shares[i].reserve -= shares[i].metadata;
        break;
    }
    return shares;
}

}  // namespace pamsim::system
