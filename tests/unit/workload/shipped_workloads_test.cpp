#include "statistics.h"
#include "support.h"
#include "workload/model_shape.h"
#include "workload/workload.h"

namespace pamsim::workload {
namespace {

std::vector<Request> shipped(const std::string& name, const std::string& count = "") {
    WorkloadOptions options;
    if (!count.empty()) options.overrides.push_back({"requests=" + count});
    return read_workload(name, options).requests;
}

/// Four standard errors of the mean of `n` values: one seed in 16,000 lies outside.
double four_errors(double deviation, double n) {
    return 4.0 * deviation / std::sqrt(n);
}

TEST(ShippedWorkloads, AllAreReadWithAName) {
    const auto names = base::list_names("workloads");
    EXPECT_THAT(names,
                ::testing::IsSupersetOf({"azure-code", "azure-conv", "long-context", "pam-mini-chat"}));
    for (const std::string& name : names) {
        const Workload workload = read_workload(name);
        EXPECT_EQ(workload.name, name);
        EXPECT_FALSE(workload.source.empty()) << name;
    }
}

TEST(AzureConv, MatchesTheStatisticsOfTheTraceWithinSamplingError) {
    const auto requests = shipped("azure-conv");
    ASSERT_EQ(requests.size(), 1000U);
    EXPECT_NEAR(mean_of(inputs_of(requests)), 1155.0, four_errors(614, 1000));
    EXPECT_NEAR(mean_of(outputs_of(requests)), 211.0, four_errors(273, 1000));
    EXPECT_NEAR(mean_of(gaps_of(requests)), 1 / 5.53, four_errors(1.09 / 5.53, 1000));
}

TEST(AzureConv, MatchesThemCloselyWithManyRequests) {
    const auto requests = shipped("azure-conv", "200000");
    EXPECT_NEAR(mean_of(inputs_of(requests)), 1155.0, 6.0);
    EXPECT_NEAR(median_of(inputs_of(requests)), 1020.0, 10.0);
    EXPECT_NEAR(mean_of(outputs_of(requests)), 210.7, 2.5) << "the maximum of 4096 takes 0.2 %";
    EXPECT_NEAR(median_of(outputs_of(requests)), 129.0, 2.0);
    EXPECT_NEAR(1.0 / mean_of(gaps_of(requests)), 5.53, 0.06);
    EXPECT_NEAR(variation_of(gaps_of(requests)), 1.09, 0.02);
}

TEST(AzureCode, MatchesTheLengthsOfTheTraceLessTheClippedTail) {
    const auto requests = shipped("azure-code", "200000");
    EXPECT_NEAR(mean_of(inputs_of(requests)), 1975.0, 15.0) << "3.5 % below 2048";
    EXPECT_NEAR(median_of(inputs_of(requests)), 1469.0, 15.0);
    EXPECT_NEAR(mean_of(outputs_of(requests)), 27.9, 0.5);
    EXPECT_NEAR(median_of(outputs_of(requests)), 13.0, 1.0);
    EXPECT_NEAR(variation_of(gaps_of(requests)), 13.15, 1.3);
}

TEST(LongContext, FillsTheContextOfEveryModelOfThePaper) {
    const auto requests = shipped("long-context");
    ASSERT_EQ(requests.size(), 1024U);
    for (const std::string model : {"qwen2.5-32b", "llama3-70b", "opt-175b"}) {
        const std::uint32_t limit = read_model_shape(model).max_context_tokens;
        for (const Request& request : requests) {
            ASSERT_LE(request.input_tokens + request.output_tokens, limit) << model;
        }
    }
    EXPECT_NEAR(mean_of(inputs_of(requests)), 8048.0, four_errors(65, 1024));
    EXPECT_EQ(requests.back().arrival, base::Picoseconds{0});
}

TEST(PamMiniChat, FitsTheTinyModel) {
    const auto requests = shipped("pam-mini-chat");
    ASSERT_EQ(requests.size(), 200U);
    const std::uint32_t limit = read_model_shape("tiny").max_context_tokens;
    for (const Request& request : requests) ASSERT_LE(request.input_tokens + request.output_tokens, limit);
}

}  // namespace
}  // namespace pamsim::workload
