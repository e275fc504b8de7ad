// Recorded traces and workload files: wrong ones are refused with file and row, right ones are served.
#include <cstdlib>

#include "support/program.h"

namespace pamsim::test {
namespace {

constexpr const char* kHeader = "arrival_s,input,output\n";

class Trace : public ::testing::Test {
protected:
    void expect_refused(const std::string& name, const std::string& text, const Words& parts) const {
        expect_refusal(mini({"--out", scratch_.path("out")}, scratch_.file(name, text)), parts);
        EXPECT_FALSE(fs::exists(scratch_.path("out")));
    }
    void expect_rows_refused(const std::string& rows, const Words& parts) const {
        expect_refused("t.csv", kHeader + rows, parts);
    }
    Scratch scratch_;
};

TEST_F(Trace, WithATruncatedRowIsRefused) {
    expect_rows_refused("0,10,5\n1,10\n", {"t.csv:3:", "output", "2 fields", "the header has 3"});
}

TEST_F(Trace, WithANonNumericRowIsRefused) {
    expect_rows_refused("0,10,5\n1,ten,5\n", {"t.csv:3:3: input: found 'ten'", "a whole number from 1"});
}

TEST_F(Trace, WithANegativeLengthIsRefused) {
    expect_rows_refused("0,10,-5\n", {"t.csv:2:6: output: found '-5'", "a whole number from 1"});
}

TEST_F(Trace, WithANegativeArrivalIsRefused) {
    expect_rows_refused("-1,10,5\n", {"t.csv:2:1: arrival_s: found '-1'", "from 0"});
}

TEST_F(Trace, WithAnArrivalThatIsNotANumberIsRefused) {
    expect_rows_refused("nan,10,5\n", {"t.csv:2:1: arrival_s: found 'nan'"});
}

TEST_F(Trace, WithoutUsableRowsIsRefused) {
    expect_rows_refused("", {"t.csv: the trace has no requests", "at least one row"});
}

TEST_F(Trace, ThatIsEmptyIsRefused) {
    expect_refused("t.csv", "", {"t.csv: the file is empty", "header"});
}

TEST_F(Trace, WithAnUnknownHeaderIsRefused) {
    expect_refused("t.csv", "when,what\n1,2\n", {"t.csv: found the header 'when,what'", "arrival_s,input"});
}

TEST_F(Trace, WithoutAColumnIsRefused) {
    expect_refused("t.csv", "arrival_s,input\n1,2\n", {"t.csv:1:1: output: ", "missing"});
}

TEST_F(Trace, ThatDoesNotExistIsRefused) {
    expect_refusal(mini({}, scratch_.path("none.csv")), {"none.csv: ", "no such trace"});
}

TEST_F(Trace, OfAzureWithABrokenTimeIsRefused) {
    expect_refused("a.csv", "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15,374,44\n",
                   {"a.csv:2:1: TIMESTAMP: found '2023-11-16 18:15'", "a date and time"});
}

TEST_F(Trace, OfMooncakeThatEndsInALineIsRefused) {
    const std::string line = R"({"timestamp": 0, "input_length": 5, "output_length": 3, "hash_ids": []})";
    expect_refused("m.jsonl", line + "\n" + line.substr(0, 30), {"m.jsonl:2:", "broken JSON"});
}

TEST_F(Trace, OfMooncakeWithANegativeLengthIsRefused) {
    expect_refused("m.jsonl", R"({"timestamp": 0, "input_length": -5, "output_length": 3, "hash_ids": []})",
                   {"m.jsonl:1:", "input_length: found -5", "a whole number from 1"});
}

TEST_F(Trace, OfMooncakeWithoutUsableRowsIsRefused) {
    expect_refused("m.jsonl", "\n", {"m.jsonl: the trace has no requests"});
}

TEST_F(Trace, AsAWorkloadFileWithAnUnknownDistributionIsRefused) {
    expect_refused("w.yaml", "extends: pam-mini-chat\ninput: {distribution: zipf}\n",
                   {"w.yaml:2:23: input.distribution: found 'zipf'", "lognormal, fixed, uniform, histogram"});
}

TEST_F(Trace, AsAWorkloadFileWithANegativeLengthIsRefused) {
    expect_refused("w.yaml", "extends: pam-mini-chat\ninput: {distribution: fixed, tokens: -4}\n",
                   {"w.yaml:2:38: input.tokens: found '-4'", "a whole number from 1"});
}

TEST_F(Trace, WithoutALastLineBreakIsServedWhole) {
    const Json json = json_of(mini({}, scratch_.file("t.csv", kHeader + std::string("0,10,5\n1,10,5"))));
    EXPECT_EQ(json["requests"]["completed"], 2);
    EXPECT_EQ(json["generated_tokens"], 10);
}

TEST_F(Trace, PublishedByAzureIsServed) {
    const char* chosen = std::getenv("PAMSIM_DATA");
    const std::string file = std::string(chosen ? chosen : PAMSIM_SOURCE_DIR "/../shared/data") +
                             "/traces/AzureLLMInferenceTrace_conv.csv";
    if (!fs::exists(file))
        GTEST_SKIP() << file << " is not there (set PAMSIM_DATA to the folder that has traces/)";
    const Json json = json_of(mini({"--max-requests", "20"}, file));
    EXPECT_EQ(json["requests"]["arrived"], 20);
    EXPECT_EQ(json["requests"]["completed"], 20);
}

}  // namespace
}  // namespace pamsim::test
