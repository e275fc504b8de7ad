// Results against recorded ones, byte for byte. When the model was changed on purpose: tests/golden/record.
#include <sstream>

#include "support/program.h"

namespace pamsim::test {
namespace {

const std::string kFolder = PAMSIM_SOURCE_DIR "/tests/golden/";

/// The arguments of a recording, from the file that tests/golden/record reads too.
Words arguments_of(const std::string& name) {
    std::istringstream lines(text_of(kFolder + "recordings"));
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind(name + ": ", 0) != 0) continue;
        std::istringstream words(line.substr(name.size() + 2));
        Words all;
        for (std::string word; words >> word;) all.push_back(word);
        return all;
    }
    ADD_FAILURE() << name << " is not in tests/golden/recordings";
    return {};
}

void expect_as_recorded(const std::string& name) {
    const Answer answer = pamsim(arguments_of(name) + Words{"--json"});
    EXPECT_EQ(answer.code, 0) << answer.err;
    const std::string recorded = text_of(kFolder + name + ".json");
    EXPECT_FALSE(recorded.empty()) << name << ".json is missing; tests/golden/record makes it";
    EXPECT_EQ(answer.out, recorded) << "if this was meant, run tests/golden/record and review the difference";
}

TEST(Golden, PamAttentionIsAsRecorded) {
    expect_as_recorded("pam");
}

TEST(Golden, GatheredAttentionIsAsRecorded) {
    expect_as_recorded("gathered");
}

TEST(Golden, SparseAttentionIsAsRecorded) {
    expect_as_recorded("sparse");
}

TEST(Golden, StreamingToTheGpuIsAsRecorded) {
    expect_as_recorded("stream");
}

TEST(Golden, ARunThatFitsTheFirstLevelIsAsRecorded) {
    expect_as_recorded("roomy");
}

TEST(Golden, OneDecodeAttentionIsAsRecorded) {
    expect_as_recorded("attention");
}

TEST(Golden, RecordingsFillAllThreeLevels) {
    for (const std::string name : {"pam", "gathered", "sparse", "stream"}) {
        const Json json = Json::parse(text_of(kFolder + name + ".json"));
        for (const auto& [level, numbers] : json["levels"].items())
            EXPECT_GT(numbers["kv_bytes_peak"], 0) << name << " " << level;
    }
}

}  // namespace
}  // namespace pamsim::test
