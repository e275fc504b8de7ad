// GPU with KV offload: a step is the larger of compute and each shared link.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/machines.h"

namespace pamsim::system {
namespace {

// HBM with room for hardly any KV; 8 sequences x 8192 tokens x 320 KiB = 20 GiB of KV, 2.5 GiB per GPU.
std::vector<base::Override> no_hbm(std::vector<base::Override> more = {}) {
    std::vector<base::Override> all{{"levels.hbm.rows=3370"}, {"kv.stream_buffer_bytes=4096"}};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}
constexpr double kOwnerBytes = 8.0 * 8192 * 40 * 1024;

/// KV of one owner on a level; nearly all of it is expected there.
double owner_bytes(const AttentionReport& report, std::size_t level) {
    EXPECT_GT(report.levels[level].tokens, 0.97 * 8 * 8192);
    return static_cast<double>(report.levels[level].tokens) * 40 * 1024;
}
constexpr double kPcie5 = 63.015e9 * 256 / 282, kPcie4x4 = 7.877e9 * 256 / 282;
constexpr double kDdr = 5 * 25.6e9 * 0.85;
constexpr double kLatencies = 80 * 3e-6;

AttentionReport attend(const std::vector<base::Override>& sets) {
    Machine machine(tests::platform("gpu-offload-dgx-h100", sets), workload::read_model_shape("llama3-70b"),
                    8);
    return attend_once(machine, 8, 8192);
}

TEST(Offload, KvInHostMemoryStreamsAtTheGpusPcieLink) {
    const auto report = attend(no_hbm());
    const double link_s = owner_bytes(report, 1) / kPcie5;
    EXPECT_NEAR(base::seconds(report.latency), link_s, 0.01 * link_s + kLatencies);
}

TEST(Offload, SlowHostMemoryBecomesTheBottleneck) {
    const auto report = attend(no_hbm({{"levels.ddr.stream_efficiency=0.2"}}));
    const double ddr_s = owner_bytes(report, 1) / (5 * 25.6e9 * 0.2);
    EXPECT_NEAR(base::seconds(report.latency), ddr_s, 0.01 * ddr_s + kLatencies);
}

TEST(Offload, KvOnDrivesStreamsAtTheDrivesLink) {
    const auto report = attend(no_hbm({{"levels.ddr.rows=64"}, {"levels.ddr.reserve_bytes=335544320"}}));
    const double link_s = owner_bytes(report, 2) / kPcie4x4;
    EXPECT_NEAR(base::seconds(report.latency), link_s, 0.01 * link_s + kLatencies + 80 * 42e-6);
}

TEST(Offload, AFastDriveIsBoundByBouncingThroughHostMemory) {
    // Drives and links made fast: each byte is written to host memory and read again.
    const auto report = attend(no_hbm({{"levels.ddr.rows=64"},
                                       {"levels.ddr.reserve_bytes=335544320"},
                                       {"links.host_drive.raw_gbps=1000"},
                                       {"links.gpu_host.raw_gbps=1000"},
                                       {"levels.ssd.t_read_ns=100"},
                                       {"levels.ssd.channel_mtps=100000"}}));
    const double bounce_s = 2 * owner_bytes(report, 2) / kDdr;
    EXPECT_NEAR(base::seconds(report.latency), bounce_s, 0.02 * bounce_s + kLatencies);
}

TEST(Offload, ADirectPathSparesHostMemory) {
    const auto report = attend(
        no_hbm({{"levels.ddr.rows=64"}, {"levels.ddr.reserve_bytes=335544320"}, {"kv.offload_path=direct"}}));
    EXPECT_EQ(report.levels[1].counters.bulk_write_bytes, 0);
    EXPECT_EQ(report.levels[1].counters.bulk_read_bytes, 0);
}

TEST(Offload, KvInTheGpusMemoryIsReadAtItsBandwidth) {
    const auto report = attend({});
    const double hbm_s = kOwnerBytes / (5 * 665.6e9 * 0.85);
    EXPECT_EQ(report.levels[0].tokens, 8 * 8192);
    EXPECT_NEAR(base::seconds(report.latency), hbm_s, 0.01 * hbm_s + 80 * 4e-6);
    EXPECT_EQ(report.parts[host::Part::fabric].value(), 0);
}

TEST(Offload, StreamsBesideComputeHideTheSmallerOfTheTwo) {
    // In a serving run: decode step = host + max(kernels, streams); the fabric part is what kernels did not
    // hide.
    auto p =
        tests::platform("gpu-offload-dgx-h100", {{"levels.hbm.rows=3470"}, {"kv.stream_buffer_bytes=4096"}});
    ServingRun run(p, workload::read_model_shape("llama3-70b"), tests::requests(8, 8000, 3));
    run.run();
    const auto& steps = run.server().log().steps;
    const auto& step = *std::max_element(steps.begin(), steps.end(), [](const auto& a, const auto& b) {
        const auto rank = [](const auto& s) { return s.kind == host::Batch::Kind::decode ? s.batch : 0; };
        return rank(a) < rank(b);
    });
    ASSERT_GE(step.batch, 4u);
    const double stream_s = step.batch * 8001.0 * 40 * 1024 / kPcie5;
    const double hidden = base::seconds(step.parts[host::Part::gpu]);
    EXPECT_GT(hidden, 0.1 * stream_s);
    EXPECT_NEAR(base::seconds(step.duration), 1e-3 + stream_s, 0.06 * stream_s);
    EXPECT_NEAR(base::seconds(step.parts[host::Part::fabric]) + hidden, stream_s, 0.06 * stream_s);
}

}  // namespace
}  // namespace pamsim::system
