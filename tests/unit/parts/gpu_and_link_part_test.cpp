#include <gtest/gtest.h>

#include "part_files.h"

namespace pamsim::tests {
namespace {

using fabric::LinkPart;
using gpu::GpuPart;

TEST(GpuPart, DatasheetValuesReachTheirFields) {
    const auto part = load_part<GpuPart>("h100-sxm");
    EXPECT_DOUBLE_EQ(part.peak_flops, 989.4e12);
    EXPECT_EQ(part.memory, 80 * base::GiB);
    EXPECT_DOUBLE_EQ(part.memory_bytes_per_s, 3.35e12);
    EXPECT_DOUBLE_EQ(part.compute_efficiency, 0.80);
    EXPECT_DOUBLE_EQ(part.memory_efficiency, 0.85);
    EXPECT_EQ(part.kernel_floor, base::Picoseconds{2'450'000});
    EXPECT_EQ(part.streaming_multiprocessors, 132u);
    EXPECT_EQ(part.l2, 50 * base::MiB);
}

TEST(GpuPart, FiveStacksOfTheNodeAreTheGpusMemory) {
    const auto gpu = load_part<GpuPart>("h100-sxm");
    const auto stack = load_part<memory::DramPart>("hbm3-5200");
    EXPECT_EQ(5 * stack.geometry.capacity().value(), gpu.memory.value());
    EXPECT_NEAR(5 * stack.peak_bytes_per_s(), gpu.memory_bytes_per_s, 0.01 * gpu.memory_bytes_per_s);
}

TEST(LinkPart, PcieRawBandwidthFollowsTheSpecification) {
    struct Row {
        const char* name;
        double gt, lanes;
    };
    for (const Row& row : {Row{"pcie4-x4", 16, 4}, Row{"pcie4-x16", 16, 16}, Row{"pcie5-x4", 32, 4},
                           Row{"pcie5-x16", 32, 16}}) {
        EXPECT_NEAR(load_part<LinkPart>(row.name).raw_bytes_per_s, row.gt * row.lanes * 128 / 130 / 8 * 1e9,
                    1e6)
            << row.name;
    }
}

TEST(LinkPart, PayloadBandwidthLeavesOutHeaders) {
    const auto part = load_part<LinkPart>("pcie5-x16");
    EXPECT_NEAR(part.bytes_per_s(), 63.015e9 * 256 / 282, 1.0);
    for (const auto& name : link_parts) {
        const auto link = load_part<LinkPart>(name);
        EXPECT_GT(link.bytes_per_s(), 0.7 * link.raw_bytes_per_s) << name;
        EXPECT_LT(link.bytes_per_s(), link.raw_bytes_per_s) << name;
    }
}

TEST(LinkPart, NvlinkHasItsBandwidth) {
    EXPECT_DOUBLE_EQ(load_part<LinkPart>("nvlink4").raw_bytes_per_s, 450e9);
    EXPECT_DOUBLE_EQ(load_part<LinkPart>("nvlink3").raw_bytes_per_s, 300e9);
}

}  // namespace
}  // namespace pamsim::tests
