// The published traces themselves, when they are on this machine.
#include <cstdlib>

#include "statistics.h"
#include "support.h"
#include "workload/generator.h"
#include "workload/workload.h"

namespace pamsim::workload {
namespace {

std::string data_file(const std::string& name) {
    const char* folder = std::getenv("PAMSIM_DATA");
    return std::string(folder ? folder : PAMSIM_SOURCE_DIR "/../shared/data") + "/traces/" + name;
}

class RealTrace : public ::testing::Test {
protected:
    /// False after naming the file that is missing; the test then skips.
    bool find(const std::string& name) {
        path_ = data_file(name);
        return std::filesystem::exists(path_);
    }
    std::string missing() const {
        return path_ + " is not there (set PAMSIM_DATA to the folder that has traces/)";
    }
    std::string path_;
};

TEST_F(RealTrace, AzureConversationHasItsPublishedStatistics) {
    if (!find("AzureLLMInferenceTrace_conv.csv")) GTEST_SKIP() << missing();
    const auto requests = read_workload(path_).requests;
    ASSERT_EQ(requests.size(), 19'366U);
    EXPECT_NEAR(mean_of(inputs_of(requests)), 1154.697, 0.001);
    EXPECT_NEAR(mean_of(outputs_of(requests)), 211.126, 0.001);
    EXPECT_EQ(median_of(inputs_of(requests)), 1020.0);
    EXPECT_EQ(median_of(outputs_of(requests)), 129.0);
    EXPECT_NEAR(1.0 / mean_of(gaps_of(requests)), 5.53, 0.005);
    EXPECT_NEAR(variation_of(gaps_of(requests)), 1.09, 0.005);
    // 18:15:46.6805900 to 19:14:08.4025270
    EXPECT_EQ(requests.back().arrival, base::Picoseconds{3'501'721'937'000'000});
}

TEST_F(RealTrace, AzureCodeHasItsPublishedStatistics) {
    if (!find("AzureLLMInferenceTrace_code.csv")) GTEST_SKIP() << missing();
    const auto requests = read_workload(path_).requests;
    ASSERT_EQ(requests.size(), 8'819U);
    EXPECT_NEAR(mean_of(inputs_of(requests)), 2047.85, 0.01);
    EXPECT_NEAR(mean_of(outputs_of(requests)), 27.88, 0.01);
    EXPECT_NEAR(variation_of(gaps_of(requests)), 13.15, 0.01);
}

TEST_F(RealTrace, MooncakeHasItsPublishedStatistics) {
    if (!find("mooncake_conversation.jsonl")) GTEST_SKIP() << missing();
    const auto requests = read_workload(path_).requests;
    ASSERT_EQ(requests.size(), 12'031U);
    EXPECT_NEAR(mean_of(inputs_of(requests)), 12'035.0, 0.5);
    EXPECT_NEAR(mean_of(outputs_of(requests)), 343.0, 0.5);
    EXPECT_NEAR(12'031 / base::seconds(requests.back().arrival), 3.40, 0.005);
    const auto gaps = gaps_of(requests);
    EXPECT_LT(variation_of(gaps), 1.0) << "batches are spread";
    EXPECT_LT(*std::max_element(gaps.begin(), gaps.end()), 3.01)
        << "no gap longer than that between two batches";
}

TEST_F(RealTrace, ShareGptHistogramGivesItsOwnShape) {
    if (!find("sharegpt_joint_hist.csv")) GTEST_SKIP() << missing();
    GeneratorSpec spec;
    spec.requests = 200'000;
    spec.arrivals.process = ArrivalSpec::Process::all_at_once;
    spec.input.kind = spec.output.kind = LengthSpec::Kind::histogram;
    spec.input.max = spec.output.max = 8192;
    spec.histogram = read_length_histogram(path_);
    std::uint64_t turns = 0;
    std::uint64_t short_prompts = 0;
    for (const LengthBin& bin : spec.histogram) {
        turns += bin.count;
        if (bin.input_hi <= 64) short_prompts += bin.count;
    }
    EXPECT_EQ(turns, 391'726U);
    const auto inputs = inputs_of(generate(spec, 1).requests);
    const auto drawn = std::count_if(inputs.begin(), inputs.end(), [](double tokens) { return tokens < 64; });
    EXPECT_NEAR(static_cast<double>(drawn) / 200'000, static_cast<double>(short_prompts) / 391'726, 0.005);
}

}  // namespace
}  // namespace pamsim::workload
