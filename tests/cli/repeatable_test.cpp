// Same seed and inputs: the same bytes. Another seed: other results. Layers one by one or at once: the same.
#include "support/program.h"

namespace pamsim::test {
namespace {

std::string bytes(const Words& words) {
    const Answer answer = pamsim(words + Words{"--json"});
    EXPECT_EQ(answer.code, 0) << answer.err;
    EXPECT_FALSE(answer.out.empty());
    return answer.out;
}

Words large(const std::string& platform) {
    return {"run", platform, "--model", "opt-175b", "--workload", "long-context", "--max-requests", "64"};
}

/// Results without what depends on how many layers one transaction stands for: their number, and how long a
/// single one was in the way.
Json without_transactions(Json json) {
    if (!json.is_object()) return json;
    json.erase("transactions");
    json.erase("longest_wait_s");
    for (auto& [key, value] : json.items()) value = without_transactions(value);
    return json;
}

class WhenFull : public ::testing::TestWithParam<std::string> {};

TEST_P(WhenFull, TwoRunsWithOneSeedGiveTheSameBytes) {
    const Words words = mini(set({"kv.when_full=" + GetParam()}));
    EXPECT_EQ(bytes(words), bytes(words));
}

TEST_P(WhenFull, AnotherSeedGivesOtherResults) {
    const Words words = mini(set({"kv.when_full=" + GetParam()}));
    EXPECT_NE(bytes(words + Words{"--seed", "1"}), bytes(words + Words{"--seed", "2"}));
}

TEST_P(WhenFull, AllLayersOneByOneGiveTheSameTimesAndBytes) {
    // As long as no drive is written to.
    const Words words = mini(set({"kv.when_full=" + GetParam(), "levels.ddr.rows=90"}));
    const Json at_once = json_of(words + set({"layers=representative"})), one_by_one = json_of(words);
    EXPECT_EQ(one_by_one["levels"]["ssd"]["bulk_write_bytes"], 0);
    EXPECT_EQ(without_transactions(at_once), without_transactions(one_by_one));
    EXPECT_LT(at_once["transactions"], one_by_one["transactions"]);
}

/// Which programs a read of a drive meets depends on when it comes: layers at once come together.
TEST(Repeatable, AllLayersAtOnceMeetOtherProgramsOfADrive) {
    const Json at_once = json_of(mini(set({"layers=representative"}))), one_by_one = json_of(mini());
    EXPECT_GT(one_by_one["levels"]["ssd"]["bulk_write_bytes"], 0);
    EXPECT_EQ(at_once["generated_tokens"], one_by_one["generated_tokens"]);
    EXPECT_NEAR(at_once["simulated_s"].get<double>() / one_by_one["simulated_s"].get<double>(), 1.0, 0.01);
}

INSTANTIATE_TEST_SUITE_P(Policy, WhenFull, ::testing::Values("queue", "stream", "oom"),
                         [](const auto& policy) { return policy.param; });

TEST(Repeatable, ALargeRunGivesTheSameBytes) {
    EXPECT_EQ(bytes(large("pam-dgx-h100")), bytes(large("pam-dgx-h100")));
}

TEST(Repeatable, ALargeRunWithAnotherSeedGivesOtherResults) {
    EXPECT_NE(bytes(large("pam-dgx-h100")), bytes(large("pam-dgx-h100") + Words{"--seed", "2"}));
}

/// With one transaction for all layers, KV writes wait for a whole stage: prompts land later, fewer sequences
/// share a step, and tokens come faster to those that do. Requests and tokens are the same, throughput nearly
/// so.
TEST(Repeatable, ALargeRunWithRepresentativeLayersIsWithinTheStatedError) {
    const Json at_once = json_of(large("pam-dgx-h100") + set({"layers=representative"}));
    const Json one_by_one = json_of(large("pam-dgx-h100"));
    for (const char* path : {"/throughput_tokens_per_s", "/simulated_s"}) {
        const Json::json_pointer at(path);
        EXPECT_NEAR(at_once[at].get<double>() / one_by_one[at].get<double>(), 1.0, 0.2) << path;
    }
    for (const char* path : {"/requests", "/generated_tokens"}) {
        const Json::json_pointer at(path);
        EXPECT_EQ(at_once[at], one_by_one[at]) << path;
    }
}

TEST(Repeatable, TheSeedStandsInTheResults) {
    EXPECT_EQ(json_of(mini({"--seed", "77"}))["seed"], 77);
}

TEST(Repeatable, ATimelineDoesNotChangeTheResults) {
    const Scratch scratch;
    EXPECT_EQ(bytes(mini()), bytes(mini({"--timeline", "--out", scratch.path("out")})));
}

}  // namespace
}  // namespace pamsim::test
