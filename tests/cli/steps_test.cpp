// steps.csv. Times are printed with twelve decimals, which is the picosecond the model counts in: no digit is
// rounded away, so the parts of a row sum to its duration exactly.
#include <algorithm>
#include <map>
#include <sstream>

#include "support/program.h"

namespace pamsim::test {
namespace {

using Row = std::map<std::string, std::string>;

Words fields(const std::string& line) {
    Words words;
    std::istringstream in(line);
    for (std::string word; std::getline(in, word, ',');) words.push_back(word);
    return words;
}

std::vector<Row> rows_of(const std::string& csv) {
    std::istringstream in(csv);
    std::string line;
    std::getline(in, line);
    const Words header = fields(line);
    std::vector<Row> rows;
    while (std::getline(in, line)) {
        const Words values = fields(line);
        EXPECT_EQ(values.size(), header.size()) << line;
        for (std::size_t i = 0; i < std::min(values.size(), header.size()); ++i) {
            if (i == 0) rows.emplace_back();
            rows.back()[header[i]] = values[i];
        }
    }
    return rows;
}

/// "0.000197094338" as 197094338, with no detour over floating point.
std::int64_t picoseconds(const std::string& text) {
    const std::size_t point = text.find('.');
    EXPECT_EQ(text.size() - point - 1, 12U) << text << " has not twelve decimals";
    return std::stoll(text.substr(0, point) + text.substr(point + 1));
}

class Steps : public ::testing::Test {
protected:
    /// The rows of pam-mini's full workload, which fills all three levels.
    std::vector<Row> run(const Words& more = {}) const {
        const Answer answer = pamsim(mini(Words{"--out", scratch_.path("out")} + more));
        EXPECT_EQ(answer.code, 0) << answer.err;
        auto rows = rows_of(text_of(scratch_.path("out/steps.csv")));
        EXPECT_GT(rows.size(), 100U);
        return rows;
    }
    Scratch scratch_;
};

void expect_parts_to_sum(const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        std::int64_t sum = 0;
        for (const char* part :
             {"gpu", "score", "attention", "reduction", "fabric", "migration", "host", "latency", "wait"})
            sum += picoseconds(row.at(std::string(part) + "_s"));
        ASSERT_EQ(sum, picoseconds(row.at("duration_s"))) << "step " << row.at("step");
    }
}

TEST_F(Steps, SumToTheirDurationToThePicosecond) {
    expect_parts_to_sum(run());
}

TEST_F(Steps, ThatStreamSumToTheirDurationToThePicosecond) {
    expect_parts_to_sum(run(set({"kv.attention=gpu", "kv.when_full=stream"})));
}

TEST_F(Steps, FollowEachOtherWithoutOverlap) {
    std::int64_t end = 0;
    for (const Row& row : run()) {
        const std::int64_t start = picoseconds(row.at("start_s"));
        ASSERT_GE(start, end) << "step " << row.at("step");
        end = start + picoseconds(row.at("duration_s"));
    }
}

TEST_F(Steps, AreAsManyAsTheResultsSay) {
    const auto rows = run();
    const Json json = Json::parse(text_of(scratch_.path("out/results.json")));
    EXPECT_EQ(rows.size(), json["steps"]);
    const auto decode =
        std::count_if(rows.begin(), rows.end(), [](const Row& row) { return row.at("kind") == "decode"; });
    EXPECT_EQ(decode, json["decode_steps"]);
}

TEST_F(Steps, HaveTheMeanThatTheResultsSay) {
    const auto rows = run();
    std::int64_t sum = 0, count = 0;
    for (const Row& row : rows) {
        if (row.at("kind") != "decode") continue;
        sum += picoseconds(row.at("duration_s"));
        ++count;
    }
    const double mean = static_cast<double>(sum) * 1e-12 / static_cast<double>(count);
    const Json json = Json::parse(text_of(scratch_.path("out/results.json")));
    EXPECT_NEAR(json["decode_step_s"].get<double>(), mean, 1e-9 * mean);
}

TEST_F(Steps, LeaveNoKvBehind) {
    const Row last = run().back();
    for (const char* level : {"kv_tokens_hbm", "kv_tokens_ddr", "kv_tokens_ssd"})
        EXPECT_EQ(last.at(level), "0") << level;
}

}  // namespace
}  // namespace pamsim::test
