// The closed form of SSD-PIM attention against numbers a reader can check.
#include "pim/flash_attention.h"

#include <gtest/gtest.h>

#include "support/parts.h"

namespace pamsim::pim {
namespace {

constexpr AttentionShape kGqa{2, 8, 128, 2};

FlashAttention ssd(const std::vector<base::Override>& overrides = {}, const AttentionShape& shape = kGqa) {
    const auto p = tests::flash_pim("nvme-paper-pim", overrides);
    return FlashAttention(p.part, p.pim, 1, shape);
}

TEST(FlashAttention, APageHolds64TokensOfOneHead) {
    EXPECT_EQ(ssd().block_tokens(), 64u);
    EXPECT_EQ(ssd().groups(), 32u);
    EXPECT_EQ(ssd().domains(), 1u);
}

/// One page's data out: set-up and transfer. A PU's time on a page: 64 tokens x 8 query heads x 8 beats.
constexpr double kDataOut = 30e-9 + 16384 / 2.4e9;
constexpr double kPuPage = 64 * 8 * 8 * 1e-9;

TEST(FlashAttention, DenseReadsEveryPageOfKAndVAtTheArraysPace) {
    // 320 blocks x 2 heads x K and V = 1280 pages over 32 dies: 40 pages a die at 30 us; in the end the last
    // pages of a channel's four dies leave one after the other.
    const auto cost = ssd().cost({{5, 10, 320, 320 * 64}}, {}, Softmax::distributed);
    EXPECT_EQ(cost.pages_read, 1280);
    EXPECT_EQ(cost.read_bytes, 1280 * 16384);
    EXPECT_NEAR(cost.local_s, 39 * 30e-6 + 3 * kDataOut + kPuPage, 1e-11);
    EXPECT_NEAR(cost.latency_s, 290e-9 + 30e-6 + kDataOut + 5e-6, 1e-11);
}

TEST(FlashAttention, WithoutCachedReadsTheTransferIsAddedToTr) {
    const auto cost = ssd({{"cache_read=false"}}).cost({{5, 10, 320, 320 * 64}}, {}, Softmax::distributed);
    EXPECT_NEAR(cost.local_s, 39 * (290e-9 + 30e-6 + kDataOut) + 3 * kDataOut + kPuPage, 1e-9);
}

TEST(FlashAttention, AFasterArrayIsBoundByTheChannelBus) {
    const auto cost = ssd({{"t_read_ns=3000"}}).cost({{5, 10, 320, 320 * 64}}, {}, Softmax::distributed);
    EXPECT_NEAR(cost.local_s, 39 * 4 * (290e-9 + kDataOut) + 3 * kDataOut + kPuPage, 1e-9);
}

TEST(FlashAttention, ABlockThatIsNotWholeIsInTheBuffer) {
    const auto cost = ssd().cost({{1, 1, 1, 40, 1}}, {}, Softmax::distributed);
    EXPECT_EQ(cost.pages_read, 0);
    EXPECT_EQ(cost.read_bytes, 40 * kGqa.token_bytes());
    EXPECT_NEAR(cost.latency_s, 5e-6, 1e-12);  // the controller's
    EXPECT_NEAR(cost.local_s, 40 * 8 * 8 * 1e-9, 1e-12);
}

TEST(FlashAttention, FewPusBoundTheRead) {
    const auto cost = ssd({{"pim.pus=1"}}).cost({{5, 10, 320, 320 * 64}}, {}, Softmax::distributed);
    // 320 x 64 tokens x 2 heads x K and V x 8 query heads x 8 beats of 16 lanes at 1 GHz.
    EXPECT_NEAR(cost.local_s, 320 * 64 * 2 * 2 * 8 * 8 * 1e-9, 1e-9);
}

TEST(FlashAttention, ARandomEighthReadsAtLeast99PercentOfTheDensePages) {
    const std::vector<kv::DomainLoad> loads{{50, 1000, 32000, 32000 * 64}};
    const auto dense = ssd().cost(loads, {}, Softmax::distributed);
    const auto sparse = ssd().cost(loads, {0.125}, Softmax::distributed);
    EXPECT_GE(static_cast<double>(sparse.pages_read), 0.99 * static_cast<double>(dense.pages_read));
    EXPECT_GE(sparse.local_s, 0.99 * dense.local_s);
    EXPECT_NEAR(static_cast<double>(sparse.useful_bytes), 0.125 * static_cast<double>(dense.useful_bytes), 1);
}

TEST(FlashAttention, RefusesPagesThatDoNotHoldWholeVectors) {
    EXPECT_THROW(ssd({}, {1, 1, 96, 2}), std::invalid_argument);
    EXPECT_THROW(ssd({{"pim.pu.buffer_bytes=128"}}), std::invalid_argument);
}

}  // namespace
}  // namespace pamsim::pim
