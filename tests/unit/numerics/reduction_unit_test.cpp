// The functional twin of pam_ru: sums of partial scores, merges, normalisation, gathering.
#include "numerics/reduction_unit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "numerics/fp32.h"
#include "unit_data.h"

namespace pamsim::numerics {
namespace {

using tests::value_of;

using Rounds = std::vector<std::vector<const Partial*>>;

RuShape ru_shape(std::uint32_t ways = 4) {
    RuShape shape;
    shape.ways = ways;
    return shape;
}

TEST(ReductionUnit, AddsPartialScoresPairwise) {
    ReductionUnit ru(ru_shape());
    const Bits32 big = bits_of(0x1p25f), minus = bits_of(-0x1p25f), one = kOne;
    Bits32 sum = 0;
    ru.score_add({&big, &one, &minus, &one}, 1, 1, &sum);
    EXPECT_EQ(sum, 0u);  // both 2^25 + 1 are ties; one after the other they would give 1
    ru.score_add({&big, &minus, &one, &one}, 1, 1, &sum);
    EXPECT_EQ(sum, bits_of(2.0f));
}

TEST(ReductionUnit, ScoreSumsAreRoundedPairByPairForEveryCountOfWays) {
    base::RandomStream random(20, "scores");
    for (const std::uint32_t ways : {1u, 2u, 3u, 4u, 5u, 8u}) {
        ReductionUnit ru(ru_shape(ways));
        std::vector<Bits32> s(8, 0);
        std::vector<const Bits32*> partial;
        for (std::uint32_t w = 0; w < ways; ++w) {
            s[w] = bits_of(static_cast<float>(random.normal()));
            partial.push_back(&s[w]);
        }
        // +0 where there is no way leaves a sum as it is.
        const Bits32 low = add(add(s[0], s[1]), add(s[2], s[3])),
                     high = add(add(s[4], s[5]), add(s[6], s[7]));
        Bits32 sum = 0;
        ru.score_add(partial, 1, 1, &sum);
        EXPECT_EQ(sum, add(low, high)) << ways << " ways";
    }
}

TEST(ReductionUnit, AWayThatTakesNoPartCountsAsZero) {
    ReductionUnit ru(ru_shape());
    const Bits32 a = bits_of(1.5f), b = bits_of(-0.25f);
    Bits32 sum = 0;
    ru.score_add({nullptr, &a, nullptr, &b}, 1, 1, &sum);
    EXPECT_EQ(sum, bits_of(1.25f));
}

TEST(ReductionUnit, ReturnsSumsAndTheMaximumOfEachHead) {
    ReductionUnit ru(ru_shape(2));
    const std::vector<Bits32> a{bits_of(1.0f), bits_of(2.0f), bits_of(3.0f), bits_of(-4.0f)};
    const std::vector<Bits32> b{bits_of(0.5f), bits_of(0.5f), bits_of(-9.0f), bits_of(0.5f)};
    std::vector<Bits32> sums(4), maxima(2);
    ru.score_return({a.data(), b.data()}, 2, 2, sums.data(), maxima.data());
    EXPECT_EQ(sums, (std::vector<Bits32>{bits_of(1.5f), bits_of(2.5f), bits_of(-6.0f), bits_of(-3.5f)}));
    EXPECT_EQ(maxima, (std::vector<Bits32>{bits_of(1.5f), bits_of(2.5f)}));
    ru.score_return({a.data(), b.data()}, 0, 2, sums.data(), maxima.data());
    EXPECT_EQ(maxima, std::vector<Bits32>(2, kMinusInfinity));
}

/// The merge of all partials in double, and what the error of each sum may be: per round a weight and (ways +
/// 1) roundings, and the rounding of the arguments, which together are the partial's distance from the
/// maximum.
struct Exact {
    double m = -HUGE_VAL, l = 0.0, l_bound = 0.0;
    std::vector<double> o, o_bound;
    Exact(const std::vector<Partial>& partials, std::size_t ways)
        : o(partials[0].o.size()), o_bound(partials[0].o.size()) {
        const auto rounds = static_cast<double>((partials.size() + ways - 1) / ways);
        const double of_rounds = rounds * (std::exp2(-15.7) + static_cast<double>(ways + 1) * std::exp2(-24));
        for (const Partial& p : partials) m = std::max(m, value_of(p.m));
        for (const Partial& p : partials) {
            const double gap = m - value_of(p.m), weight = std::exp(-gap);
            const double relative = std::expm1(of_rounds + (std::exp2(-11) + std::exp2(-23)) * gap);
            l += weight * value_of(p.l);
            l_bound += relative * weight * value_of(p.l);
            for (std::size_t i = 0; i < o.size(); ++i) {
                o[i] += weight * value_of(p.o[i]);
                o_bound[i] += relative * std::fabs(weight * value_of(p.o[i]));
            }
        }
    }
    /// The largest error of (O, l) in parts of its bound.
    double share(const Partial& merged) const {
        double worst = std::fabs(value_of(merged.l) - l) / l_bound;
        for (std::size_t i = 0; i < o.size(); ++i)
            worst = std::max(worst, std::fabs(value_of(merged.o[i]) - o[i]) / o_bound[i]);
        return worst;
    }
};

Rounds in_rounds(const std::vector<const Partial*>& partials, std::size_t ways) {
    Rounds rounds;
    for (std::size_t i = 0; i < partials.size(); i += ways) {
        rounds.emplace_back(ways, nullptr);
        for (std::size_t w = 0; w < ways && i + w < partials.size(); ++w) rounds.back()[w] = partials[i + w];
    }
    return rounds;
}

TEST(ReductionUnit, EveryOrderOfMergingIsWithinTheBoundAndOrdersDiffer) {
    base::RandomStream random(21, "merge");
    std::vector<Partial> partials;
    for (int i = 0; i < 16; ++i) partials.push_back(tests::random_partial(random, 32));
    std::vector<const Partial*> order;
    for (const Partial& p : partials) order.push_back(&p);
    double worst = 0.0;
    std::vector<std::vector<Bits32>> seen;
    for (int permutation = 0; permutation < 200; ++permutation) {
        for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
        for (const std::uint32_t ways : {1u, 2u, 4u, 8u}) {
            ReductionUnit ru(ru_shape(ways));
            const Partial merged = ru.merge(in_rounds(order, ways), 2);
            const Exact exact(partials, ways);
            EXPECT_EQ(value_of(merged.m), exact.m);
            worst = std::max(worst, exact.share(merged));
            seen.push_back(merged.o);
        }
    }
    tests::expect_reached("merge_share", worst, 1.0, 0.1);
    EXPECT_TRUE(std::any_of(seen.begin(), seen.end(), [&](const auto& o) { return o != seen[0]; }));
}

TEST(ReductionUnit, TheEmptyPartialIsNeutral) {
    base::RandomStream random(22, "merge");
    const Partial some = tests::random_partial(random, 16),
                  empty{std::vector<Bits32>(16, 0), kMinusInfinity, 0};
    ReductionUnit ru(ru_shape());
    for (const Rounds& rounds :
         {Rounds{{&some, &empty, nullptr, nullptr}}, Rounds{{&empty, &some, &empty, &empty}}}) {
        const Partial merged = ru.merge(rounds, 1);
        EXPECT_EQ(merged.m, some.m);
        EXPECT_EQ(merged.l, some.l);
        EXPECT_EQ(merged.o, some.o);
    }
}

TEST(ReductionUnit, NothingAndOnlyEmptyPartialsGiveTheEmptyPartialAndAnOutputOfZeros) {
    const Partial empty{std::vector<Bits32>(16, 0), kMinusInfinity, 0};
    ReductionUnit ru(ru_shape());
    for (const Rounds& rounds : {Rounds{}, Rounds{{&empty, &empty, &empty, &empty}}}) {
        const Partial merged = ru.merge(rounds, 1);
        EXPECT_EQ(merged.m, kMinusInfinity);
        EXPECT_EQ(merged.l, 0u);
        EXPECT_EQ(merged.o, std::vector<Bits32>(16, 0));
        const Normalised normalised = ru.finish(rounds, 1);
        EXPECT_EQ(normalised.o, std::vector<Bits16>(16, 0));
        EXPECT_EQ(normalised.log_sum_exp, kMinusInfinity);
    }
}

TEST(ReductionUnit, FinishesWithTheQuotientAndTheLogSumExp) {
    const Partial partial{{bits_of(6.0f), bits_of(-2.0f)}, bits_of(1.5f), bits_of(4.0f)};
    RuShape shape = ru_shape();
    shape.lanes = 2;
    shape.format = Format::bf16;
    ReductionUnit ru(shape);
    const Normalised normalised = ru.finish({{&partial, nullptr, nullptr, nullptr}}, 1);
    EXPECT_EQ(normalised.o,
              (std::vector<Bits16>{tests::half_of(Format::bf16, 1.5), tests::half_of(Format::bf16, -0.5)}));
    EXPECT_NEAR(value_of(normalised.log_sum_exp), 1.5 + std::log(4.0), std::exp2(-16.8));
}

TEST(ReductionUnit, InfiniteMaximaTakeAllAndNansSpread) {
    const Partial ordinary{{kOne, kOne}, kOne, kOne}, infinite{{bits_of(3.0f), kOne}, kInfinity, kOne},
        nan{{kOne, kOne}, kNan, kOne};
    RuShape shape = ru_shape();
    shape.lanes = 2;
    ReductionUnit ru(shape);
    const Partial merged = ru.merge({{&ordinary, &infinite, nullptr, nullptr}}, 1);
    EXPECT_EQ(merged.m, kInfinity);
    EXPECT_EQ(merged.o, infinite.o);
    const Partial spread = ru.merge({{&ordinary, &nan, nullptr, nullptr}}, 1);
    EXPECT_EQ(spread.m, kNan);
    EXPECT_EQ(spread.l, kNan);
    EXPECT_EQ(spread.o[0], kNan);
}

TEST(ReductionUnit, GathersSlicesInOrderOfWays) {
    const Partial a{{1u, 2u}, kOne, kOne}, b{{3u, 4u}, kOne, kOne};
    RuShape shape = ru_shape();
    shape.lanes = 2;
    ReductionUnit ru(shape);
    const Partial whole = ru.gather({nullptr, &b, nullptr, &a}, 1);
    EXPECT_EQ(whole.o, (std::vector<Bits32>{3u, 4u, 1u, 2u}));
    EXPECT_EQ(whole.m, kOne);
    EXPECT_EQ(whole.l, kOne);
}

}  // namespace
}  // namespace pamsim::numerics
