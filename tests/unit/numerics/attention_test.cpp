// Whole heads through the functional twins, against exact attention and the bound of README.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "bench/accuracy/errors.h"
#include "bench/accuracy/whole_head.h"
#include "measured.h"

namespace pamsim::numerics {
namespace {

using accuracy::Data;
using accuracy::Head;
using accuracy::Plan;
using accuracy::WholeHead;

Plan plan_of(std::uint32_t tokens, std::uint32_t split, std::uint32_t groups, std::uint64_t seed) {
    base::RandomStream random(seed, "plan");
    return accuracy::random_plan(tokens, split, groups, 8, random);
}

std::vector<Normalised> outputs_of(const Head& head, const Plan& plan, const PuShape& shape) {
    ProcessingUnit pu(shape);
    ReductionUnit ru(accuracy::merging_ru(head.format));
    return WholeHead(pu, ru).run(head, plan);
}

class WholeHeads : public testing::TestWithParam<std::tuple<Format, Data>> {};

INSTANTIATE_TEST_SUITE_P(
    All, WholeHeads,
    testing::Combine(testing::Values(Format::fp16, Format::bf16),
                     testing::Values(Data::normal, Data::dominant, Data::equal, Data::edge, Data::masked,
                                     Data::nothing, Data::rising, Data::opposed, Data::halfway)),
    [](const auto& of) { return name_of(std::get<0>(of.param)) + "_" + name_of(std::get<1>(of.param)); });

TEST_P(WholeHeads, AreWithinTheBoundHoweverTokensAndHeadsAreSplit) {
    const auto [format, data] = GetParam();
    for (const std::uint32_t dim : {64u, 128u}) {
        const Head head = make_head(data, format, dim, 192, 3, dim);
        for (const std::uint32_t groups : {1u, 5u, 33u}) {
            const auto whole = plan_of(head.tokens, 1, groups, 1), split = plan_of(head.tokens, 4, groups, 2);
            EXPECT_LE(measured(head, whole, accuracy::wide_pu(format, dim)).share, 1.0) << groups;
            EXPECT_LE(measured(head, split, accuracy::wide_pu(format, dim / 4)).share, 1.0) << groups;
            EXPECT_LE(measured(head, split, accuracy::narrow_pu(format, dim / 4)).share, 1.0) << groups;
        }
    }
}

TEST(WholeHead, ArgumentsThatRoundAgainstEachOtherReachHalfOfTheBound) {
    const Head head = make_head(Data::opposed, Format::fp16, 64, 4096, 1, 1);
    const accuracy::Errors errors =
        measured(head, plan_of(4096, 4, 1, 1), accuracy::wide_pu(Format::fp16, 16));
    tests::expect_reached("attention_share", errors.share, 1.0, 0.5);
}

TEST(WholeHead, WeightsThatRoundAgainstEachOtherReachMostOfTheBoundOfBf16) {
    const auto share = [](Format format) {
        const Head head = make_head(Data::halfway, format, 64, 4096, 1, 1);
        return measured(head, plan_of(4096, 4, 1, 1), accuracy::wide_pu(format, 16)).share;
    };
    tests::expect_reached("attention_share_halfway_fp16", share(Format::fp16), 1.0, 0.25);
    tests::expect_reached("attention_share_halfway_bf16", share(Format::bf16), 1.0, 0.7);
}

TEST(WholeHead, Fp16SumsOf4096TokensBreakTheBoundOfFp32Sums) {
    const Head head = make_head(Data::equal, Format::fp16, 64, 4096, 1, 1);
    PuShape shape = accuracy::wide_pu(Format::fp16, 64);
    EXPECT_LE(measured(head, plan_of(4096, 1, 1, 1), shape).share, 1.0);
    shape.accumulate = Accumulate::fp16;
    EXPECT_GT(measured(head, plan_of(4096, 1, 1, 1), shape).share, 1.0);
}

TEST(WholeHead, OfOneTokenIsItsValue) {
    for (const Format format : {Format::fp16, Format::bf16}) {
        const Head head = make_head(Data::normal, format, 64, 1, 2, 3);
        for (const Normalised& output : outputs_of(head, plan_of(1, 4, 9, 3), accuracy::wide_pu(format, 16)))
            EXPECT_EQ(output.o, head.v);
    }
}

TEST(WholeHead, ThatIsMaskedWholeIsZeroWithALogSumExpOfMinusInfinity) {
    for (const Format format : {Format::fp16, Format::bf16}) {
        const Head head = make_head(Data::nothing, format, 64, 100, 2, 4);
        for (const Normalised& output :
             outputs_of(head, plan_of(100, 4, 9, 4), accuracy::wide_pu(format, 16))) {
            EXPECT_EQ(output.o, std::vector<Bits16>(64, 0));
            EXPECT_EQ(output.log_sum_exp, kMinusInfinity);
        }
    }
}

TEST(WholeHead, MovingTokensBetweenUnitsChangesBitsButLessThanTheBound) {
    const Head head = make_head(Data::normal, Format::fp16, 64, 300, 1, 5);
    const auto shape = accuracy::wide_pu(Format::fp16, 16);
    const std::vector<Bits16> first = outputs_of(head, plan_of(300, 4, 7, 0), shape)[0].o;
    const accuracy::Exact exact = accuracy::exact_attention(head, 0);
    int changed = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const Plan plan = plan_of(300, 4, 7, seed);
        const double bound =
            attention_error_bound(task_of(head, exact, plan, shape, accuracy::merging_ru(Format::fp16)));
        const std::vector<Bits16> other = outputs_of(head, plan, shape)[0].o;
        changed += other != first ? 1 : 0;
        for (std::size_t i = 0; i < other.size(); ++i)
            EXPECT_NEAR(tests::value_of(Format::fp16, other[i]), tests::value_of(Format::fp16, first[i]),
                        bound);
    }
    EXPECT_GT(changed, 0);
}

TEST(WholeHead, ReturnsTheLogSumExpOfItsScores) {
    const Head head = make_head(Data::normal, Format::bf16, 128, 500, 1, 6);
    double sum = 0.0;
    for (std::uint32_t t = 0; t < head.tokens; ++t) {
        double score = 0.0;
        for (std::uint32_t i = 0; i < head.dim; ++i)
            score += tests::value_of(head.format, head.q[i]) *
                     tests::value_of(head.format, head.k[t * head.dim + i]);
        sum += std::exp(score);
    }
    const Normalised output =
        outputs_of(head, plan_of(500, 4, 12, 6), accuracy::wide_pu(Format::bf16, 32))[0];
    // Half an ulp of BF16 in every p, half a TF32 ulp of arguments below 8.
    EXPECT_NEAR(tests::value_of(output.log_sum_exp), std::log(sum), std::exp2(-8) + std::exp2(-9));
}

TEST(AttentionBound, OfNothingIsZeroAndWhereTheOutputMayOverflowInfinite) {
    AttentionTask task;
    task.max_value = 1.0;
    EXPECT_EQ(attention_error_bound(task), 0.0);
    task.tokens = task.tokens_per_unit = 10;
    EXPECT_GT(attention_error_bound(task), std::exp2(-11));
    task.max_value = 65504.0;
    EXPECT_TRUE(std::isinf(attention_error_bound(task)));
    task.format = Format::bf16;
    EXPECT_LT(attention_error_bound(task), 65504.0 * 0.02);
    task.max_value = 1e38;
    EXPECT_TRUE(std::isinf(attention_error_bound(task)));
}

TEST(AttentionBound, GrowsWithEverythingItDependsOnAndNeverAboveTwiceTheLargestValue) {
    const AttentionTask task{Format::fp16, 1e-5, 1000, 100, 4, 4, 2.0};
    const auto with = [&](void (*change)(AttentionTask&)) {
        AttentionTask other = task;
        change(other);
        return attention_error_bound(other);
    };
    const double bound = attention_error_bound(task);
    EXPECT_GT(with([](AttentionTask& t) { t.format = Format::bf16; }), bound);
    EXPECT_GT(with([](AttentionTask& t) { t.score_error = 1e-3; }), bound);
    EXPECT_GT(with([](AttentionTask& t) { t.tokens = 4000; }), bound);
    EXPECT_GT(with([](AttentionTask& t) { t.tokens_per_unit = 1000; }), bound);
    EXPECT_GT(with([](AttentionTask& t) { t.merge_rounds = 9; }), bound);
    EXPECT_GT(with([](AttentionTask& t) { t.ways = 8; }), bound);
    EXPECT_GT(with([](AttentionTask& t) { t.max_value = 3.0; }), bound);
    EXPECT_LT(with([](AttentionTask& t) { t.score_error = 1e9; }), 4.01);
}

}  // namespace
}  // namespace pamsim::numerics
