// Models by path: a Hugging Face config.json that works, and files that do not.
#include "support/program.h"

namespace pamsim::test {
namespace {

/// The shape of the shipped model `tiny` in Hugging Face's words.
constexpr const char* kTiny = R"({"model_type": "llama", "hidden_size": 256, "num_hidden_layers": 4,
    "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 704, "vocab_size": 1024,
    "max_position_embeddings": 4096, "tie_word_embeddings": false, "torch_dtype": "bfloat16"})";

class ModelFile : public ::testing::Test {
protected:
    Words run(const std::string& model) const {
        return {"run", "pam-mini", "--model", model, "--workload", "pam-mini-chat", "--max-requests", "20"};
    }
    Scratch scratch_;
};

TEST_F(ModelFile, OfHuggingFaceGivesTheResultsOfTheSameShape) {
    Json by_path = json_of(run(scratch_.file("little/config.json", kTiny)));
    const Json by_name = json_of(run("tiny"));
    EXPECT_EQ(by_path["model"], "little");
    by_path["model"] = by_name["model"];
    EXPECT_EQ(by_path, by_name);
}

TEST_F(ModelFile, OfHuggingFaceThatIsCutOffIsRefused) {
    expect_refusal(run(scratch_.file("config.json", std::string(kTiny).substr(0, 60))),
                   {"config.json:", "broken JSON"});
}

TEST_F(ModelFile, OfHuggingFaceWithoutItsLayersIsRefused) {
    std::string text = kTiny;
    text.replace(text.find("num_hidden_layers"), 17, "layers_of_it");
    expect_refusal(run(scratch_.file("config.json", text)), {"config.json:", "num_hidden_layers", "missing"});
}

TEST_F(ModelFile, ThatDoesNotExistIsRefused) {
    expect_refusal(run(scratch_.path("config.json")), {"config.json", "no such"});
}

TEST_F(ModelFile, WithKeyHeadsThatDoNotDivideTheHeadsIsRefused) {
    expect_refusal(run(scratch_.file("m.yaml", "extends: tiny\nkv_heads: 3\n")),
                   {"m.yaml:2:11: kv_heads: found '3'", "a divisor of heads, which is 4"});
}

TEST_F(ModelFile, WithAnUnknownKeyIsRefused) {
    expect_refusal(run(scratch_.file("m.yaml", "extends: tiny\nlayer: 3\n")),
                   {"m.yaml:2:1: layer: unknown key", "did you mean layers?"});
}

TEST_F(ModelFile, WithAHeadThatNoBankHoldsIsRefused) {
    expect_refusal(run(scratch_.file("m.yaml", "extends: tiny\nhead_dim: 63\n")),
                   {"levels.hbm", "head dimension of 63"});
}

}  // namespace
}  // namespace pamsim::test
