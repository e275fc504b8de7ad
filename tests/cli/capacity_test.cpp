// What does not fit: refused when nothing could run, counted when a single request is too long.
#include "support/program.h"

namespace pamsim::test {
namespace {

Words attention(const std::string& batch, const std::string& context, const Words& more = {}) {
    return Words{"attention", "pam-mini", "--model", "tiny", "--batch", batch, "--context", context} + more;
}

void expect_requests(const Json& json, int arrived, int completed, int rejected) {
    const Json& requests = json["requests"];
    EXPECT_EQ(requests["arrived"], arrived);
    EXPECT_EQ(requests["completed"], completed);
    EXPECT_EQ(requests["rejected"], rejected);
    EXPECT_EQ(requests["unfinished"], 0);
}

TEST(Capacity, AModelThatFitsInNoGpuMemoryIsRefused) {
    const Scratch scratch;
    expect_refusal({"run", "pam-mini", "--model", "opt-175b", "--workload", "pam-mini-chat", "--out",
                    scratch.path("out")},
                   {"levels.hbm: opt-175b needs 325.2 GiB for weights", "allowed is at most"});
    EXPECT_FALSE(fs::exists(scratch.path("out")));
}

TEST(Capacity, ASmallModelThatFitsInNoGpuMemorySaysNumbersThatDiffer) {
    const Answer answer = pamsim(mini(set({"levels.hbm.rows=4"})));
    EXPECT_EQ(answer.code, 2);
    EXPECT_THAT(answer.err, ::testing::HasSubstr("tiny needs 6.6 MiB for weights"));
    EXPECT_THAT(answer.err, ::testing::HasSubstr("at most 4.0 MiB"));
}

TEST(Capacity, ARequestLongerThanTheModelsContextIsRejectedAndTheRunGoesOn) {
    const Scratch scratch;
    const std::string trace = scratch.file("t.csv", "arrival_s,input,output\n0,9,5\n0.1,4000,500\n0.2,9,5\n");
    const Json json = json_of(mini({"--out", scratch.path("out")}, trace));
    expect_requests(json, 3, 2, 1);
    EXPECT_EQ(json["outcome"], "completed");
    EXPECT_EQ(json["generated_tokens"], 10);
    EXPECT_THAT(text_of(scratch.path("out/requests.csv")),
                ::testing::ContainsRegex("1,0.100000000,4000,500,rejected,,,,0"));
}

TEST(Capacity, ARequestLongerThanThePlatformHoldsIsRejectedAndTheRunGoesOn) {
    const Scratch scratch;
    const std::string trace = scratch.file("t.csv", "arrival_s,input,output\n0,9,5\n0.1,3000,900\n0.2,9,5\n");
    const std::string only_hbm = "levels=[{name: hbm, part: hbm3-5200-pim, count: 1, attach: gpu, rows: 12}]";
    // 12 MiB less 6.6 MiB of weights hold fewer than 2800 tokens of 2 KiB.
    expect_requests(json_of(mini(set({only_hbm}), trace)), 3, 2, 1);
}

TEST(Capacity, WhenAllRequestsAreTooLongTheRunStillEndsWell) {
    const Scratch scratch;
    const Json json = json_of(mini({}, scratch.file("t.csv", "arrival_s,input,output\n0,4000,500\n")));
    expect_requests(json, 1, 0, 1);
    EXPECT_FALSE(json.contains("tpot_s")) << "what was not measured is not printed";
}

TEST(Capacity, AContextAboveTheModelsLimitIsRefused) {
    expect_refusal(attention("1", "4097"), {"--context", "found 4097", "at most 4096 tokens for tiny"});
}

TEST(Capacity, AContextAtTheModelsLimitIsServed) {
    EXPECT_GT(json_of(attention("1", "4096"))["latency_s"].get<double>(), 0.0);
}

TEST(Capacity, ABatchThatDoesNotFitIsRefused) {
    const std::string only_hbm = "levels=[{name: hbm, part: hbm3-5200-pim, count: 1, attach: gpu, rows: 12}]";
    expect_refusal(attention("4", "4096", set({only_hbm})), {"--batch", "4 x 4096 tokens", "allowed are"});
}

TEST(Capacity, ABatchWhoseActivationsDoNotFitIsRefused) {
    expect_refusal(attention("1000000", "16"), {"levels.hbm", "for activations", "allowed is at most"});
}

}  // namespace
}  // namespace pamsim::test
