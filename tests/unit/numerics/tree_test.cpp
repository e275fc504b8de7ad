// The adder tree against exact sums; its documented bound is reached, not only kept.
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "exact_sums.h"
#include "measured.h"
#include "numerics/dot.h"
#include "numerics/fp32.h"
#include "support/effort.h"

namespace pamsim::numerics {
namespace {

using tests::ExactSum;
using tests::Int1024;

constexpr int kUnit = -149;  // of every FP32 value

/// The host's way to the sum, which must be the rule's.
Bits32 sum_of(const Bits32* products, std::size_t lanes) {
    const Bits32 sum = tree_sum(products, lanes);
    EXPECT_EQ(sum, rule::tree_sum(products, lanes));
    return sum;
}

/// Error of tree_sum over its bound: 2^-24 |sum| + lanes x 2^-31 x 2^E.
double share_of_bound(const std::vector<Bits32>& products) {
    ExactSum<Int1024> exact(kUnit);
    for (const Bits32 p : products) exact.add(tests::fixed<Int1024>(p, kUnit));
    if (exact.largest == 0) return exact.error_of(sum_of(products.data(), products.size()));
    const double power = std::ldexp(1.0, static_cast<int>(msb(exact.largest)));
    const double bound = std::ldexp(exact.units(exact.sum), -24) +
                         std::ldexp(static_cast<double>(products.size()), -31) * power;
    return exact.error_of(sum_of(products.data(), products.size())) / bound;
}

/// Exponents within `spread` of `base`, so that some lanes are cut and some are not.
std::vector<Bits32> random_products(base::RandomStream& random, std::size_t lanes, std::uint64_t base,
                                    std::uint64_t spread) {
    std::vector<Bits32> products;
    for (std::size_t i = 0; i < lanes; ++i)
        products.push_back((static_cast<Bits32>(random.bits() >> 32) & 0x807fffffu) |
                           static_cast<Bits32>(base + random.below(spread)) << 23);
    return products;
}

TEST(TreeSum, RandomSumsStayWithinTheBoundForEveryLaneCount) {
    base::RandomStream random(1, "tree");
    double worst = 0.0;
    for (const std::size_t lanes : {1, 2, 3, 4, 8, 16, 64, 1024})
        for (const std::uint64_t spread : {1, 4, 20, 40})
            for (const std::uint64_t base : {0, 1, 100, 200})
                for (int i = 0; i < tests::effort(lanes > 64 ? 20 : 200); ++i)
                    worst = std::max(worst, share_of_bound(random_products(random, lanes, base, spread)));
    tests::expect_reached("tree_random_share", worst, 1.0, 0.5);
}

TEST(TreeSum, AWorstCaseReachesTheBound) {
    for (const std::size_t lanes : {4, 16, 64}) {
        // 1 + 2^-24 is a tie that falls to 1, and what the other lanes bring is cut off whole.
        std::vector<Bits32> products(lanes, 0x2fffffffu);  // just below 2^-31
        products[0] = kOne;
        products[1] = 0x33800000u;  // 2^-24
        EXPECT_EQ(sum_of(products.data(), lanes), kOne);
        tests::expect_reached("tree_worst_share", share_of_bound(products), 1.0, 0.97);
    }
}

TEST(TreeSum, KeepsEightBitsBelowTheLargestProduct) {
    const Bits32 guard = 0x30000000u;  // 2^-31
    const Bits32 cancelled[] = {kOne, negated(kOne), guard};
    EXPECT_EQ(sum_of(cancelled, 3), guard);
    const Bits32 below[] = {kOne, negated(kOne), guard - 1};
    EXPECT_EQ(sum_of(below, 3), 0u);
    const Bits32 negative[] = {kOne, negated(kOne), negated(guard - 1)};  // cut towards zero, not down
    EXPECT_EQ(sum_of(negative, 3), 0u);
}

TEST(TreeSum, LargeProductsThatCancelDoNotOverflow) {
    const Bits32 large = 0x7f7fffffu;
    const Bits32 products[] = {large, large, negated(large), negated(large), large};
    EXPECT_EQ(sum_of(products, 5), large);
    const Bits32 over[] = {large, large};
    EXPECT_EQ(sum_of(over, 2), kInfinity);
}

TEST(TreeSum, InfinitiesAndNansDecideAlone) {
    const Bits32 with_infinity[] = {kOne, kInfinity, negated(0x7f7fffffu)};
    EXPECT_EQ(sum_of(with_infinity, 3), kInfinity);
    const Bits32 with_negative[] = {kMinusInfinity, kOne, kMinusInfinity};
    EXPECT_EQ(sum_of(with_negative, 3), kMinusInfinity);
    const Bits32 both[] = {kInfinity, kOne, kMinusInfinity};
    EXPECT_EQ(sum_of(both, 3), kNan);
    const Bits32 with_nan[] = {kInfinity, 0xffc12345u};
    EXPECT_EQ(sum_of(with_nan, 2), kNan);
}

TEST(TreeSum, NothingAndZerosOfEitherSignSumToPlusZero) {
    EXPECT_EQ(sum_of(nullptr, 0), 0u);
    const Bits32 zeros[] = {0x80000000u, 0x80000000u};
    EXPECT_EQ(sum_of(zeros, 2), 0u);
    EXPECT_EQ(sum_of(zeros, 1), 0u);
}

TEST(TreeSum, SubnormalsAddExactly) {
    const Bits32 products[] = {1u, 3u, 0x80000002u, 0x007fffffu};
    EXPECT_EQ(sum_of(products, 4), 0x00800001u);
}

TEST(TreeSum, TheHostSumFollowsTheRule) {
    std::mt19937_64 random(5);
    for (int beat = 0; beat < 300000; ++beat) {
        Bits32 products[16];
        const auto kind = random() % 4;
        for (Bits32& x : products) {
            x = static_cast<Bits32>(random());
            if (kind == 1)
                x = (x & 0x807fffffu) | static_cast<Bits32>(100 + random() % 40) << 23;  // near in size
            if (kind == 2) x &= 0x81ffffffu;                                             // subnormals
            if (kind == 3) x = (x & 0x807fffffu) | static_cast<Bits32>(253 + random() % 3) << 23;  // overflow
        }
        ASSERT_EQ(tree_sum(products, 16), rule::tree_sum(products, 16)) << "beat " << beat;
    }
}

}  // namespace
}  // namespace pamsim::numerics
