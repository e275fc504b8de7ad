#include <gtest/gtest.h>

#include "part_files.h"

namespace pamsim::tests {
namespace {

using memory::FlashPart;

TEST(FlashPart, ReadRateIsTheArraysWhenReadsAreCached) {
    auto part = load_part<FlashPart>("nvme-paper");
    EXPECT_NEAR(part.read_bytes_per_s() * 1e-9, 17.476, 0.001);  // 32 dies x 16 KiB / 30 us
    part.cache_read = false;
    EXPECT_NEAR(part.read_bytes_per_s() * 1e-9, 14.236, 0.001);  // ... / (30 us + 6.83 us)
}

TEST(FlashPart, ChannelBusIsTheCeiling) {
    auto part = load_part<FlashPart>("nvme-paper");
    EXPECT_NEAR(part.channels * part.channel_bytes_per_s * 1e-9, 19.2, 1e-9);
    part.t_read = base::Picoseconds{1};
    EXPECT_NEAR(part.read_bytes_per_s() * 1e-9, 19.2, 0.001);
}

TEST(FlashPart, PlanesShareOneSensingTime) {
    auto part = load_part<FlashPart>("nvme-paper");
    part.dies = 1;
    part.planes = 2;
    EXPECT_EQ(part.page_interval(), base::Picoseconds{15'000'000});
    part.cache_read = false;
    EXPECT_EQ(part.page_interval(), base::Picoseconds{15'000'000} + part.transfer_time());
}

TEST(FlashPart, CapacityIsOneTebibyte) {
    EXPECT_EQ(load_part<FlashPart>("nvme-paper").capacity(), 1024 * base::GiB);
}

TEST(FlashPart, ProgramRateIsAllDiesOverProgramAndTransfer) {
    auto part = load_part<FlashPart>("nvme-paper");
    EXPECT_NEAR(part.program_bytes_per_s(), 32 * 16384 / (600e-6 + 16384 / 2.4e9), 10.0);
    part.t_program = base::Picoseconds{1};
    EXPECT_NEAR(part.program_bytes_per_s() * 1e-9, 19.2, 0.001);
}

TEST(FlashPart, PimFileKeepsTheDrive) {
    EXPECT_DOUBLE_EQ(load_part<FlashPart>("nvme-paper-pim").read_bytes_per_s(),
                     load_part<FlashPart>("nvme-paper").read_bytes_per_s());
}

}  // namespace
}  // namespace pamsim::tests
