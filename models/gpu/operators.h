// What one GPU computes for the transformer's operators: floating-point work, bytes of its own memory,
// kernels.
#pragma once

#include <cstdint>

#include "workload/model_shape.h"

namespace pamsim::gpu {

/// Work of a group of kernels on one GPU.
struct Work {
    double flops = 0;
    std::int64_t memory_bytes = 0;
    std::uint32_t kernels = 0;
    std::int64_t kv_bytes =
        0;  ///< new K and V written to the cache in the GPU's memory, besides memory_bytes

    friend Work operator+(const Work& a, const Work& b) {
        return {a.flops + b.flops, a.memory_bytes + b.memory_bytes, a.kernels + b.kernels,
                a.kv_bytes + b.kv_bytes};
    }
};

/// Operators of a decoder with tensor parallelism over `tp` GPUs: heads and the feed-forward width are split,
/// norms and the residual stream are replicated. KV-heads are replicated when there are fewer than GPUs.
class Operators {
public:
    Operators(const workload::ModelShape& model, std::uint32_t tp);

    std::uint32_t query_heads() const { return query_heads_; }  ///< of one GPU
    std::uint32_t kv_heads() const { return kv_heads_; }        ///< of one GPU

    /// Norm and the q, k, v projections of one layer over `tokens`. The projection leaves k and v among the
    /// activations; those of `kv_tokens` of them are written to the cache in the GPU's own memory as well.
    Work before_attention(std::int64_t tokens, std::int64_t kv_tokens) const;
    /// Output projection, norm and feed-forward of one layer.
    Work after_attention(std::int64_t tokens) const;
    /// Final norm, logits and sampling for `tokens` next tokens.
    Work logits(std::int64_t tokens) const;
    /// Causal attention of one layer over prompts whose squared lengths sum to `squared`, tokens to `tokens`.
    Work prefill_attention(std::int64_t tokens, double squared) const;
    /// Decode attention of one layer on the GPU over `kv_tokens` of KV in all, of which `staged_tokens` came
    /// over a link and were written to the GPU's memory before they are read.
    Work decode_attention(std::int64_t kv_tokens, std::int64_t staged_tokens) const;

    /// Weights one GPU holds of one layer.
    std::int64_t layer_weight_bytes() const;
    /// Activations of one GPU for a batch of `tokens`: residual stream twice, q, k, v, the widest
    /// feed-forward pair.
    std::int64_t activation_bytes(std::int64_t tokens) const;

private:
    Work gemm(std::int64_t tokens, std::int64_t in, std::int64_t out) const;
    std::int64_t kv_bytes(std::int64_t tokens) const;

    workload::ModelShape model_;
    std::uint32_t tp_, query_heads_, kv_heads_;
};

}  // namespace pamsim::gpu
