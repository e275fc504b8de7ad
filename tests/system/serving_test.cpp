// A whole node serves: requests and tokens conserved, times from closed forms, modes when memory is full.
#include <gtest/gtest.h>

#include "base/invariant.h"
#include "support/machines.h"

namespace pamsim::system {
namespace {

using host::Batch;
using host::Part;

TEST(Serving, PamMiniServesItsWorkloadOverAllThreeLevels) {
    ServingRun run(tests::platform("pam-mini"), workload::read_model_shape("tiny"),
                   workload::read_workload("pam-mini-chat"));
    run.run();
    EXPECT_EQ(run.scheduler().finished(), 200u);
    for (std::uint32_t level = 0; level < 3; ++level)
        EXPECT_GT(run.machine().cache().blocks_peak(level), 0) << level;
    std::uint64_t wanted = 0;
    for (const auto& request : run.workload().requests) wanted += request.output_tokens;
    EXPECT_EQ(run.scheduler().generated_tokens(), wanted);
}

TEST(Serving, EveryStepsPartsSumToItsTime) {
    ServingRun run(tests::platform("pam-mini"), workload::read_model_shape("tiny"),
                   workload::read_workload("pam-mini-chat"));
    run.run();
    base::Picoseconds clock{0};
    for (const auto& step : run.server().log().steps) {
        EXPECT_EQ(step.parts.sum(), step.duration);
        EXPECT_GE(step.start, clock);
        clock = step.start + step.duration;
    }
}

TEST(Serving, TheTimeOfARunIsItsStepsAndItsIdleTime) {
    ServingRun run(tests::platform("pam-mini"), workload::read_model_shape("tiny"),
                   tests::requests(5, 20, 4, 0.01));
    run.run();
    base::Picoseconds sum = run.server().idle();
    for (const auto& step : run.server().log().steps) sum += step.duration;
    EXPECT_EQ(sum, run.simulated());
}

// One GPU, one sequence, KV in its own memory: a decode step is host time and kernels.
TEST(Serving, ALoneSequenceOnAGpuTakesTheRooflineTime) {
    auto p = tests::platform("pam-mini", {{"kv.attention=gpu"}, {"levels.hbm.rows=16384"}});
    const auto model = workload::read_model_shape("llama3-8b");
    auto whole = tests::platform("pam-mini", {{"kv.attention=gpu"}, {"levels.hbm.rows=32768"}});
    ServingRun run(whole, model, tests::requests(1, 1000, 4));
    run.run();
    const auto& step = run.server().log().steps.back();
    // Weights of 32 layers and the logits, read once at 0.85 of one stack's 665.6 GB/s; attention and
    // activations add less than 2 %; 8 kernels a layer have their floor.
    const double weights = 32 * 218112000.0 * 2 + 128256.0 * 4096 * 2;
    const double memory_s = weights / (665.6e9 * 0.85);
    const double floor_s = base::seconds(whole.gpu.kernel_floor) * (32 * 8 + 2);
    EXPECT_NEAR(base::seconds(step.parts[Part::gpu]), memory_s + floor_s, 0.03 * memory_s);
    EXPECT_NEAR(base::seconds(step.duration - step.parts[Part::gpu]), 1e-4, 2e-5);
    EXPECT_EQ(p.levels.size(), 3u);
}

TEST(Serving, ARequestThatCanNeverFitIsRejectedAndTheRunGoesOn) {
    auto workload = tests::requests(3, 20, 4);
    workload.requests[1].input_tokens = 5000;  // tiny's limit is 4096
    ServingRun run(tests::platform("pam-mini"), workload::read_model_shape("tiny"), workload);
    run.run();
    EXPECT_EQ(run.scheduler().rejected(), 1u);
    EXPECT_EQ(run.scheduler().finished(), 2u);
}

system::Platform hbm_only(const std::string& when_full) {
    return tests::platform("pam-mini", {{"kv.attention=gpu"}, {"kv.when_full=" + when_full}});
}

TEST(Serving, OutOfMemoryEndsTheRunUnderOom) {
    ServingRun run(hbm_only("oom"), workload::read_model_shape("tiny"), tests::requests(40, 100, 20));
    run.run();
    EXPECT_TRUE(run.server().out_of_memory());
    EXPECT_LT(run.scheduler().finished(), 40u);
}

TEST(Serving, TheSameRequestsQueueUnderQueue) {
    ServingRun run(hbm_only("queue"), workload::read_model_shape("tiny"), tests::requests(40, 100, 20));
    run.run();
    EXPECT_FALSE(run.server().out_of_memory());
    EXPECT_EQ(run.scheduler().finished(), 40u);
    EXPECT_EQ(run.machine().links().size(), 1u);
}

TEST(Serving, TheSameRequestsStreamUnderStream) {
    ServingRun run(hbm_only("stream"), workload::read_model_shape("tiny"), tests::requests(40, 100, 20));
    run.run();
    EXPECT_EQ(run.scheduler().finished(), 40u);
    EXPECT_GT(run.machine().level(1).counters().bulk_read_bytes, 0);  // DDR streams
    EXPECT_EQ(run.scheduler().preemptions(), 0u);
}

TEST(Serving, GrowthBeyondMemoryPreemptsAndRecomputes) {
    ServingRun run(hbm_only("queue"), workload::read_model_shape("tiny"), tests::requests(12, 64, 300));
    run.run();
    EXPECT_EQ(run.scheduler().finished(), 12u);
    EXPECT_GT(run.scheduler().preemptions(), 0u);
    EXPECT_GT(run.scheduler().recomputed_tokens(), 0u);
}

std::int64_t bytes_to_gpu(Machine& machine) {
    for (const auto& link : machine.fabric().links())
        if (link.name() == "host_to_gpu") return link.counters().bytes;
    return -1;
}

TEST(Serving, KvInTheGpusMemoryLandsWithItsPrefill) {
    // Eight prompts, one a step; then everybody decodes together: no prompt waits for staging it does not
    // use.
    ServingRun run(tests::platform("attacc-dgx-h100"), workload::read_model_shape("llama3-70b"),
                   tests::requests(8, 8000, 3));
    run.run();
    const auto& steps = run.server().log().steps;
    ASSERT_EQ(steps.size(), 8u + 2u);
    EXPECT_EQ(steps[8].batch, 8u);
    EXPECT_EQ(run.server().idle().value(), 0);
}

TEST(Serving, PartialsAreAllThatComesBackFromDdrAndSsd) {
    Machine machine(tests::platform("pam-mini"), workload::read_model_shape("tiny"), 16);
    const auto report = attend_once(machine, 16, 300);
    // 4 layers, 4 query heads, (64 + 2) x 4 bytes for every sequence with tokens on the level.
    const std::int64_t sequences = report.levels[1].sequences + report.levels[2].sequences;
    EXPECT_GT(report.levels[1].sequences, 0);
    EXPECT_GT(report.levels[2].sequences, 0);
    EXPECT_EQ(bytes_to_gpu(machine), sequences * 4 * 4 * 66 * 4);
}

TEST(Serving, AGatheredSoftmaxBringsEveryScoreAndTheOParts) {
    Machine machine(tests::platform("pam-mini", {{"kv.attention=gathered"}}),
                    workload::read_model_shape("tiny"), 16);
    const auto report = attend_once(machine, 16, 300);
    const std::int64_t sequences = report.levels[1].sequences + report.levels[2].sequences;
    const std::int64_t tokens = report.levels[1].tokens + report.levels[2].tokens;
    EXPECT_EQ(bytes_to_gpu(machine), 4 * 4 * (tokens * 2 + sequences * 64 * 4));
}

TEST(Serving, ALevelThatAcceptsNothingIsNamedByTheWatchdog) {
    auto p = tests::platform("pam-mini");
    p.levels[0].queue_depth = 0;  // END_REQ is withheld for ever
    ServingRun run(p, workload::read_model_shape("tiny"), tests::requests(2, 20, 4));
    try {
        run.run();
        FAIL() << "the run came to an end";
    } catch (const base::InvariantError& error) {
        const std::string what = error.what();
        EXPECT_NE(what.find("stands still"), std::string::npos) << what;
        EXPECT_NE(what.find("level hbm has"), std::string::npos) << what;
        EXPECT_NE(what.find("request 0"), std::string::npos) << what;
    }
}

TEST(Serving, APrefillIsBoundByTheGpusArithmetic) {
    auto p = tests::platform("gpu-offload-dgx-h100",
                             {{"parallel.tp=8"}, {"parallel.pp=1"}, {"parallel.microbatches=1"}});
    ServingRun run(p, workload::read_model_shape("llama3-70b"), tests::requests(1, 8192, 1));
    run.run();
    const auto& step = run.server().log().steps.front();
    ASSERT_EQ(step.kind, Batch::Kind::prefill);
    // 8192 tokens x 2 x 68.45e9 layer parameters, and 80 layers x 2 x 64 heads x 128 x 8192^2 of causal
    // attention.
    const double flops = 8192 * 2 * 68.452e9 + 80 * 2.0 * 64 * 128 * 8192 * 8192;
    const double seconds = flops / (8 * 989.4e12 * 0.8);
    EXPECT_NEAR(base::seconds(step.parts[Part::gpu]), seconds, 0.05 * seconds);
}

}  // namespace
}  // namespace pamsim::system
