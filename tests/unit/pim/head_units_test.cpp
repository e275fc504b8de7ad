// One kv-head on one PU, or on the PUs of a split: the same as each query head alone, and near exact
// attention.
#include "pim/head_units.h"

#include <gtest/gtest.h>

#include "base/invariant.h"
#include "units.h"

namespace pamsim::pim {
namespace {

using numerics::Bits16;
using numerics::Partial;

constexpr std::uint32_t kTokens = 40;

struct Head {
    std::uint32_t dim, group;
    std::vector<Bits16> q = random_values(std::size_t{group} * dim, 1, 0.3);
    std::vector<Bits16> k = random_values(std::size_t{kTokens} * dim, 2);
    std::vector<Bits16> v = random_values(std::size_t{kTokens} * dim, 3);
};

std::vector<Partial> attend(const numerics::PuShape& shape, const Head& head, const HeadPlan& plan,
                            std::uint32_t first_head = 0) {
    const auto pu = make_pu(shape);
    const auto ru = make_ru(ru_of());
    return HeadUnits(*pu, *ru, head.dim, plan)
        .attend(&head.q[std::size_t{first_head} * head.dim], head.k.data(), head.v.data(), kTokens);
}

/// A query head does not know with how many others it shares a pass, nor in what chunks O is made.
void expect_as_alone(const numerics::PuShape& shape, const Head& head, const HeadPlan& plan) {
    const std::vector<Partial> together = attend(shape, head, plan);
    ASSERT_EQ(together.size(), head.group);
    for (std::uint32_t h = 0; h < head.group; ++h) {
        const HeadPlan one{plan.split, 1, 1, 1, 1};
        EXPECT_TRUE(same(together[h], attend(shape, head, one, h)[0])) << "head " << h;
    }
}

TEST(HeadUnits, PassesAndChunksChangeNoBitOfASplitHead) {
    expect_as_alone(pu_of(16, 512, 32), {128, 8}, {4, 8, 1, 2, 2});
    expect_as_alone(pu_of(16, 512, 32), {128, 5}, {4, 5, 2, 1, 1});
    expect_as_alone(pu_of(4, 128, 32, false), {128, 8}, {4, 8, 1, 4, 4});
    expect_as_alone(pu_of(4, 128, 16, false), {64, 2}, {4, 2, 1, 1, 4});
}

TEST(HeadUnits, PassesAndChunksChangeNoBitOfAWholeHead) {
    expect_as_alone(pu_of(16, 512, 128), {128, 3}, {1, 3, 2, 3, 8});
    expect_as_alone(pu_of(16, 512, 64), {64, 4}, {1, 4, 1, 2, 4});
}

TEST(HeadUnits, OfOnePassAreTheCommandsOfOneUnit) {
    const Head head{64, 2};
    numerics::ProcessingUnit unit(pu_of(16, 512, 64));
    std::vector<numerics::Bits32> scores(kTokens * 2), maxima(2), o(128), l(2);
    unit.load_q(head.q.data(), 2, 4);
    unit.score(head.k.data(), nullptr, kTokens, 2, 4, false, scores.data(), maxima.data());
    unit.context(head.v.data(), scores.data(), maxima.data(), kTokens, 2, 4, o.data(), l.data());
    const std::vector<Partial> ours = attend(unit.shape(), head, {1, 2, 1, 1, 4});
    for (std::size_t h = 0; h < 2; ++h)
        EXPECT_TRUE(same(ours[h], {{&o[h * 64], &o[h * 64] + 64}, maxima[h], l[h]}));
}

TEST(HeadUnits, OfASplitHeadAreNearExactAttention) {
    const Head head{64, 1};
    const Partial ours = attend(pu_of(4, 128, 16, false), head, {4, 1, 1, 1, 4})[0];
    double sum = 0.0;
    std::vector<double> exact(64);
    for (std::uint32_t t = 0; t < kTokens; ++t) {
        double score = 0.0;
        for (std::uint32_t i = 0; i < 64; ++i) score += value_of(head.q[i]) * value_of(head.k[t * 64 + i]);
        sum += std::exp(score);
        for (std::uint32_t i = 0; i < 64; ++i) exact[i] += std::exp(score) * value_of(head.v[t * 64 + i]);
    }
    const double l = numerics::float_of(ours.l);
    EXPECT_NEAR(l * std::exp(numerics::float_of(ours.m)), sum, 1e-3 * sum);
    for (std::uint32_t i = 0; i < 64; ++i)
        EXPECT_NEAR(numerics::float_of(ours.o[i]) / l, exact[i] / sum, 5e-4);
}

TEST(HeadUnits, OfNoTokenIsTheEmptyPartial) {
    const auto pu = make_pu(pu_of(16, 512, 32));
    const auto ru = make_ru(ru_of());
    const Head head{128, 2};
    for (const Partial& partial :
         HeadUnits(*pu, *ru, 128, {4, 2, 1, 1, 2}).attend(head.q.data(), head.k.data(), head.v.data(), 0)) {
        EXPECT_EQ(partial.m, numerics::kMinusInfinity);
        EXPECT_EQ(partial.l, 0u);
        EXPECT_EQ(partial.o, std::vector<numerics::Bits32>(128, 0));
    }
}

TEST(HeadUnits, OfMoreTokensThanACommandCountsAreABrokenInvariant) {
    const auto pu = make_pu(pu_of(16, 512, 64));
    const auto ru = make_ru(ru_of());
    HeadUnits units(*pu, *ru, 64, {1, 1, 1, 1, 4});
    EXPECT_THROW(units.attend(nullptr, nullptr, nullptr, HeadUnits::kMaxTokens + 1), base::InvariantError);
}

}  // namespace
}  // namespace pamsim::pim
