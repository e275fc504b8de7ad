// pamsim check.
#include <algorithm>

#include "support/program.h"

namespace pamsim::test {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// Every shipped file but base/, which holds what platforms extend and is no platform alone.
Words shipped_files() {
    const fs::path root = PAMSIM_SOURCE_DIR "/platforms";
    Words files;
    for (const auto& entry : fs::recursive_directory_iterator(root))
        if (entry.path().extension() == ".yaml" && entry.path().parent_path() != root / "base")
            files.push_back(entry.path().string());
    std::sort(files.begin(), files.end());
    return files;
}

class Check : public ::testing::Test {
protected:
    Scratch scratch_;
    const std::string good_ = scratch_.file("good.yaml", "extends: pam-mini\n");
    const std::string bad_ = scratch_.file("bad.yaml", "extends: pam-mini\nkv: {mapping: sideways}\n");
};

TEST_F(Check, FindsEveryShippedFileRight) {
    const Words files = shipped_files();
    ASSERT_GT(files.size(), 50U);
    const Json json = json_of(Words{"check"} + files);
    EXPECT_EQ(json["ok"], true);
    EXPECT_EQ(json["errors"], Json::array()) << json["errors"].dump(2);
}

TEST_F(Check, FindsEveryNameThatListShowsRight) {
    for (const std::string kind : {"platforms", "parts", "models", "workloads"}) {
        const Json names = json_of({"list", kind})[kind];
        const Json json = json_of(Words{"check"} + names.get<Words>());
        EXPECT_EQ(json["ok"], true) << json["errors"].dump(2);
    }
}

TEST_F(Check, SaysOkOfAnythingRight) {
    const Answer answer = pamsim({"check", good_});
    EXPECT_EQ(answer.code, 0);
    EXPECT_EQ(answer.out, good_ + ": ok\n");
    EXPECT_EQ(answer.err, "");
}

TEST_F(Check, SaysOneSentenceOfAWrongFile) {
    expect_refusal({"check", bad_},
                   {"bad.yaml:2:15: kv.mapping: found 'sideways'", "balanced, wide, narrow"});
}

TEST_F(Check, SaysOneSentenceOfAWrongTrace) {
    expect_refusal({"check", scratch_.file("t.csv", "arrival_s,input,output\n0,1\n")}, {"t.csv:2:"});
}

TEST_F(Check, SaysOneSentenceOfAMissingFile) {
    expect_refusal({"check", scratch_.path("none.yaml")}, {"none.yaml: no such file"});
}

TEST_F(Check, SaysOneSentenceOfAFileOfNoKind) {
    expect_refusal({"check", scratch_.file("x.yaml", "colour: blue\n")},
                   {"x.yaml:1:1: ", "platform", "part"});
}

TEST_F(Check, ReadsAllFilesThoughOneIsWrong) {
    const Answer answer = pamsim({"check", bad_, good_, scratch_.path("none.yaml")});
    EXPECT_EQ(answer.code, 2);
    EXPECT_EQ(answer.out, good_ + ": ok\n");
    EXPECT_EQ(std::count(answer.err.begin(), answer.err.end(), '\n'), 2);
}

TEST_F(Check, AnswersInJsonWithAPlaceForEachError) {
    const Answer answer = pamsim({"check", bad_, good_, "--json"});
    EXPECT_EQ(answer.code, 2);
    EXPECT_EQ(answer.err, "");
    const Json json = Json::parse(answer.out, nullptr, false);
    ASSERT_TRUE(json.is_object()) << answer.out;
    EXPECT_EQ(json["ok"], false);
    ASSERT_EQ(json["errors"].size(), 1U);
    const Json& error = json["errors"][0];
    EXPECT_THAT(error["file"].get<std::string>(), EndsWith("bad.yaml"));
    EXPECT_EQ(error["line"], 2);
    EXPECT_EQ(error["column"], 15);
    EXPECT_EQ(error["key"], "kv.mapping");
    EXPECT_THAT(error["message"].get<std::string>(), HasSubstr("found 'sideways'"));
    EXPECT_EQ(error.size(), 5U);
}

}  // namespace
}  // namespace pamsim::test
