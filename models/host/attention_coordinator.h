// Attention of one layer over all levels that hold tokens: PIM levels attend by themselves, the others stream
// to the GPU, and what the levels found is merged.
#pragma once

#include <cstdint>
#include <memory>
#include <systemc>
#include <vector>

#include "host/attention_arm.h"
#include "host/breakdown.h"
#include "host/kv_stream.h"
#include "host/level_link.h"
#include "kv/kv_cache.h"

namespace pamsim::host {

/// What the coordinator needs to know of one owner's heads.
struct AttentionTraffic {
    std::int64_t q_bytes_per_sequence;       ///< one layer
    std::int64_t output_bytes_per_sequence;  ///< (O, m, l) of the owner's query heads, one layer
    std::int64_t partials_per_sequence;      ///< query heads
    std::int64_t kv_bytes_per_token;         ///< one layer
};

/// With values on: the queries, and where the outputs go.
struct AskedValues {
    const protocol::AttentionQueries* queries = nullptr;
    protocol::AttentionOutputs* outputs = nullptr;
};

class AttentionCoordinator : public sc_core::sc_module {
public:
    AttentionCoordinator(const sc_core::sc_module_name& name, const std::vector<LevelLink>& links,
                         const AttentionTraffic& traffic, const kv::KvCache& cache);

    /// In the order of `links`; null where the level is not of that kind.
    AttentionArm* arm(std::size_t link) { return arms_[link].get(); }
    KvStream* stream(std::size_t link) { return streams_[link].get(); }

    /// Tokens of a microbatch that the GPU attends to: in its own memory, and streamed to it.
    struct GpuTokens {
        std::int64_t resident = 0, streamed = 0;
        std::int64_t all() const { return resident + streamed; }
    };
    GpuTokens gpu_tokens(std::uint32_t microbatch) const;

    /// Starts the streams that the next `repeat` layers need; they run beside the GPU's kernels.
    void begin_streams(std::uint32_t microbatch, std::uint32_t repeat);
    /// Waits for them; the time is links that compute did not hide.
    void join_streams(Breakdown& parts);

    /// Local attention of `repeat` layers on all PIM levels, and the merge over levels. Returns when done.
    /// Values need every token on a PIM level.
    void attend(std::uint32_t microbatch, std::uint32_t repeat, Breakdown& parts,
                const AskedValues& asked = {});

    std::size_t pending() const;
    std::uint64_t transactions() const;

private:
    /// Things under way, and the event of the last one's end.
    struct Join {
        int left = 0;
        sc_core::sc_event all_done;
        void one_done() {
            if (--left == 0) all_done.notify(sc_core::SC_ZERO_TIME);
        }
    };
    /// The levels that attend for a microbatch, and what the first PIM level has to merge beside its own.
    struct Share {
        std::vector<std::size_t> links;
        AttentionArm* merger = nullptr;
        std::int64_t foreign_partials = 0;
    };
    Share share_of(std::uint32_t microbatch) const;
    protocol::AttentionValues local_values(std::size_t link, const Share& share, const AskedValues& asked);
    protocol::AttentionValues merge_values(const Share& share, const AskedValues& asked) const;
    void wait_for(Join& join);

    std::vector<LevelLink> links_;
    AttentionTraffic traffic_;
    const kv::KvCache& cache_;
    std::vector<std::unique_ptr<AttentionArm>> arms_;
    std::vector<std::unique_ptr<KvStream>> streams_;
    std::vector<protocol::AttentionPartials> partials_;  ///< by link, of the attention under way
    Join arms_under_way_, streams_under_way_;
};

}  // namespace pamsim::host
