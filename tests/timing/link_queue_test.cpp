#include "fabric/link_queue.h"

#include <gtest/gtest.h>

#include "base/invariant.h"
#include "fabric/collectives.h"
#include "support/parts.h"

namespace pamsim::fabric {
namespace {

LinkPart ten_gb() {
    LinkPart part{};
    part.name = "ten";
    part.raw_bytes_per_s = 10e9;
    part.payload_bytes = 256;
    part.overhead_bytes = 0;
    return part;
}

TEST(LinkQueue, BytesTakePayloadBandwidthTime) {
    LinkPart part = ten_gb();
    part.overhead_bytes = 256;                                              // half of every packet
    EXPECT_EQ(LinkQueue("l", part).occupancy(5000, 1).value(), 1'000'000);  // 5000 B at 5 GB/s = 1 us
}

TEST(LinkQueue, ASecondTransferStartsWhenTheFirstIsThrough) {
    LinkQueue link("l", ten_gb());
    link.occupy(base::Picoseconds{0}, base::Picoseconds{0}, 10000, 1);
    EXPECT_EQ(link.free_at().value(), 1'000'000);
    link.occupy(base::Picoseconds{400'000}, link.free_at(), 10000, 3);
    EXPECT_EQ(link.free_at().value(), 4'000'000);
    EXPECT_EQ(link.counters().waited.value(), 600'000);
    EXPECT_EQ(link.counters().bytes, 40000);
}

TEST(LinkQueue, StartingBeforeOnesTurnIsABrokenInvariant) {
    LinkQueue link("l", ten_gb());
    link.occupy(base::Picoseconds{0}, base::Picoseconds{0}, 10000, 1);
    EXPECT_THROW(link.occupy(base::Picoseconds{0}, base::Picoseconds{999'999}, 1, 1), base::InvariantError);
}

TEST(Collectives, ARingAllReduceSendsTwiceNMinusOneOverN) {
    EXPECT_EQ(all_reduce_bytes(1000, 1), 0);
    EXPECT_EQ(all_reduce_bytes(1000, 2), 1000);
    EXPECT_EQ(all_reduce_bytes(1000, 4), 1500);
    EXPECT_EQ(all_reduce_bytes(800, 8), 1400);
}

TEST(Collectives, SmallAllReducesTakeWhatWasMeasuredOnH100AndA100) {
    // NCCL, half precision, 256 elements on 2, 4 and 8 GPUs (ai-dynamo/aiconfigurator, commit 095f58a),
    // microseconds.
    const auto small_us = [](const std::string& name, std::uint32_t gpus) {
        const auto link = LinkPart::from(tests::part(name).root());
        return base::seconds(link.collective_base + link.collective_step * ring_steps(gpus)) * 1e6;
    };
    EXPECT_NEAR(small_us("nvlink4", 2), 6.25, 0.05 * 6.25);
    EXPECT_NEAR(small_us("nvlink4", 4), 9.45, 0.05 * 9.45);
    EXPECT_NEAR(small_us("nvlink4", 8), 15.46, 0.05 * 15.46);
    EXPECT_NEAR(small_us("nvlink3", 2), 9.98, 0.05 * 9.98);
    EXPECT_NEAR(small_us("nvlink3", 4), 14.54, 0.05 * 14.54);
    EXPECT_NEAR(small_us("nvlink3", 8), 22.57, 0.05 * 22.57);
}

}  // namespace
}  // namespace pamsim::fabric
