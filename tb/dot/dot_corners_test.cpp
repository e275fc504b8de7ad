// pam_dot with 4 lanes of FP16: sums that can be checked by hand, and the cycles they take.
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "Vdot_bf16_16.h"
#include "Vdot_fp16_4.h"
#include "Vdot_fp16_sums.h"
#include "numerics/formats.h"
#include "support/dut.h"
#include "support/wide.h"

namespace pamsim::tb {
namespace {

using numerics::bits_of;
using numerics::Format;
using Products =
    std::vector<std::array<float, 2>>;  ///< the factors of each lane; lanes that are missing are 0
constexpr float kInfinite = __builtin_huge_valf();

template <typename Unit>
class Bench {
public:
    Bench(std::size_t lanes, Format format) : lanes_(lanes), format_(format) {
        dut_.reset();
        dut_.in().flush_i = 0;
        dut_.in().out_ready_i = 1;
        dut_.in().in_slot_i = 0;
        dut_.in().in_vector_i = 0;
    }
    /// The sum of one slot over these beats, back to back; checks that it is there three cycles after the
    /// last.
    numerics::Bits32 sum(const std::vector<Products>& beats) {
        for (std::size_t i = 0; i < beats.size(); ++i) {
            drive(beats[i], i == 0, i + 1 == beats.size());
            EXPECT_EQ(dut_.out().in_ready_o, 1);
            EXPECT_EQ(dut_.out().out_valid_o, 0);
            dut_.edge();
        }
        dut_.in().in_valid_i = 0;
        for (int stage = 1; stage < 3; ++stage) {
            EXPECT_EQ(dut_.out().out_valid_o, 0);
            dut_.edge();
        }
        EXPECT_EQ(dut_.out().out_valid_o, 1);
        const numerics::Bits32 sum = dut_.out().out_sum_o;
        dut_.edge();
        return sum;
    }

private:
    void drive(const Products& products, bool first, bool last) {
        Unit& in = dut_.in();
        for (std::size_t lane = 0; lane < lanes_; ++lane) {
            const bool there = lane < products.size();
            set_lane(in.in_a_i, lane, 16, there ? half(products[lane][0]) : 0);
            set_lane(in.in_b_i, lane, 16, there ? half(products[lane][1]) : 0);
        }
        in.in_valid_i = 1;
        in.in_first_i = first;
        in.in_last_i = last;
    }
    numerics::Bits16 half(float x) const { return numerics::narrow(format_, bits_of(x)); }

    std::size_t lanes_;
    Format format_;
    Dut<Unit> dut_;
};

struct DotCorners : ::testing::Test {
    Bench<Vdot_fp16_4> bench{4, Format::fp16};
};

TEST_F(DotCorners, TheTreeRoundsOnceToNearestEven) {
    EXPECT_EQ(bench.sum({{{1, 1}, {0x1p-12f, 0x1p-12f}}}), bits_of(1));  // a tie, to even
    EXPECT_EQ(bench.sum({{{1, 1}, {0x1p-12f, 0x1p-12f}, {0x1p-12f, 0x1p-13f}}}), bits_of(1 + 0x1p-23f));
    EXPECT_EQ(bench.sum({{{1, 1}, {0x1p-11f, 0x1p-12f}, {0x1p-12f, 0x1p-12f}}}), bits_of(1 + 0x1p-22f));
}

TEST_F(DotCorners, BitsBelowTheWindowAreCutOff) {
    // 2^-31 is the last bit beside 1: it decides the tie, 2^-32 does not.
    EXPECT_EQ(bench.sum({{{1, 1}, {0x1p-12f, 0x1p-12f}, {0x1p-15f, 0x1p-16f}}}), bits_of(1 + 0x1p-23f));
    EXPECT_EQ(bench.sum({{{1, 1}, {0x1p-12f, 0x1p-12f}, {0x1p-16f, 0x1p-16f}}}), bits_of(1));
}

TEST_F(DotCorners, CancellationKeepsWhatIsInTheWindow) {
    EXPECT_EQ(bench.sum({{{256, 256}, {1, 0x1p-10f}, {-256, 256}}}), bits_of(0x1p-10f));
    EXPECT_EQ(bench.sum({{{256, 256}, {0x1p-8f, 0x1p-8f}, {-256, 256}}}), bits_of(0));
    EXPECT_EQ(bench.sum({{{3, 5}, {-3, 5}}}), bits_of(0));
    EXPECT_EQ(bench.sum({{{-3, 5}, {3, 5}}, {{-1, 0}}}), bits_of(0));
}

TEST_F(DotCorners, SubnormalsCount) {
    EXPECT_EQ(bench.sum({{{0x1p-24f, 0x1p-24f}}}), bits_of(0x1p-48f));
    EXPECT_EQ(bench.sum({{{0x1p-24f, 0x1p-24f}, {-0x1p-24f, 0x1p-23f}}}), bits_of(-0x1p-48f));
}

TEST_F(DotCorners, InfinitiesAndNaNs) {
    EXPECT_EQ(bench.sum({{{kInfinite, 2}, {1, 1}}}), numerics::kInfinity);
    EXPECT_EQ(bench.sum({{{kInfinite, -2}}, {{60000, 60000}}}), numerics::kMinusInfinity);
    EXPECT_EQ(bench.sum({{{kInfinite, 2}, {kInfinite, -2}}}), numerics::kNan);
    EXPECT_EQ(bench.sum({{{kInfinite, 2}}, {{kInfinite, -2}}}), numerics::kNan);
    EXPECT_EQ(bench.sum({{{kInfinite, 0}}}), numerics::kNan);
}

TEST_F(DotCorners, BeatsAddUpInFp32) {
    EXPECT_EQ(bench.sum({{{1, 1}}, {{2, 3}, {4, 5}}, {{-1, 7}}}), bits_of(20));
    // 2^-24 is lost in every beat, in one beat of its own it is not.
    EXPECT_EQ(bench.sum({{{1, 1}}, {{0x1p-12f, 0x1p-12f}}, {{0x1p-12f, 0x1p-12f}}}), bits_of(1));
    EXPECT_EQ(bench.sum({{{0x1p-12f, 0x1p-12f}}, {{0x1p-12f, 0x1p-12f}}, {{1, 1}}}), bits_of(1 + 0x1p-23f));
}

TEST(DotFp16Sums, StopAtTheirPrecisionAndOverflow) {
    Bench<Vdot_fp16_sums> bench(16, Format::fp16);
    EXPECT_EQ(bench.sum({{{2048, 1}}, {{1, 1}}, {{1, 1}}}), bits_of(2048));
    EXPECT_EQ(bench.sum({{{65504, 1}}, {{8, 1}}}), bits_of(65504));
    EXPECT_EQ(bench.sum({{{65504, 1}}, {{32, 1}}}), numerics::kInfinity);
    EXPECT_EQ(bench.sum({{{300, 300}}, {{-300, 300}}}), numerics::kNan);
}

TEST(DotBf16, OverflowsToInfinityAndUnderflowsToFp32Subnormals) {
    Bench<Vdot_bf16_16> bench(16, Format::bf16);
    EXPECT_EQ(bench.sum({{{0x1p100f, 0x1p28f}}}), numerics::kInfinity);
    EXPECT_EQ(bench.sum({{{0x1p64f, 0x1p63f}, {0x1p64f, 0x1p63f}}}), numerics::kInfinity);
    EXPECT_EQ(bench.sum({{{0x1p64f, 0x1p63f}}, {{0x1p64f, 0x1p63f}}}), numerics::kInfinity);
    EXPECT_EQ(bench.sum({{{0x1p64f, 0x1p63f}, {0x1p64f, 0x1p63f}, {-0x1p64f, 0x1p63f}}}), bits_of(0x1p127f));
    EXPECT_EQ(bench.sum({{{0x1p-100f, 0x1p-49f}}}), bits_of(0x1p-149f));
    EXPECT_EQ(bench.sum({{{0x1p-100f, 0x1p-50f}}}), bits_of(0));
    EXPECT_EQ(bench.sum({{{0x1.8p-100f, 0x1p-50f}}}), bits_of(0x1p-149f));
}

}  // namespace
}  // namespace pamsim::tb
