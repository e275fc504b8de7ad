// The folder a run leaves, and that a run which fails leaves none or the one that was there.
#include <algorithm>

#include "support/program.h"

namespace pamsim::test {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class RunFolder : public ::testing::Test {
protected:
    Words files() const {
        Words names;
        for (const auto& entry : fs::directory_iterator(out_))
            names.push_back(entry.path().filename().string());
        return names;
    }
    void run(const Words& more = {}) const {
        const Answer answer = pamsim(mini(Words{"--out", out_, "--max-requests", "20"} + more));
        ASSERT_EQ(answer.code, 0) << answer.err;
    }
    /// Files by name with what they hold.
    Json contents() const {
        Json all;
        for (const std::string& name : files()) all[name] = text_of(out_ + "/" + name);
        return all;
    }
    Scratch scratch_;
    const std::string out_ = scratch_.path("deep/out");
};

TEST_F(RunFolder, HasTheFilesOfARun) {
    run();
    EXPECT_THAT(files(),
                UnorderedElementsAre("config.yaml", "results.json", "steps.csv", "requests.csv", "run.json"));
}

TEST_F(RunFolder, HasATimelineThatIsValidJsonOnRequest) {
    run({"--timeline"});
    const Json timeline = Json::parse(text_of(out_ + "/timeline.json"), nullptr, false);
    ASSERT_TRUE(timeline.is_object());
    ASSERT_TRUE(timeline["traceEvents"].is_array());
    EXPECT_GT(timeline["traceEvents"].size(), 100U);
}

TEST_F(RunFolder, HasAReportOnRequest) {
    run({"--report"});
    EXPECT_THAT(text_of(out_ + "/report.html"), HasSubstr("</html>"));
}

TEST_F(RunFolder, HasTheResultsThatJsonPrints) {
    run();
    const Answer answer = pamsim(mini({"--json", "--max-requests", "20"}));
    EXPECT_EQ(answer.out, text_of(out_ + "/results.json"));
}

TEST_F(RunFolder, SaysHowItWasMade) {
    run({"--seed", "9"});
    const Json facts = Json::parse(text_of(out_ + "/run.json"));
    EXPECT_EQ(facts["seed"], 9);
    EXPECT_THAT(facts["command_line"].get<std::string>(), HasSubstr("run pam-mini --model tiny"));
    EXPECT_GT(facts["wall_s"], 0.0);
    EXPECT_GT(facts["peak_memory_bytes"], 0);
    EXPECT_FALSE(facts["version"].get<std::string>().empty());
}

TEST_F(RunFolder, HasARowForEachRequest) {
    run();
    const std::string rows = text_of(out_ + "/requests.csv");
    EXPECT_EQ(std::count(rows.begin(), rows.end(), '\n'), 21);
}

TEST_F(RunFolder, LosesWhatOnlyAnEarlierRunMade) {
    run({"--timeline", "--report"});
    run();
    EXPECT_THAT(files(),
                UnorderedElementsAre("config.yaml", "results.json", "steps.csv", "requests.csv", "run.json"));
}

TEST_F(RunFolder, KeepsFilesOfOthers) {
    const std::string note = scratch_.file("deep/out/note.txt", "mine");
    run();
    EXPECT_EQ(text_of(note), "mine");
}

TEST_F(RunFolder, BelowAFileIsRefused) {
    const std::string below = scratch_.file("plain", "text") + "/out";
    expect_refusal(mini({"--out", below}), {"--out", below, "a folder this user can write to"});
}

TEST_F(RunFolder, ThatIsAFileIsRefused) {
    const std::string file = scratch_.file("plain", "text");
    expect_refusal(mini({"--out", file}), {"--out", file, "a folder this user can write to"});
    EXPECT_EQ(text_of(file), "text");
}

TEST_F(RunFolder, WithAFolderWhereAFileBelongsIsRefused) {
    scratch_.file("deep/out/steps.csv/x", "");
    expect_refusal(mini({"--out", out_}), {"--out", "steps.csv", "is a folder"});
    EXPECT_THAT(files(), UnorderedElementsAre("steps.csv"));
}

TEST_F(RunFolder, OfABadInputIsNotBegun) {
    expect_refusal(mini({"--out", out_}, "chit-chat"), {"chit-chat"});
    EXPECT_FALSE(fs::exists(out_));
}

TEST_F(RunFolder, OfAnEarlierRunStaysAsItIsWhenALaterOneFails) {
    run();
    const Json before = contents();
    const std::string trace = scratch_.file("t.csv", "arrival_s,input,output\n0,10\n");
    expect_refusal(mini({"--out", out_}, trace), {"t.csv:2:"});
    expect_refusal(mini(Words{"--out", out_} + set({"kv.attention=pom"})), {"'pom'"});
    EXPECT_EQ(contents(), before);
}

TEST_F(RunFolder, OnAFullDiskIsRefusedAndStaysAsItWas) {
    run();
    const Json before = contents();
    fs::create_symlink("/dev/full", out_ + "/steps.csv.part");
    expect_refusal(mini({"--out", out_}), {"--out", "steps.csv", "could not be written"});
    EXPECT_EQ(contents(), before);
}

}  // namespace
}  // namespace pamsim::test
