// Tensor x pipeline parallelism: who owns what, and what it does to time.
#include <gtest/gtest.h>

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

TEST(Split, TensorParallelismPaysAllReduceAndPipelineDoesNot) {
    EXPECT_TRUE(split("8", "1").all_reduce_route().has_value());
}
TEST(Split, PurePipelineHasNoAllReduce) {
    Machine machine = split("1", "8");
    EXPECT_FALSE(machine.all_reduce_route().has_value());
    EXPECT_TRUE(machine.next_stage_route().has_value());
}

TEST(Split, OneMicrobatchOnTwoStagesLeavesEachIdleHalfTheTime) {
    auto p = tests::platform("pam-dgx-h100", {{"parallel.microbatches=1"}, {"host.step_overhead_ns=0"}});
    ServingRun run(p, workload::read_model_shape("llama3-70b"), tests::requests(4, 100, 5));
    run.run();
    for (const auto& step : run.server().log().steps) {
        if (step.kind != host::Batch::Kind::decode) continue;
        const double wait = base::seconds(step.parts[host::Part::wait]), all = base::seconds(step.duration);
        EXPECT_NEAR(wait / all, 0.5, 0.01);
    }
}

}  // namespace
}  // namespace pamsim::system
