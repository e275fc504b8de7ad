#include "fabric/link_queue.h"

#include <gtest/gtest.h>

#include "base/invariant.h"
#include "fabric/collectives.h"

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

}  // namespace
}  // namespace pamsim::fabric
