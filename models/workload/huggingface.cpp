// config.json of Hugging Face checkpoints: the same shape under the key names of each model family.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "workload/json_text.h"
#include "workload/limits.h"
#include "workload/model_shape.h"
#include "workload/text_file.h"

namespace pamsim::workload {
namespace {

/// Key names of one family; an empty name is a key the family does not have.
struct Family {
    std::string model_type;
    std::string layers, hidden, heads, kv_heads, head_dim, ffn, context;
    bool kv_heads_required;  ///< without it llama means "as many as heads", the others a number of their own
    std::uint32_t ffn_matrices;
    bool tied_by_default;
};

Family llama_like(const std::string& model_type, bool kv_heads_required) {
    return {model_type,
            "num_hidden_layers",
            "hidden_size",
            "num_attention_heads",
            "num_key_value_heads",
            "head_dim",
            "intermediate_size",
            "max_position_embeddings",
            kv_heads_required,
            3,
            false};
}

const std::vector<Family>& families() {
    static const std::vector<Family> all{
        llama_like("llama", false),
        llama_like("mistral", true),
        llama_like("qwen2", true),
        llama_like("qwen3", true),
        {"opt", "num_hidden_layers", "hidden_size", "num_attention_heads", "", "", "ffn_dim",
         "max_position_embeddings", false, 2, true},
        {"gpt2", "n_layer", "n_embd", "n_head", "", "", "n_inner", "n_positions", false, 2, true},
    };
    return all;
}

/// One config.json with the questions a shape asks of it.
class ConfigFile {
public:
    ConfigFile(const std::string& text, const std::string& file)
        : text_{text, file}, root_(text_.parse_object("a config.json")) {}

    const std::string& file() const { return text_.file; }
    [[noreturn]] void fail(const std::string& key, const std::string& message) const {
        text_.fail(key, message);
    }

    /// A null counts as absent, as it does for the library that writes these files.
    bool has(const std::string& key) const {
        return !key.empty() && root_.contains(key) && !root_[key].is_null();
    }
    std::uint32_t size(const std::string& key, std::uint32_t max) const {
        return static_cast<std::uint32_t>(text_.whole(root_, key, 1, max));
    }
    bool flag(const std::string& key, bool fallback) const {
        if (!has(key)) return fallback;
        if (!root_[key].is_boolean())
            fail(key, "found " + printable(root_[key].dump()) + ", allowed is true or false");
        return root_[key].get<bool>();
    }
    std::string text(const std::string& key) const {
        if (!has(key)) return "";
        if (!root_[key].is_string())
            fail(key, "found " + printable(root_[key].dump()) + ", allowed is a text");
        return root_[key].get<std::string>();
    }

private:
    JsonText text_;
    nlohmann::json root_;
};

const Family& family_of(const ConfigFile& config) {
    std::string type = config.text("model_type");
    // Hand-written files often leave the type out; one key of each family tells them apart.
    if (type.empty()) type = config.has("n_embd") ? "gpt2" : config.has("ffn_dim") ? "opt" : "llama";
    std::string known;
    for (const Family& family : families()) {
        if (family.model_type == type) return family;
        known += (known.empty() ? "" : ", ") + family.model_type;
    }
    config.fail("model_type", "found \"" + printable(type) + "\", allowed is one of " + known +
                                  " (write other models as a YAML file like those of platforms/models)");
}

/// What would make the shape a lie is refused; keys that only change arithmetic or positions are not our
/// business.
void refuse_what_is_not_modelled(const ConfigFile& config) {
    for (const std::string key : {"num_local_experts", "num_experts", "n_routed_experts"}) {
        if (config.has(key)) config.fail(key, "found a mixture of experts, allowed is a dense model");
    }
    if (config.has("word_embed_proj_dim") &&
        config.size("word_embed_proj_dim", kMaxHidden) != config.size("hidden_size", kMaxHidden)) {
        config.fail("word_embed_proj_dim",
                    "found a projected embedding, allowed is the same number as hidden_size");
    }
}

/// float32 checkpoints are served as float16, again as vLLM does; newer files leave the torch_ away.
Dtype dtype_of(const ConfigFile& config) {
    const std::string word = config.text(config.has("dtype") ? "dtype" : "torch_dtype");
    return word == "bfloat16" ? Dtype::bf16 : Dtype::fp16;
}

std::string name_of(const ConfigFile& config) {
    const std::filesystem::path named = config.text("_name_or_path");
    if (!named.filename().empty()) return named.filename().string();
    const std::filesystem::path file(config.file());
    const std::string folder = file.parent_path().filename().string();
    return file.stem() == "config" && !folder.empty() ? folder : file.stem().string();
}

void read_head_sizes(const ConfigFile& config, const Family& keys, ModelShape& shape) {
    shape.heads = config.size(keys.heads, kMaxHeads);
    const bool own_kv_heads = keys.kv_heads_required || config.has(keys.kv_heads);
    shape.kv_heads = own_kv_heads ? config.size(keys.kv_heads, kMaxHeads) : shape.heads;
    if (shape.heads % shape.kv_heads != 0) {
        config.fail(keys.kv_heads, "found " + std::to_string(shape.kv_heads) + ", allowed is a divisor of " +
                                       keys.heads + ", which is " + std::to_string(shape.heads));
    }
    if (config.has(keys.head_dim)) {
        shape.head_dim = config.size(keys.head_dim, kMaxHeadDim);
    } else if (shape.hidden % shape.heads == 0) {
        shape.head_dim = shape.hidden / shape.heads;
    } else {
        config.fail(keys.heads, "found " + std::to_string(shape.heads) + ", allowed is a divisor of " +
                                    keys.hidden + ", which is " + std::to_string(shape.hidden));
    }
}

}  // namespace

ModelShape parse_huggingface_config(const std::string& text, const std::string& file) {
    const ConfigFile config(text, file);
    const Family& keys = family_of(config);
    refuse_what_is_not_modelled(config);
    ModelShape shape;
    shape.name = name_of(config);
    shape.layers = config.size(keys.layers, kMaxLayers);
    shape.hidden = config.size(keys.hidden, kMaxHidden);
    read_head_sizes(config, keys, shape);
    const bool four_times_hidden = keys.model_type == "gpt2" && !config.has(keys.ffn);
    shape.ffn = four_times_hidden ? 4 * shape.hidden : config.size(keys.ffn, kMaxFfn);
    shape.ffn_matrices = keys.ffn_matrices;
    shape.vocab = config.size("vocab_size", kMaxVocab);
    shape.max_context_tokens = config.size(keys.context, kMaxContextTokens);
    shape.tied_embeddings = config.flag("tie_word_embeddings", keys.tied_by_default);
    // Served at two bytes a value even when torch_dtype is float32, as vLLM does by default.
    shape.bytes_per_value = 2;
    shape.dtype = dtype_of(config);
    shape.source =
        "Hugging Face " + std::filesystem::path(file).filename().string() + " (" + keys.model_type + ")";
    return shape;
}

}  // namespace pamsim::workload
