#include "workload/model_shape.h"

#include "support.h"

namespace pamsim::workload {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr std::int64_t kKiB = 1024;

const std::string kSmallModel = R"(name: small
source: made for this test
layers: 2
hidden: 64
heads: 4
kv_heads: 2
head_dim: 16
ffn: 128
ffn_matrices: 3
vocab: 100
max_context_tokens: 256
)";

ModelShape read(const std::string& yaml) {
    return read_model_shape(base::Document::parse(yaml, "small.yaml").root());
}

std::string with(const std::string& line, const std::string& replacement) {
    std::string text = kSmallModel;
    return text.replace(text.find(line), line.size(), replacement);
}

TEST(ModelShape, CountsParametersOfOneLayer) {
    const ModelShape shape = read(kSmallModel);
    // q and o 64 x 64, k and v 64 x 32, three matrices 64 x 128, two norms of 64.
    EXPECT_EQ(shape.layer_params(), 2 * 4096 + 2 * 2048 + 3 * 8192 + 128);
}

TEST(ModelShape, CountsEmbeddingsTwiceUnlessTied) {
    EXPECT_EQ(read(kSmallModel).embedding_params(), 2 * 100 * 64);
    EXPECT_EQ(read(kSmallModel + "tied_embeddings: true\n").embedding_params(), 100 * 64);
}

TEST(ModelShape, TotalAddsTheFinalNormAndWeighsTwoBytesEach) {
    const ModelShape shape = read(kSmallModel);
    EXPECT_EQ(shape.total_params(), 2 * shape.layer_params() + 12'800 + 64);
    EXPECT_EQ(shape.weight_bytes(), 2 * shape.total_params());
}

TEST(ModelShape, KvIsKeyAndValueOfEveryKvHead) {
    const ModelShape shape = read(kSmallModel);
    EXPECT_EQ(shape.kv_bytes_per_token_layer(), 2 * 2 * 16 * 2);
    EXPECT_EQ(shape.kv_bytes_per_token(), 2 * 128);
    EXPECT_EQ(shape.group(), 2U);
}

struct Published {
    const char* name;
    std::int64_t kv_bytes_per_token;
    double params;  ///< as its makers or the papers state it
};

class ShippedModel : public ::testing::TestWithParam<Published> {};

TEST_P(ShippedModel, HasThePublishedKvAndParameters) {
    const ModelShape shape = read_model_shape(GetParam().name);
    EXPECT_EQ(shape.name, GetParam().name);
    EXPECT_EQ(shape.kv_bytes_per_token(), GetParam().kv_bytes_per_token);
    EXPECT_NEAR(static_cast<double>(shape.total_params()), GetParam().params, 0.01 * GetParam().params);
    EXPECT_EQ(shape.head_dim % 16, 0U) << "the memory units take heads in pieces of 16 values";
    EXPECT_FALSE(shape.source.empty());
}

INSTANTIATE_TEST_SUITE_P(
    All, ShippedModel,
    ::testing::Values(Published{"qwen2.5-32b", 256 * kKiB, 32.8e9},
                      Published{"llama3-70b", 320 * kKiB, 70.55e9}, Published{"opt-175b", 4608 * kKiB, 175e9},
                      Published{"gpt3-175b", 4608 * kKiB, 175e9}, Published{"opt-66b", 2304 * kKiB, 65.7e9},
                      Published{"opt-30b", 1344 * kKiB, 30.0e9}, Published{"opt-13b", 800 * kKiB, 12.9e9},
                      Published{"llama-65b", 2560 * kKiB, 65.3e9}, Published{"llama2-7b", 512 * kKiB, 6.74e9},
                      Published{"llama2-13b", 800 * kKiB, 13.0e9},
                      Published{"llama2-70b", 320 * kKiB, 69.0e9}, Published{"llama3-8b", 128 * kKiB, 8.03e9},
                      Published{"tiny", 2 * kKiB, 3.48e6}),
    [](const auto& tested) {
        std::string name = tested.param.name;
        for (char& c : name) c = c == '-' || c == '.' ? '_' : c;
        return name;
    });

TEST(ShippedModels, AreAllReadUnderTheNameOfTheirFile) {
    const auto names = base::list_names("models");
    EXPECT_GE(names.size(), 13U);
    for (const std::string& name : names) EXPECT_EQ(read_model_shape(name).name, name);
}

double gigabytes(const std::string& model) {
    return static_cast<double>(read_model_shape(model).weight_bytes()) * 1e-9;
}

TEST(ShippedModels, WeighWhatThePaperSays) {
    EXPECT_NEAR(gigabytes("qwen2.5-32b"), 65.5, 0.66);
    EXPECT_NEAR(gigabytes("llama3-70b"), 141.0, 1.4);
    EXPECT_NEAR(gigabytes("opt-175b"), 350.0, 3.5);
}

TEST(ShippedModels, Opt175bNeeds2304GibFor256RequestsOf2048Tokens) {
    const std::int64_t kv = read_model_shape("opt-175b").kv_bytes_per_token();
    EXPECT_EQ(256 * 2048 * kv, 2304 * kKiB * kKiB * kKiB);
}

TEST(ModelFile, KvHeadsMustDivideHeads) {
    const auto error = error_of([] { read(with("kv_heads: 2", "kv_heads: 3")); });
    EXPECT_EQ(error.key(), "kv_heads");
    EXPECT_EQ(error.message(), "found '3', allowed is a divisor of heads, which is 4");
    EXPECT_EQ(error.mark().file, "small.yaml");
    EXPECT_EQ(error.mark().line, 6);
}

TEST(ModelShape, HasFp16ValuesUnlessItSaysBf16) {
    EXPECT_EQ(read(kSmallModel).dtype, Dtype::fp16);
    EXPECT_EQ(read(kSmallModel + "dtype: bf16\n").dtype, Dtype::bf16);
    EXPECT_EQ(error_of([] { read(kSmallModel + "dtype: fp8\n"); }).key(), "dtype");
}

TEST(ModelFile, NamesAMissingKey) {
    const auto error = error_of([] { read(with("hidden: 64\n", "")); });
    EXPECT_EQ(error.key(), "hidden");
    EXPECT_THAT(error.what(), HasSubstr("small.yaml"));
}

TEST(ModelFile, RefusesAZeroSize) {
    const auto error = error_of([] { read(with("layers: 2", "layers: 0")); });
    EXPECT_EQ(error.key(), "layers");
    EXPECT_EQ(error.mark().line, 3);
}

TEST(ModelFile, RefusesAMistypedSize) {
    const auto error = error_of([] { read(with("vocab: 100", "vocab: many")); });
    EXPECT_EQ(error.key(), "vocab");
    EXPECT_THAT(error.message(), HasSubstr("many"));
}

TEST(ModelFile, RefusesFourFeedForwardMatrices) {
    EXPECT_EQ(error_of([] { read(with("ffn_matrices: 3", "ffn_matrices: 4")); }).key(), "ffn_matrices");
}

TEST(ModelFile, RefusesAnUnknownKey) {
    EXPECT_EQ(error_of([] { read(kSmallModel + "n_layers: 2\n"); }).key(), "n_layers");
}

TEST(ModelFile, AnUnknownNameListsTheKnownOnes) {
    const auto error = error_of([] { read_model_shape("llama4-1t"); });
    EXPECT_THAT(error.what(), AllOf(HasSubstr("llama4-1t"), HasSubstr("llama3-70b")));
}

}  // namespace
}  // namespace pamsim::workload
