// Tensor x pipeline parallelism: who owns what, and what it does to time.
#include <gtest/gtest.h>

#include "host/pipeline.h"
#include "support/machines.h"

namespace pamsim::system {
namespace {

Machine split(const std::string& tp, const std::string& pp, const std::string& model = "llama3-70b",
              std::vector<base::Override> more = {}) {
    std::vector<base::Override> sets{
        {"parallel.tp=" + tp}, {"parallel.pp=" + pp}, {"parallel.microbatches=" + pp}};
    sets.insert(sets.end(), more.begin(), more.end());
    return Machine(tests::platform("pam-dgx-h100", sets), workload::read_model_shape(model), 1024);
}

/// Each owner holds an eighth of every token: 320 KiB / 8.
void expect_owner(Machine machine, std::uint32_t kv_heads, std::uint32_t layers) {
    EXPECT_EQ(machine.operators().kv_heads(), kv_heads);
    EXPECT_EQ(machine.operators().query_heads(), 8 * kv_heads);
    EXPECT_EQ(machine.stage_layers(), layers);
    EXPECT_EQ(machine.owner_token_bytes(), 40 * 1024);
    EXPECT_EQ(machine.traffic().kv_bytes_per_token, kv_heads * 512);
    EXPECT_EQ(machine.traffic().q_bytes_per_sequence, 8 * kv_heads * 256);
    EXPECT_EQ(machine.traffic().output_bytes_per_sequence, 8 * kv_heads * 130 * 4);
}

TEST(Split, EightByOneGivesEachGpuOneKvHeadOfEveryLayer) {
    expect_owner(split("8", "1"), 1, 80);
}
TEST(Split, FourByTwoGivesEachGpuTwoKvHeadsOfFortyLayers) {
    expect_owner(split("4", "2"), 2, 40);
}
TEST(Split, OneByEightGivesEachGpuAllKvHeadsOfTenLayers) {
    expect_owner(split("1", "8"), 8, 10);
}

TEST(Split, FewerKvHeadsThanGpusAreReplicated) {
    Machine machine =
        split("16", "1", "llama3-70b",
              {{"gpu.count=16"}, {"levels.hbm.count=80"}, {"levels.ddr.count=80"}, {"levels.ssd.count=16"}});
    EXPECT_EQ(machine.operators().kv_heads(), 1u);
    EXPECT_EQ(machine.operators().query_heads(), 4u);
    EXPECT_EQ(machine.owner_token_bytes() * machine.owners(), 2 * 320 * 1024);  // every KV head is kept twice
}

constexpr double kFirstPage = 30e-6 + 16384 / 2.4e9 + 5e-6;

/// 40 GiB of KV, nearly all on the drives. Whatever the split, each of the 8 drives (32 dies) reads an eighth
/// of the pages (8 heads, K and V, 80 layers) at 30 us, and waits for a first page 80 times.
void expect_eighth_per_drive(Machine machine) {
    const auto report = attend_once(machine, 16, 8192);
    const double blocks = static_cast<double>(report.levels[2].tokens) / 64;
    EXPECT_GT(blocks, 0.97 * 16 * 128);
    const double pages_s = blocks * 8 * 2 * 80 / 256 * 30e-6;
    EXPECT_NEAR(base::seconds(report.levels[2].counters.busy), pages_s + 80 * kFirstPage, 0.01 * pages_s);
}

std::vector<base::Override> only_ssd() {
    // Room for weights and activations only, and a DDR that is all reserve.
    return {{"levels.hbm.rows=3400"}, {"levels.ddr.rows=64"}, {"levels.ddr.reserve_bytes=335544320"}};
}

TEST(Split, EightByOneReadsAnEighthPerDrive) {
    expect_eighth_per_drive(split("8", "1", "llama3-70b", only_ssd()));
}
TEST(Split, FourByTwoReadsTheSameInTwoMicrobatches) {
    expect_eighth_per_drive(split("4", "2", "llama3-70b", only_ssd()));
}
TEST(Split, OneByEightReadsTheSameInEightMicrobatches) {
    expect_eighth_per_drive(split("1", "8", "llama3-70b", only_ssd()));
}

TEST(Split, TensorParallelismPaysTwoAllReducesPerLayer) {
    auto p =
        tests::platform("pam-dgx-h100", {{"parallel.tp=8"}, {"parallel.pp=1"}, {"parallel.microbatches=1"}});
    ServingRun run(p, workload::read_model_shape("llama3-70b"), tests::requests(1, 100, 2));
    run.run();
    // One token: 2 x 80 all-reduces of 16 KiB over 8 GPUs: 4.7 us, 14 steps of 0.77 us, 28 KiB at 423.5 GB/s.
    const double one = 4.7e-6 + 14 * 0.77e-6 + 16384.0 * 14 / 8 / (450e9 * 256 / 272);
    const auto& step = run.server().log().steps.back();
    EXPECT_NEAR(base::seconds(step.parts[host::Part::fabric]), 160 * one, 1e-3 * 160 * one);
}

TEST(Split, PurePipelineHasNoAllReduce) {
    Machine machine = split("1", "8");
    EXPECT_FALSE(machine.all_reduce_route().has_value());
    EXPECT_TRUE(machine.next_stage_route().has_value());
}

double decode_step_s(const std::vector<base::Override>& sets, std::size_t sequences) {
    auto p = tests::platform("pam-dgx-h100", sets);
    p.step_overhead = base::Picoseconds{0};
    ServingRun run(p, workload::read_model_shape("llama3-70b"), tests::requests(sequences, 100, 3));
    run.run();
    return base::seconds(run.server().log().steps.back().duration);
}

/// Layer weights, a quarter per GPU of a stage, both stages one after the other: 136.9 GB / 4 at 2.83 TB/s.
constexpr double kWeightsOnFour = 2 * 68.452e9 / 4 / (5 * 665.6e9 * 0.85);

TEST(Split, ALoneTokenGoesThroughBothStagesHoweverManyMicrobatches) {
    EXPECT_GT(decode_step_s({}, 1), kWeightsOnFour);
}
TEST(Split, ALoneTokenTakesTheSameWithOneMicrobatch) {
    EXPECT_GT(decode_step_s({{"parallel.microbatches=1"}}, 1), kWeightsOnFour);
    EXPECT_LT(kWeightsOnFour, 0.0125);
}
TEST(Split, TwoSequencesFillTwoMicrobatchesInTheSameTime) {
    const double step = decode_step_s({}, 2);
    EXPECT_GT(step, kWeightsOnFour);
    EXPECT_LT(step, 1.6 * kWeightsOnFour);
}

TEST(Split, ABubbleIsWhatTheLongestMicrobatchNeedsBeyondTheSum) {
    using base::Picoseconds;
    EXPECT_EQ(host::pipeline_bubble({Picoseconds{10}}, 2).value(), 10);
    EXPECT_EQ(host::pipeline_bubble({Picoseconds{10}, Picoseconds{10}}, 2).value(), 0);
    EXPECT_EQ(host::pipeline_bubble({Picoseconds{10}, Picoseconds{4}}, 2).value(), 6);
    EXPECT_EQ(
        host::pipeline_bubble({Picoseconds{5}, Picoseconds{5}, Picoseconds{5}, Picoseconds{5}}, 2).value(),
        0);
    EXPECT_EQ(host::pipeline_bubble({}, 2).value(), 0);
}

TEST(Split, ALonePromptDoesNotFlowInPieces) {
    auto p = tests::platform("gpu-offload-dgx-h100", {{"parallel.microbatches=4"}});
    ServingRun run(p, workload::read_model_shape("llama3-70b"), tests::requests(1, 8000, 1));
    run.run();
    const auto& step = run.server().log().steps.front();
    EXPECT_NEAR(base::seconds(step.parts[host::Part::wait]),
                base::seconds(step.parts[host::Part::gpu] + step.parts[host::Part::fabric]), 1e-9);
}

TEST(Split, APromptBehindAShorterOnePaysItsOwnWayThroughTheStages) {
    auto workload = tests::requests(2, 8000, 1);
    workload.requests[0].input_tokens = 200;  // together beyond one step's token budget
    ServingRun run(tests::platform("pam-dgx-h100"), workload::read_model_shape("llama3-70b"), workload);
    run.run();
    const auto& steps = run.server().log().steps;
    const auto waited = steps[0].parts[host::Part::wait] + steps[1].parts[host::Part::wait];
    const auto stage = steps[1].parts[host::Part::gpu] + steps[1].parts[host::Part::fabric];
    EXPECT_NEAR(base::seconds(waited), base::seconds(stage), 1e-9);
}

TEST(Split, HeadsThatDoNotDivideAreRefused) {
    const std::vector<base::Override> six{
        {"parallel.tp=6"},        {"parallel.pp=1"},        {"parallel.microbatches=1"}, {"gpu.count=6"},
        {"levels.hbm.count=240"}, {"levels.ddr.count=240"}, {"levels.ssd.count=18"}};
    EXPECT_THROW(Machine(tests::platform("pam-dgx-h100", six), workload::read_model_shape("llama3-70b"), 64),
                 base::ConfigError);
}

}  // namespace
}  // namespace pamsim::system
