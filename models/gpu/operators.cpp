#include "gpu/operators.h"

#include <algorithm>

#include "base/units.h"

namespace pamsim::gpu {

Operators::Operators(const workload::ModelShape& model, std::uint32_t tp)
    : model_(model),
      tp_(tp),
      query_heads_(static_cast<std::uint32_t>(base::ceil_div(model.heads, tp))),
      kv_heads_(static_cast<std::uint32_t>(base::ceil_div(model.kv_heads, tp))) {}

/// [tokens, in] x [in, out]: weights read once, activations read and written once.
Work Operators::gemm(std::int64_t tokens, std::int64_t in, std::int64_t out) const {
    const double flops =
        2.0 * static_cast<double>(tokens) * static_cast<double>(in) * static_cast<double>(out);
    return {flops, (in * out + tokens * (in + out)) * model_.bytes_per_value, 1};
}

/// K and V of one layer on one GPU.
std::int64_t Operators::kv_bytes(std::int64_t tokens) const {
    return tokens * 2 * kv_heads_ * model_.head_dim * model_.bytes_per_value;
}

Work Operators::before_attention(std::int64_t tokens, std::int64_t kv_tokens) const {
    const std::int64_t out = std::int64_t{query_heads_ + 2 * kv_heads_} * model_.head_dim;
    const Work norm{0, 2 * tokens * model_.hidden * model_.bytes_per_value, 1};
    const Work cache{0, 0, 0, kv_bytes(kv_tokens)};  // by the projection's epilogue, no launch of its own
    return norm + gemm(tokens, model_.hidden, out) + cache;
}

Work Operators::after_attention(std::int64_t tokens) const {
    const std::int64_t width = base::ceil_div(model_.ffn, tp_);
    Work sum = gemm(tokens, std::int64_t{query_heads_} * model_.head_dim, model_.hidden);
    sum = sum + Work{0, 4 * tokens * model_.hidden * model_.bytes_per_value, 1};  // residual and norm
    sum = sum + gemm(tokens, model_.hidden, width * (model_.ffn_matrices - 1));   // up, or gate and up fused
    sum = sum + Work{0, tokens * width * model_.ffn_matrices * model_.bytes_per_value, 1};  // activation
    return sum + gemm(tokens, width, model_.hidden);
}

Work Operators::logits(std::int64_t tokens) const {
    return gemm(tokens, model_.hidden, base::ceil_div(model_.vocab, tp_)) +
           Work{0, tokens * base::ceil_div(model_.vocab, tp_) * model_.bytes_per_value, 1};
}

Work Operators::prefill_attention(std::int64_t tokens, double squared) const {
    // q k^T and p v over the lower triangle: 2 products x 2 FLOP x n^2 / 2 per head value.
    const double flops = 2.0 * query_heads_ * model_.head_dim * squared;
    const std::int64_t values = std::int64_t{2 * query_heads_ + 2 * kv_heads_} * model_.head_dim;
    return {flops, tokens * values * model_.bytes_per_value, 1};
}

Work Operators::decode_attention(std::int64_t kv_tokens, std::int64_t staged_tokens) const {
    const double flops = 4.0 * query_heads_ * model_.head_dim * static_cast<double>(kv_tokens);
    return {flops, kv_bytes(kv_tokens + staged_tokens), 1};
}

std::int64_t Operators::layer_weight_bytes() const {
    const std::int64_t attention =
        std::int64_t{2 * query_heads_ + 2 * kv_heads_} * model_.head_dim * model_.hidden;
    const std::int64_t ffn =
        std::int64_t{model_.ffn_matrices} * model_.hidden * base::ceil_div(model_.ffn, tp_);
    return (attention + ffn + 2 * model_.hidden) * model_.bytes_per_value;
}

std::int64_t Operators::activation_bytes(std::int64_t tokens) const {
    const std::int64_t qkv = std::int64_t{query_heads_ + 2 * kv_heads_} * model_.head_dim;
    const std::int64_t values = 2 * std::int64_t{model_.hidden} + qkv + 2 * base::ceil_div(model_.ffn, tp_);
    return tokens * values * model_.bytes_per_value;
}

}  // namespace pamsim::gpu
