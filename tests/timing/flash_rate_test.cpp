// Sustained reading of the command-level flash engine against min(array, bus).
#include <gtest/gtest.h>

#include "base/random.h"
#include "flash_drive.h"

namespace pamsim::memory {
namespace {

/// All planes of every die, `rounds` times, all submitted at once; without the first rounds, in which dies
/// start together.
double streamed_bytes_per_s(const FlashPart& part, std::uint32_t rounds = 60) {
    FlashEngine engine(part);
    for (std::uint32_t round = 0; round < rounds; ++round) {
        for (std::uint32_t die = 0; die < part.all_dies(); ++die) {
            FlashOp op = read_of(die, round, round);
            op.planes = part.planes;
            engine.submit(op, 0_us);
        }
    }
    engine.drain();
    base::Picoseconds warm{0}, last{0};
    for (const FlashCompletion& c : answers(engine)) {
        if (c.tag < 10) warm = base::max(warm, c.done);
        last = base::max(last, c.done);
    }
    const double bytes = static_cast<double>(rounds - 10) * part.all_dies() * part.planes * part.page_bytes;
    return bytes / base::seconds(last - warm);
}

TEST(FlashRate, ThePapersDriveStreams17Point5GigabytesWithCachedReads) {
    EXPECT_NEAR(streamed_bytes_per_s(flash_part()) * 1e-9, 17.476, 0.03 * 17.476);
}

TEST(FlashRate, WithoutCachedReadsItStreams14Point2) {
    EXPECT_NEAR(streamed_bytes_per_s(flash_part({{"cache_read=false"}})) * 1e-9, 14.236, 0.03 * 14.236);
}

struct Shape {
    std::uint32_t planes, dies;
    bool cache;
};
class FlashRateOf : public testing::TestWithParam<Shape> {};

TEST_P(FlashRateOf, StreamsWithin3PercentOfTheClosedForm) {
    const Shape shape = GetParam();
    const FlashPart part = flash_part({{"channels=2"},
                                       {"planes=" + std::to_string(shape.planes)},
                                       {"dies=" + std::to_string(shape.dies)},
                                       {shape.cache ? "cache_read=true" : "cache_read=false"}});
    const double closed = part.all_dies() * static_cast<double>(part.page_bytes) /
                          base::seconds(part.page_interval_with_commands());
    EXPECT_NEAR(streamed_bytes_per_s(part) / closed, 1.0, 0.03);
    EXPECT_LE(streamed_bytes_per_s(part), 1.001 * part.read_bytes_per_s());  // commands only take away
}

INSTANTIATE_TEST_SUITE_P(PlanesDiesCache, FlashRateOf,
                         testing::Values(Shape{1, 1, true}, Shape{1, 2, true}, Shape{1, 3, true},
                                         Shape{1, 4, true}, Shape{1, 5, true}, Shape{1, 6, true},
                                         Shape{1, 8, true}, Shape{2, 1, true}, Shape{2, 2, true},
                                         Shape{2, 4, true}, Shape{4, 1, true}, Shape{4, 8, true},
                                         Shape{1, 1, false}, Shape{1, 4, false}, Shape{1, 8, false},
                                         Shape{2, 2, false}, Shape{4, 1, false}, Shape{4, 4, false}));

TEST(FlashRate, RandomReadsWithDeepQueuesFillTheArraysToo) {
    const FlashPart part = flash_part();
    FlashEngine engine(part);
    base::RandomStream random(3, "flash reads");
    constexpr int reads = 20000;
    for (int i = 0; i < reads; ++i)
        engine.submit(read_of(static_cast<std::uint32_t>(random.below(32))), 0_us);
    engine.drain();
    // The fullest of 32 dies has about 625 + 2.2 * 25 pages: the drive ends with that die.
    const double rate = reads * 16384.0 / base::seconds(engine.now());
    EXPECT_GT(rate, 0.9 * part.read_bytes_per_s());
    EXPECT_LT(rate, part.read_bytes_per_s());
}

}  // namespace
}  // namespace pamsim::memory
