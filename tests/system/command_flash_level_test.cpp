// The SSD level at command level: what a page costs, how near the closed form is, what writes and collection
// do to attention, and that nothing is lost.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "flash_level_under_test.h"

namespace pamsim::pim {
namespace {

using base::Picoseconds;
using tests::FlashLevelUnderTest;

constexpr Picoseconds kLongEnough{100'000'000'000};  // for all programs of a test: 0.1 s

/// Small, so that a test fills it: one die of 128 blocks of 64 pages.
const std::vector<base::Override> kOneDie{
    {"channels=1"}, {"dies=1"}, {"blocks=128"}, {"pages=64"}, {"write_buffer_bytes=1572864"}};

TEST(CommandFlashLevel, OnePageTakesItsCommandsTrTransferAndController) {
    FlashLevelUnderTest t;
    t.admit(0, 64);
    t.post_write(0, 0, 64);
    t.pass(kLongEnough);
    const Picoseconds from = protocol::now();
    t.post_read(16384);
    t.settle();
    // 290 ns command, 30 us tR, 30 ns set-up, 16384 B at 2.4 GB/s, 5 us controller.
    EXPECT_NEAR(base::seconds(t.read_ends.at(0) - from), 290e-9 + 30e-6 + 30e-9 + 16384 / 2.4e9 + 5e-6,
                1e-12);
}

TEST(CommandFlashLevel, AttentionToOneBlockIsItsPagesPusAndMerges) {
    FlashLevelUnderTest t({}, 1, 1.0, {1, 4, 128, 2});  // K and V: two pages, on two channels
    t.admit(0, 64);
    t.post_write(0, 0, 64);
    t.pass(kLongEnough);
    const Picoseconds elapsed = t.attend();
    const auto& answer = t.answers.at(0);
    EXPECT_EQ(answer.latency, t.attention.first_page_time());
    EXPECT_EQ(answer.local.value(), 64 * 4 * 8 * 1000);  // 64 tokens, 4 query heads, 8 beats at 1 GHz
    EXPECT_EQ(answer.local + answer.reduction + answer.latency, elapsed);
    EXPECT_EQ(t.level->counters().pages_read, 2);
}

TEST(CommandFlashLevel, KvInTheBufferCostsNoDie) {
    FlashLevelUnderTest t;
    t.admit(0, 40);
    t.post_write(0, 0, 40);
    t.settle();
    const Picoseconds elapsed = t.attend();
    EXPECT_EQ(t.level->counters().pages_read, 0);
    EXPECT_EQ(t.level->counters().read_bytes, 40 * t.shape.token_bytes());
    EXPECT_LT(elapsed, Picoseconds{30'000'000});
    EXPECT_GT(elapsed, Picoseconds{5'000'000});  // the controller's share of a read
}

TEST(CommandFlashLevel, PartsOfAnAnswerSumToItsTimeWhateverTheLayers) {
    FlashLevelUnderTest t({}, 2);
    for (std::uint64_t s = 0; s < 4; ++s) t.admit(s, 1000);
    const Picoseconds from = protocol::now();
    t.post_attention(FlashLevelUnderTest::kLayers);
    t.settle();
    const auto& answer = t.answers.at(0);
    EXPECT_EQ(answer.accepted_at, from);
    EXPECT_EQ(answer.local + answer.reduction + answer.latency, t.answered_at.at(0) - from);
    // 1000 tokens are 15 whole blocks and one that is read from the buffer.
    EXPECT_EQ(t.level->counters().pages_read, 4 * 15 * 4 * FlashLevelUnderTest::kLayers);
    EXPECT_EQ(t.level->counters().useful_bytes, 4000 * t.shape.token_bytes() * FlashLevelUnderTest::kLayers);
}

TEST(CommandFlashLevel, SelectionSkipsPagesWithoutAnActiveToken) {
    FlashLevelUnderTest t({}, 1, 0.01);
    t.admit(0, 200 * 64);
    for (int i = 0; i < 10; ++i) t.attend();
    const double expected = 10 * 200 * 4 * Selection{0.01}.touched(64);
    EXPECT_NEAR(static_cast<double>(t.level->counters().pages_read) / expected, 1.0, 0.1);
    const double tokens = static_cast<double>(t.level->counters().useful_bytes / t.shape.token_bytes());
    EXPECT_NEAR(tokens / (10 * 200 * 64 * 0.01), 1.0, 0.1);
}

/// Mean and worst |fast - command| over the larger of command and a lone page's read (less is KV in buffers
/// only, where the fullest block decides and a load does not tell it) over random loads of one drive; KV lies
/// there from the start, whole blocks or with a last one that is not.
struct Agreement {
    double sum = 0, worst = 0;
    int cases = 0;
    void add(double fast_s, double command_s) {
        const double error = std::abs(fast_s - command_s) / std::max(command_s, 42e-6);
        sum += error;
        worst = std::max(worst, error);
        ++cases;
    }
    double mean() const { return sum / cases; }
};

enum class Blocks { whole, any };

Agreement random_loads(const std::vector<base::Override>& overrides, Blocks blocks) {
    FlashLevelUnderTest t(overrides);
    base::RandomStream random(7, "block loads");
    Agreement agreement;
    for (std::uint64_t id = 0; agreement.cases < 500;) {
        const std::uint64_t sequences = 1 + random.below(8);
        const std::uint64_t most = std::max<std::uint64_t>((1 + random.below(200)) / sequences, 1);
        for (std::uint64_t i = 0; i < sequences; ++i)
            t.admit(id + i, static_cast<std::uint32_t>(64 * random.below(most) +
                                                       (blocks == Blocks::any ? 1 + random.below(64) : 64)));
        const double fast_s = t.fast_s();
        agreement.add(fast_s, base::seconds(t.attend()));
        for (std::uint64_t i = 0; i < sequences; ++i) t.leave(id + i);
        id += sequences;
    }
    testing::Test::RecordProperty("mean_and_worst",
                                  fmt::format("{:.4f} {:.4f}", agreement.mean(), agreement.worst));
    return agreement;
}

TEST(CommandFlashLevel, TheClosedFormIsNearOverRandomBlocks) {
    const Agreement agreement = random_loads({}, Blocks::any);
    EXPECT_LE(agreement.mean(), 0.02);
    EXPECT_LE(agreement.worst, 0.05);
}

TEST(CommandFlashLevel, TheClosedFormIsNearWithoutCachedReads) {
    const Agreement agreement = random_loads({{"cache_read=false"}}, Blocks::any);
    EXPECT_LE(agreement.mean(), 0.02);
    EXPECT_LE(agreement.worst, 0.05);
}

TEST(CommandFlashLevel, TheClosedFormIsNearOnAFullBus) {
    const Agreement agreement = random_loads({{"t_read_ns=10000"}}, Blocks::any);
    EXPECT_LE(agreement.mean(), 0.02);
    EXPECT_LE(agreement.worst, 0.05);
}

TEST(CommandFlashLevel, TheClosedFormIsNearWithFewPus) {
    const Agreement agreement = random_loads({{"pim.pus=3"}}, Blocks::whole);
    EXPECT_LE(agreement.mean(), 0.02);
    EXPECT_LE(agreement.worst, 0.05);
}

TEST(CommandFlashLevel, ProgramsThatRunAreSuspendedAndStillCostTime) {
    FlashLevelUnderTest t;
    t.admit(0, 64 * 64);
    t.post_write(0, 0, 64 * 64);
    t.pass(kLongEnough);
    const Picoseconds alone = t.attend();
    t.admit(1, 64 * 64);
    t.post_write(1, 0, 64 * 64);
    t.cache.begin_landing(kv::SequenceId{1});
    t.pass(Picoseconds{200'000'000});  // every die is programming
    const Picoseconds beside = t.attend();
    EXPECT_GT(beside - alone, Picoseconds{90'000'000});   // a suspend takes 100 us
    EXPECT_LT(beside - alone, Picoseconds{600'000'000});  // and saves the rest of tPROG
    t.cache.land(kv::SequenceId{1});
}

TEST(CommandFlashLevel, AWriteWaitsForRoomAndOrderIsKept) {
    FlashLevelUnderTest t(kOneDie);
    t.admit(0, 256);
    t.admit(1, 256);
    t.post_write(0, 0, 256);  // 1.5 MiB are two of 256 tokens, less one byte each
    t.post_write(1, 0, 256);
    t.post_write(1, 256, 1);
    ASSERT_TRUE(t.cache.append(kv::SequenceId{1}));
    t.settle();
    ASSERT_EQ(t.write_ends.size(), 3u);
    EXPECT_LT(t.write_ends[1], Picoseconds{1'000'000});
    EXPECT_GE(t.write_ends[2], Picoseconds{600'000'000});  // after a program
}

/// Sequences come, are read, and go, until the drive has collected many times; at every time each of them is
/// there in full.
TEST(CommandFlashLevel, NoKvIsLostPastCollections) {
    FlashLevelUnderTest t(kOneDie);
    base::RandomStream random(3, "stays");
    const std::uint64_t blocks = static_cast<std::uint64_t>(t.cache.layout(0).capacity_blocks);
    std::vector<std::pair<std::uint64_t, std::uint64_t>> live;  // sequence, blocks
    std::uint64_t held = 0, written = 0;
    for (std::uint64_t id = 0; t.level->ssd_counters().collection->blocks < 100; ++id) {
        ASSERT_LT(id, 5000u);
        const std::uint64_t size = 1 + random.below(20);
        while (held + size > blocks) {
            const std::uint64_t victim = random.below(live.size());
            t.leave(live[victim].first);
            held -= live[victim].second;
            live.erase(live.begin() + static_cast<std::ptrdiff_t>(victim));
        }
        const auto tokens = static_cast<std::uint32_t>(size * 64);
        t.admit(id, tokens);
        for (std::uint32_t at = 0; at < tokens; at += 64) t.post_write(id, at, 64);
        t.settle();
        live.push_back({id, size});
        held += size;
        written += size;
        if (id % 50 != 0) continue;
        const std::int64_t before = t.level->counters().useful_bytes;
        t.attend();
        EXPECT_EQ(t.level->counters().useful_bytes - before,
                  static_cast<std::int64_t>(held) * 64 * t.shape.token_bytes());
    }
    const SsdCounters ssd = t.level->ssd_counters();
    EXPECT_EQ(ssd.accepted, static_cast<std::int64_t>(written) * 64 * t.shape.token_bytes() * 3);
    EXPECT_GT(ssd.programmed + ssd.waiting, ssd.accepted - ssd.dropped);  // collection moved pages
    EXPECT_GT(ssd.collection->wear.mean, 0.5);
    EXPECT_LE(ssd.collection->wear.max - ssd.collection->wear.min, 20u);
}

TEST(CommandFlashLevel, APreemptedSequencesPagesAreGivenUp) {
    FlashLevelUnderTest t(kOneDie);
    const auto all = static_cast<std::uint32_t>(t.cache.layout(0).capacity_blocks * 64);
    for (std::uint64_t id = 0; id < 3; ++id) {  // each fills the drive; no release() is sent
        t.admit(id, all);
        for (std::uint32_t at = 0; at < all; at += 64) t.post_write(id, at, 64);
        t.settle();
        t.cache.release(kv::SequenceId{id});
    }
    EXPECT_EQ(t.write_ends.size(), 3u * all / 64);
}

}  // namespace
}  // namespace pamsim::pim
