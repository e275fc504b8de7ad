// pamsim compare.
#include "support/program.h"

namespace pamsim::test {
namespace {

using ::testing::HasSubstr;

class Compare : public ::testing::Test {
protected:
    std::string run(const std::string& name, const Words& more) const {
        EXPECT_EQ(pamsim(mini(Words{"--out", scratch_.path(name), "--max-requests", "20"} + more)).code, 0);
        return scratch_.path(name);
    }
    Scratch scratch_;
};

TEST_F(Compare, PutsTwoRunsSideBySide) {
    const Answer answer =
        pamsim({"compare", run("pam", {}), run("gathered", set({"kv.attention=gathered"}))});
    EXPECT_EQ(answer.code, 0) << answer.err;
    EXPECT_THAT(answer.out, HasSubstr("throughput"));
    EXPECT_THAT(answer.out, HasSubstr("ratio"));
}

TEST_F(Compare, OfARunWithItselfFindsRatiosOfOne) {
    const std::string pam = run("pam", {});
    const Json json = json_of({"compare", pam, pam + "/results.json"});
    EXPECT_EQ(json["left"], json["right"]);
    ASSERT_TRUE(json["ratio"].contains("throughput_tokens_per_s"));
    for (const auto& [key, ratio] : json["ratio"].items()) EXPECT_EQ(ratio, 1.0) << key;
}

TEST_F(Compare, WithAFolderThatIsNoRunIsRefused) {
    const std::string empty = scratch_.path("");
    expect_refusal({"compare", run("pam", {}), empty}, {"results.json: cannot be read", "a run folder"});
}

TEST_F(Compare, WithAMissingFolderIsRefused) {
    expect_refusal({"compare", scratch_.path("none"), scratch_.path("none")}, {"none: cannot be read"});
}

TEST_F(Compare, WithAFileThatIsNoResultIsRefused) {
    const std::string file = scratch_.file("x.json", "{\"schema\": \"another\"}");
    expect_refusal({"compare", file, file}, {"x.json: schema: ", "no results.json"});
}

TEST_F(Compare, WithACutOffResultIsRefused) {
    const std::string whole = text_of(run("pam", {}) + "/results.json");
    const std::string file = scratch_.file("results.json", whole.substr(0, whole.size() / 2));
    expect_refusal({"compare", file, file}, {"results.json: schema: ", "no results.json"});
}

TEST_F(Compare, OfOneRunIsRefused) {
    expect_refusal({"compare", scratch_.path("one")}, {"right", "required"});
}

}  // namespace
}  // namespace pamsim::test
