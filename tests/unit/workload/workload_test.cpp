#include "workload/workload.h"

#include "support.h"

namespace pamsim::workload {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::string kTrace = "arrival_s,input,output\n2,30,3\n0,10,1\n1,20,2\n";

WorkloadOptions first(std::uint64_t n) {
    return {1, n, {}};
}

TEST(ReadWorkload, TellsTheTwoCsvFormatsByTheirHeader) {
    const ScratchFile plain("plain.csv", kTrace);
    EXPECT_EQ(read_workload(plain.path()).requests.size(), 3U);
    EXPECT_EQ(read_workload(plain.path()).name, "plain");
    const ScratchFile azure("azure.csv",
                            "TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:15:46.68,374,44");
    EXPECT_EQ(read_workload(azure.path()).requests.at(0).input_tokens, 374U);
    EXPECT_EQ(read_workload(azure.path()).source, "recorded trace azure.csv (Azure columns)");
}

TEST(ReadWorkload, AByteOrderMarkIsNotPartOfTheHeader) {
    const ScratchFile file("excel.csv", "\xEF\xBB\xBF" + kTrace);
    EXPECT_EQ(read_workload(file.path()).requests.size(), 3U);
}

TEST(ReadWorkload, ReadsJsonLines) {
    const ScratchFile file("trace.jsonl", "{\"timestamp\": 0, \"input_length\": 3, \"output_length\": 4}\n");
    EXPECT_EQ(read_workload(file.path()).requests.at(0).output_tokens, 4U);
}

TEST(ReadWorkload, KeepsTheFirstRequestsByArrival) {
    const ScratchFile file("plain.csv", kTrace);
    const Workload workload = read_workload(file.path(), first(2));
    ASSERT_EQ(workload.requests.size(), 2U);
    EXPECT_EQ(workload.requests[1].input_tokens, 20U);
    EXPECT_EQ(read_workload(file.path(), first(9)).requests.size(), 3U);
}

TEST(ReadWorkload, FewerGeneratedRequestsAreTheFirstOfMore) {
    const Workload all = read_workload("azure-conv");
    const Workload some = read_workload("azure-conv", first(10));
    ASSERT_EQ(some.requests.size(), 10U);
    EXPECT_EQ(some.requests[9].arrival, all.requests[9].arrival);
    EXPECT_EQ(some.requests[9].input_tokens, all.requests[9].input_tokens);
}

TEST(ReadWorkload, OverridesReachAGeneratedWorkload) {
    const WorkloadOptions options{
        1, {}, {{"input.distribution=fixed"}, {"input.tokens=512"}, {"requests=3"}}};
    const Workload workload = read_workload("azure-conv", options);
    ASSERT_EQ(workload.requests.size(), 3U);
    for (const Request& request : workload.requests) EXPECT_EQ(request.input_tokens, 512U);
}

TEST(ReadWorkloadErrors, ATraceHasNoKeysToSet) {
    const ScratchFile file("plain.csv", kTrace);
    const auto error = error_of([&] { read_workload(file.path(), {1, {}, {{"requests=3"}}}); });
    EXPECT_EQ(error.mark().file, "--set");
    EXPECT_THAT(error.message(), HasSubstr("has no keys to set"));
}

TEST(ReadWorkloadErrors, ZeroRequestsWereAskedFor) {
    const auto error = error_of([] { read_workload("azure-conv", first(0)); });
    EXPECT_EQ(error.mark().file, "--max-requests");
    EXPECT_EQ(error.message(), "found 0, allowed is at least 1 request");
}

TEST(ReadWorkloadErrors, ATraceWithoutRows) {
    const ScratchFile csv("plain.csv", "arrival_s,input,output\n");
    EXPECT_EQ(error_of([&] { read_workload(csv.path()); }).message(),
              "the trace has no requests; at least one row is needed");
    const ScratchFile jsonl("trace.jsonl", "\n");
    EXPECT_EQ(error_of([&] { read_workload(jsonl.path()); }).message(),
              "the trace has no requests; at least one row is needed");
}

TEST(ReadWorkloadErrors, AHeaderOfNeitherFormat) {
    const ScratchFile file("lengths.csv", "num_prefill_tokens,num_decode_tokens\n1,2\n");
    EXPECT_EQ(error_of([&] { read_workload(file.path()); }).message(),
              "found the header 'num_prefill_tokens,num_decode_tokens', allowed is "
              "TIMESTAMP,ContextTokens,GeneratedTokens or arrival_s,input,output");
}

TEST(ReadWorkloadErrors, AMissingTrace) {
    const auto error = error_of([] { read_workload("no/such/trace.csv"); });
    EXPECT_EQ(error.mark().file, "no/such/trace.csv");
    EXPECT_EQ(error.message(), "there is no such trace file");
}

TEST(ReadWorkloadErrors, AFolderIsNoTrace) {
    EXPECT_THROW(read_workload(::testing::TempDir() + "/.jsonl"), base::ConfigError);
}

TEST(ReadWorkloadErrors, AnUnknownNameListsTheKnownOnes) {
    const auto error = error_of([] { read_workload("azure-chat"); });
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("azure-chat"), HasSubstr("azure-conv"), HasSubstr("long-context")));
}

}  // namespace
}  // namespace pamsim::workload
