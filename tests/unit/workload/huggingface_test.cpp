#include "support.h"
#include "workload/model_shape.h"

namespace pamsim::workload {
namespace {

using ::testing::HasSubstr;

const std::string kLlama = R"({
  "_name_or_path": "meta-llama/Meta-Llama-3-70B",
  "model_type": "llama",
  "hidden_size": 8192,
  "intermediate_size": 28672,
  "max_position_embeddings": 8192,
  "num_attention_heads": 64,
  "num_hidden_layers": 80,
  "num_key_value_heads": 8,
  "rope_scaling": null,
  "tie_word_embeddings": false,
  "torch_dtype": "bfloat16",
  "vocab_size": 128256
})";

ModelShape parse(const std::string& text) {
    return parse_huggingface_config(text, "models/big/config.json");
}

std::string with(const std::string& part, const std::string& replacement) {
    std::string text = kLlama;
    return text.replace(text.find(part), part.size(), replacement);
}

TEST(HuggingFace, LlamaConfigIsTheShippedLlama370b) {
    const ModelShape ours = read_model_shape("llama3-70b");
    const ModelShape shape = parse(kLlama);
    EXPECT_EQ(shape.name, "Meta-Llama-3-70B");
    EXPECT_EQ(shape.total_params(), ours.total_params());
    EXPECT_EQ(shape.kv_bytes_per_token(), ours.kv_bytes_per_token());
    EXPECT_EQ(shape.ffn_matrices, 3U);
    EXPECT_EQ(shape.max_context_tokens, 8192U);
    EXPECT_EQ(shape.source, "Hugging Face config.json (llama)");
}

TEST(HuggingFace, DtypeIsThatOfTheCheckpointAndFloat32IsServedAsFloat16) {
    EXPECT_EQ(parse(kLlama).dtype, Dtype::bf16);
    EXPECT_EQ(parse(with("\"torch_dtype\": \"bfloat16\"", "\"dtype\": \"bfloat16\"")).dtype, Dtype::bf16);
    EXPECT_EQ(parse(with("\"bfloat16\"", "\"float16\"")).dtype, Dtype::fp16);
    EXPECT_EQ(parse(with("\"bfloat16\"", "\"float32\"")).dtype, Dtype::fp16);
    EXPECT_EQ(parse(with("\"torch_dtype\": \"bfloat16\",", "")).dtype, Dtype::fp16);
}

TEST(HuggingFace, IsReadFromAnyPathThatEndsInJson) {
    const ScratchFile file("config.json", kLlama);
    EXPECT_EQ(read_model_shape(file.path()).layers, 80U);
}

TEST(HuggingFace, LlamaWithoutKvHeadsHasAsManyAsHeads) {
    EXPECT_EQ(parse(with("\"num_key_value_heads\": 8,", "")).kv_heads, 64U);
}

TEST(HuggingFace, HeadDimIsReadWhenGivenAndNullCountsAsAbsent) {
    EXPECT_EQ(parse(with("\"rope_scaling\": null", "\"head_dim\": 64")).head_dim, 64U);
    EXPECT_EQ(parse(with("\"rope_scaling\": null", "\"head_dim\": null")).head_dim, 128U);
}

TEST(HuggingFace, Qwen2KeysAreThoseOfLlama) {
    const ModelShape shape = parse(R"({"model_type": "qwen2", "hidden_size": 5120, "intermediate_size": 27648,
        "max_position_embeddings": 131072, "num_attention_heads": 40, "num_hidden_layers": 64,
        "num_key_value_heads": 8, "tie_word_embeddings": false, "vocab_size": 152064})");
    EXPECT_EQ(shape.total_params(), read_model_shape("qwen2.5-32b").total_params());
    EXPECT_EQ(shape.name, "big") << "a config.json without a name is called after its folder";
}

TEST(HuggingFace, MistralMustSayItsKvHeads) {
    const auto error = error_of([] {
        std::string text = with("\"num_key_value_heads\": 8,", "");
        parse(text.replace(text.find("\"llama\""), 7, "\"mistral\""));
    });
    EXPECT_EQ(error.key(), "num_key_value_heads");
}

TEST(HuggingFace, OptHasTwoMatricesAndTiedEmbeddings) {
    const ModelShape shape = parse(R"({"model_type": "opt", "hidden_size": 7168, "ffn_dim": 28672,
        "max_position_embeddings": 2048, "num_attention_heads": 56, "num_hidden_layers": 48,
        "vocab_size": 50272, "word_embed_proj_dim": 7168})");
    EXPECT_EQ(shape.total_params(), read_model_shape("opt-30b").total_params());
    EXPECT_EQ(shape.kv_heads, 56U);
    EXPECT_TRUE(shape.tied_embeddings);
}

TEST(HuggingFace, Gpt2WithoutInnerWidthIsFourTimesHidden) {
    const ModelShape shape = parse(R"({"model_type": "gpt2", "n_embd": 768, "n_head": 12, "n_layer": 12,
        "n_positions": 1024, "n_inner": null, "vocab_size": 50257})");
    EXPECT_EQ(shape.ffn, 3072U);
    EXPECT_EQ(shape.head_dim, 64U);
    EXPECT_NEAR(static_cast<double>(shape.total_params()), 124e6, 1.24e6);
}

TEST(HuggingFace, FamilyIsToldByItsKeysWhenTheTypeIsMissing) {
    const ModelShape shape =
        parse(R"({"n_embd": 64, "n_head": 4, "n_layer": 2, "n_positions": 128, "vocab_size": 9})");
    EXPECT_EQ(shape.ffn_matrices, 2U);
}

TEST(HuggingFaceErrors, NamesAMissingKey) {
    const auto error = error_of([] { parse(with("\"hidden_size\": 8192,", "")); });
    EXPECT_EQ(error.key(), "hidden_size");
    EXPECT_EQ(error.mark().file, "models/big/config.json");
    EXPECT_EQ(error.message(), "missing; required is a whole number from 1 to 262144");
}

TEST(HuggingFaceErrors, NamesAMistypedKeyWithItsLine) {
    const auto error = error_of([] { parse(with("\"hidden_size\": 8192", "\"hidden_size\": \"8192\"")); });
    EXPECT_EQ(error.key(), "hidden_size");
    EXPECT_EQ(error.mark().line, 4);
    EXPECT_EQ(error.mark().column, 3);
    EXPECT_EQ(error.message(), "found \"8192\", allowed is a whole number from 1 to 262144");
}

TEST(HuggingFaceErrors, RefusesZeroNegativeFractionalAndHugeSizes) {
    for (const std::string bad : {"0", "-80", "80.5", "99999999999999999999", "[80]", "true"}) {
        const auto error =
            error_of([&] { parse(with("\"num_hidden_layers\": 80", "\"num_hidden_layers\": " + bad)); });
        EXPECT_EQ(error.key(), "num_hidden_layers") << bad;
        EXPECT_THAT(error.message(), HasSubstr("allowed is a whole number from 1 to 1024")) << bad;
    }
}

TEST(HuggingFaceErrors, KvHeadsMustDivideHeads) {
    const auto error =
        error_of([] { parse(with("\"num_key_value_heads\": 8", "\"num_key_value_heads\": 7")); });
    EXPECT_EQ(error.key(), "num_key_value_heads");
    EXPECT_EQ(error.message(), "found 7, allowed is a divisor of num_attention_heads, which is 64");
}

TEST(HuggingFaceErrors, HeadsMustDivideHiddenWhenHeadDimIsNotGiven) {
    const auto error = error_of([] { parse(with("\"hidden_size\": 8192", "\"hidden_size\": 8200")); });
    EXPECT_EQ(error.key(), "num_attention_heads");
    EXPECT_EQ(error.message(), "found 64, allowed is a divisor of hidden_size, which is 8200");
}

TEST(HuggingFaceErrors, RefusesAFlagThatIsNoFlag) {
    const auto error =
        error_of([] { parse(with("\"tie_word_embeddings\": false", "\"tie_word_embeddings\": 0")); });
    EXPECT_EQ(error.message(), "found 0, allowed is true or false");
}

TEST(HuggingFaceErrors, AnUnknownFamilyListsTheKnownOnes) {
    const auto error = error_of([] { parse(with("\"llama\"", "\"mamba\"")); });
    EXPECT_EQ(error.key(), "model_type");
    EXPECT_THAT(error.message(),
                HasSubstr("found \"mamba\", allowed is one of llama, mistral, qwen2, qwen3, opt, gpt2"));
    EXPECT_EQ(error_of([] { parse(with("\"llama\"", "7")); }).message(), "found 7, allowed is a text");
}

TEST(HuggingFaceErrors, RefusesAMixtureOfExperts) {
    const auto error = error_of([] { parse(with("\"rope_scaling\": null", "\"num_local_experts\": 8")); });
    EXPECT_EQ(error.key(), "num_local_experts");
}

TEST(HuggingFaceErrors, RefusesAProjectedEmbedding) {
    const auto error =
        error_of([] { parse(R"({"model_type": "opt", "hidden_size": 1024, "word_embed_proj_dim": 512})"); });
    EXPECT_EQ(error.key(), "word_embed_proj_dim");
}

TEST(HuggingFaceErrors, BrokenJsonHasLineAndColumn) {
    const auto error = error_of([] { parse("{\n  \"hidden_size\": 8192\n  \"vocab_size\": 1\n}"); });
    EXPECT_EQ(error.mark().line, 3);
    EXPECT_EQ(error.message(), "found broken JSON here");
    EXPECT_EQ(error_of([] { parse(kLlama.substr(0, 60)); }).message(), "found broken JSON here");
}

TEST(HuggingFaceErrors, RefusesANumberThatNoDoubleHolds) {
    EXPECT_EQ(error_of([] { parse("{\"vocab_size\": 1e999}"); }).message(), "found a number beyond 1e308");
}

TEST(HuggingFaceErrors, RefusesAnEmptyFileAndAList) {
    EXPECT_EQ(error_of([] { parse(""); }).message(), "found broken JSON here");
    EXPECT_EQ(error_of([] { parse("[1]"); }).message(), "found no JSON object; a config.json is one");
}

TEST(HuggingFaceErrors, RefusesAKeyThatStandsTwice) {
    const auto error = error_of([] { parse(with("\"rope_scaling\": null", "\"vocab_size\": 7")); });
    EXPECT_EQ(error.key(), "vocab_size");
    EXPECT_EQ(error.message(), "this key stands twice in the same object");
}

TEST(HuggingFaceErrors, AMissingFileIsASentence) {
    const auto error = error_of([] { read_model_shape("no/such/config.json"); });
    EXPECT_EQ(error.mark().file, "no/such/config.json");
    EXPECT_EQ(error.message(), "there is no such model file");
}

}  // namespace
}  // namespace pamsim::workload
