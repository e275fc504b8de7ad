// The shape of a transformer decoder: what decides its weight bytes, its KV bytes and the sizes of its
// operators.
#pragma once

#include <cstdint>
#include <string>

#include "base/config.h"

namespace pamsim::workload {

enum class Dtype { fp16, bf16 };

/// A decoder-only transformer, every layer alike, attention with `kv_heads` shared key and value heads (GQA
/// when fewer than `heads`). Counted parameters are the matrices, the norm scales and the embeddings; biases,
/// norm offsets and learned position embeddings are not (together at most 0.1 % of a shipped model). Not
/// modelled: mixtures of experts, sliding windows (the whole context is kept), latent attention, quantised
/// KV.
struct ModelShape {
    std::string name;
    std::uint32_t layers = 0;
    std::uint32_t hidden = 0;  ///< width of the residual stream, in values
    std::uint32_t heads = 0;   ///< query heads
    std::uint32_t kv_heads = 0;
    std::uint32_t head_dim = 0;      ///< values of one head; heads x head_dim need not be `hidden`
    std::uint32_t ffn = 0;           ///< inner width of the feed-forward network
    std::uint32_t ffn_matrices = 0;  ///< 2 (up, down) or 3 (gate, up, down)
    std::uint32_t vocab = 0;
    std::uint32_t max_context_tokens = 0;  ///< input and output of one request together
    bool tied_embeddings = false;          ///< the output projection is the embedding table
    std::uint32_t bytes_per_value = 2;     ///< weights, activations and KV alike
    Dtype dtype = Dtype::fp16;             ///< of two-byte values
    std::string source;

    std::uint32_t group() const { return heads / kv_heads; }  ///< query heads that share one KV head
    std::int64_t kv_bytes_per_token_layer() const;
    std::int64_t kv_bytes_per_token() const;
    std::int64_t layer_params() const;      ///< one layer: q, k, v, o, feed-forward, two norm scales
    std::int64_t embedding_params() const;  ///< the table, twice when the output projection is its own
    std::int64_t total_params() const;
    std::int64_t weight_bytes() const;
};

/// `typed` is a bare name of platforms/models, a path of such a YAML file, or a path that ends in .json: the
/// config.json of a Hugging Face checkpoint of the llama, mistral, qwen2, qwen3, opt or gpt2 family. Errors
/// are base::ConfigError sentences with file, key, what was found and what is allowed.
ModelShape read_model_shape(const std::string& typed);

/// The keys of a model file.
ModelShape read_model_shape(const base::ConfigNode& node);

/// A Hugging Face config.json given as text; `file` is for messages and, when the text has no name, for the
/// name.
ModelShape parse_huggingface_config(const std::string& text, const std::string& file);

}  // namespace pamsim::workload
