// What fits where: the identities of the paper's node.
#include <gtest/gtest.h>

#include "support/machines.h"

namespace pamsim::system {
namespace {

using tests::platform;

double gib(double bytes) {
    return bytes / (1024.0 * 1024 * 1024);
}

TEST(Capacity, Llama70bFillsTheLevelsTopDownAt1024Times8192) {
    Machine machine(platform("pam-dgx-h100"), workload::read_model_shape("llama3-70b"), 1024);
    const auto report = attend_once(machine, 1024, 8192);
    const double token = static_cast<double>(machine.model().kv_bytes_per_token());
    EXPECT_NEAR(gib(report.levels[0].tokens * token), 509,
                1.5);  // 640 GiB less weights, less 0.4 GiB activations
    EXPECT_NEAR(gib(report.levels[1].tokens * token), 1272, 0.5);  // 1280 GiB less the host's 8
    EXPECT_NEAR(gib(report.levels[2].tokens * token), 779, 1.5);
    EXPECT_EQ(report.levels[0].tokens + report.levels[1].tokens + report.levels[2].tokens, 1024 * 8192);
}

TEST(Capacity, AddsUpToTheTotalOfEveryLevel) {
    Machine machine(platform("pam-dgx-h100"), workload::read_model_shape("opt-175b"), 8192);
    for (const LevelCapacity& c : machine.capacities())
        EXPECT_EQ(c.total,
                  c.weights + c.activations + c.stream_buffers + c.labels + c.metadata + c.reserve + c.kv);
    EXPECT_NEAR(gib(machine.capacities()[0].weights) * 1.0737, 350, 2);  // GB
}

TEST(Capacity, StreamingTakesABufferOfEveryGpusMemory) {
    Machine machine(platform("gpu-offload-dgx-h100"), workload::read_model_shape("llama3-70b"), 64);
    EXPECT_EQ(machine.capacities()[0].stream_buffers, 8 * base::GiB.value());
    Machine queueing(platform("gpu-offload-dgx-h100", {{"kv.when_full=queue"}}),
                     workload::read_model_shape("llama3-70b"), 64);
    EXPECT_EQ(queueing.capacities()[0].stream_buffers, 0);
}

TEST(Capacity, OneTokenOfOpt175bTakesFourAndAHalfMib) {
    Machine machine(platform("pam-dgx-h100"), workload::read_model_shape("opt-175b"), 64);
    EXPECT_EQ(machine.owner_token_bytes() * machine.owners(), 9 * 512 * 1024);
}

TEST(Capacity, AModelThatFitsInNoGpuMemoryIsASentence) {
    auto p = platform("gpu-offload-dgx-h100", {{"levels.hbm.count=16"}});  // 256 GiB for 326 GiB of weights
    try {
        Machine machine(p, workload::read_model_shape("opt-175b"), 64);
        FAIL() << "was accepted";
    } catch (const base::ConfigError& error) {
        EXPECT_NE(std::string(error.what()).find("opt-175b needs 32"), std::string::npos) << error.what();
    }
}

TEST(Capacity, QueueingKeepsKvOutOfLevelsThatCannotAttend) {
    const auto p = platform("gpu-offload-dgx-h100", {{"kv.when_full=queue"}});
    Machine machine(p, workload::read_model_shape("llama3-70b"), 64);
    EXPECT_EQ(machine.links().size(), 1u);
    EXPECT_EQ(machine.capacities()[1].kv, 0);
}

}  // namespace
}  // namespace pamsim::system
