// New K and V reach the level that keeps them: the bytes that the levels take are those of the tokens that
// steps made, in both timings.
#include <gtest/gtest.h>

#include "pim/command_dram_level.h"
#include "support/machines.h"

namespace pamsim::system {
namespace {

/// KV of all tokens of prefill and decode steps, recomputed ones each time.
std::int64_t bytes_made(const ServingRun& run, std::int64_t token_bytes) {
    std::int64_t tokens = 0;
    for (const auto& step : run.server().log().steps) tokens += static_cast<std::int64_t>(step.tokens);
    return tokens * token_bytes;
}

std::int64_t bytes_written(Machine& machine, std::size_t level) {
    return machine.level(level).counters().bulk_write_bytes * machine.owners();
}

constexpr std::int64_t kTinyToken = 2048;  // K and V of tiny: 4 layers, 2 kv-heads of 64 values of 2 bytes

/// 12 prompts of 64 tokens and 20 more each, all in HBM: the last token's KV is never needed.
void expect_all_in_hbm(const std::string& timing) {
    ServingRun run(
        tests::platform("pam-mini", {{"kv.attention=gpu"}, {"levels.hbm.rows=64"}, {"timing=" + timing}}),
        workload::read_model_shape("tiny"), tests::requests(12, 64, 20));
    run.run();
    EXPECT_EQ(bytes_made(run, kTinyToken), 12 * (64 + 19) * kTinyToken);
    EXPECT_EQ(bytes_written(run.machine(), 0), 12 * (64 + 19) * kTinyToken);
}

TEST(KvWrites, HbmTakesThePromptsAndEveryNewToken) {
    expect_all_in_hbm("fast");
}
TEST(KvWrites, HbmTakesThemByCommandsToo) {
    expect_all_in_hbm("command");
}

TEST(KvWrites, WriteCommandsCarryThem) {
    ServingRun run(tests::platform("pam-mini", {{"levels.hbm.rows=64"}, {"timing=command"}}),
                   workload::read_model_shape("tiny"), tests::requests(3, 64, 4));
    run.run();
    const auto& hbm = dynamic_cast<const pim::CommandDramLevel&>(run.machine().level(0));
    const std::uint64_t burst_bytes = 32;
    EXPECT_GE(hbm.issued(memory::Command::write) * burst_bytes, 3u * (64 + 3) * kTinyToken);
}

/// KV on all three levels.
void expect_levels_take_all(const std::string& timing) {
    ServingRun run(tests::platform("pam-mini", {{"timing=" + timing}}), workload::read_model_shape("tiny"),
                   tests::requests(14, 150, 12));
    run.run();
    std::int64_t sum = 0;
    for (std::size_t level = 0; level < 3; ++level) {
        EXPECT_GT(bytes_written(run.machine(), level), 0) << level;
        sum += bytes_written(run.machine(), level);
    }
    EXPECT_EQ(sum, bytes_made(run, kTinyToken));
    EXPECT_EQ(sum, 14 * (150 + 11) * kTinyToken);
}

TEST(KvWrites, TheLevelsTogetherTakeWhatTheStepsMade) {
    expect_levels_take_all("fast");
}
TEST(KvWrites, TheLevelsTogetherTakeItByCommandsToo) {
    expect_levels_take_all("command");
}

TEST(KvWrites, WhatIsRecomputedIsWrittenAgain) {
    ServingRun run(tests::platform("pam-mini", {{"kv.attention=gpu"}, {"kv.when_full=queue"}}),
                   workload::read_model_shape("tiny"), tests::requests(12, 64, 300));
    run.run();
    ASSERT_GT(run.scheduler().preemptions(), 0u);
    EXPECT_EQ(bytes_written(run.machine(), 0), bytes_made(run, kTinyToken));
}

TEST(KvWrites, MicrobatchesAndOwnersEachWriteTheirShare) {
    ServingRun run(tests::platform("attacc-dgx-h100"), workload::read_model_shape("llama3-70b"),
                   tests::requests(3, 500, 4));
    run.run();
    EXPECT_EQ(bytes_written(run.machine(), 0), 3 * 503 * std::int64_t{320} * 1024);
}

TEST(KvWrites, LayersThatOneRequestStandsForAreAllCounted) {
    ServingRun run(tests::platform("attacc-dgx-h100", {{"layers=representative"}}),
                   workload::read_model_shape("llama3-70b"), tests::requests(3, 500, 4));
    run.run();
    EXPECT_EQ(bytes_written(run.machine(), 0), 3 * 503 * std::int64_t{320} * 1024);
}

}  // namespace
}  // namespace pamsim::system
