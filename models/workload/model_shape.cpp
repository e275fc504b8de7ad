#include "workload/model_shape.h"

#include <filesystem>

#include "workload/limits.h"
#include "workload/text_file.h"

namespace pamsim::workload {
namespace {

std::uint32_t size(const base::ConfigNode& node, const std::string& key, std::uint64_t max,
                   const std::string& doc) {
    base::UintRule rule;
    rule.doc = doc;
    rule.min = 1;
    rule.max = max;
    return static_cast<std::uint32_t>(node.uint(key, rule));
}

}  // namespace

std::int64_t ModelShape::kv_bytes_per_token_layer() const {
    return 2LL * kv_heads * head_dim * bytes_per_value;
}

std::int64_t ModelShape::kv_bytes_per_token() const {
    return layers * kv_bytes_per_token_layer();
}

std::int64_t ModelShape::layer_params() const {
    const std::int64_t width = hidden;
    const std::int64_t query_and_output = 2 * width * heads * head_dim;
    const std::int64_t key_and_value = 2 * width * kv_heads * head_dim;
    const std::int64_t feed_forward = width * ffn_matrices * ffn;
    const std::int64_t norms = 2 * width;
    return query_and_output + key_and_value + feed_forward + norms;
}

std::int64_t ModelShape::embedding_params() const {
    return static_cast<std::int64_t>(vocab) * hidden * (tied_embeddings ? 1 : 2);
}

std::int64_t ModelShape::total_params() const {
    const std::int64_t final_norm = hidden;
    return layers * layer_params() + embedding_params() + final_norm;
}

std::int64_t ModelShape::weight_bytes() const {
    return total_params() * bytes_per_value;
}

ModelShape read_model_shape(const base::ConfigNode& node) {
    ModelShape shape;
    shape.name = node.text("name", {"name of the model in reports"});
    shape.source = node.text("source", {"where the shape was taken from"});
    shape.layers = size(node, "layers", kMaxLayers, "decoder layers");
    shape.hidden = size(node, "hidden", kMaxHidden, "width of the residual stream, in values");
    shape.heads = size(node, "heads", kMaxHeads, "query heads of one layer");
    shape.kv_heads = size(node, "kv_heads", kMaxHeads, "key and value heads of one layer; divides heads");
    shape.head_dim = size(node, "head_dim", kMaxHeadDim, "values of one head");
    shape.ffn = size(node, "ffn", kMaxFfn, "inner width of the feed-forward network, in values");
    shape.ffn_matrices = static_cast<std::uint32_t>(node.uint(
        "ffn_matrices", {"matrices of the feed-forward network: 2 (up, down) or 3 (gate, up, down)", 2, 3}));
    shape.vocab = size(node, "vocab", kMaxVocab, "rows of the embedding table");
    shape.max_context_tokens = size(node, "max_context_tokens", kMaxContextTokens,
                                    "longest request, input and output together, in tokens");
    shape.tied_embeddings =
        node.flag("tied_embeddings", {"the output projection is the embedding table", false});
    shape.bytes_per_value = static_cast<std::uint32_t>(
        node.uint("bytes_per_value", {"bytes of a weight, an activation and a KV value", 1, 4, 2}));
    const auto dtype = node.word(
        "dtype", {"format of two-byte weights, activations and KV values", {"fp16", "bf16"}, "fp16"});
    shape.dtype = dtype == "bf16" ? Dtype::bf16 : Dtype::fp16;
    if (shape.heads % shape.kv_heads != 0) {
        node.fail("kv_heads", "found '" + std::to_string(shape.kv_heads) +
                                  "', allowed is a divisor of heads, which is " +
                                  std::to_string(shape.heads));
    }
    node.finish();
    return shape;
}

ModelShape read_model_shape(const std::string& typed) {
    if (std::filesystem::path(typed).extension() == ".json") {
        return parse_huggingface_config(read_text_file(typed, "model"), typed);
    }
    return read_model_shape(base::Document::load(base::find_file(typed, "model").string()).root());
}

}  // namespace pamsim::workload
