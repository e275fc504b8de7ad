// Whole heads through verilated pam_pu, pam_ru and pam_ru_tree: the functional twins' bits and cycles, and
// exact attention within the bound.
#include <gtest/gtest.h>

#include <cstdio>

#include "Vattention_tree.h"
#include "Vcosim_pu16_fp16.h"
#include "Vcosim_ru_fp16.h"
#include "attention/rtl_heads.h"
#include "attention/rtl_tree.h"
#include "attention/tree_head.h"
#include "bench/accuracy/errors.h"
#include "cosim/rtl_pu.h"
#include "cosim/rtl_ru.h"

namespace pamsim::tb {
namespace {

using accuracy::Data;
using numerics::Format;

constexpr std::uint32_t kGroups = 4, kWays = 4;

/// `way` runs a head: it takes a TreeHead, the head and the plan. The cycles are those of PUs and of RU and
/// tree.
template <class Pu, class Ru, class Tree, class Way>
HeadResult run(const Head& head, const Plan& plan, Way way) {
    Pu pu(accuracy::wide_pu(head.format, plan.slice(head)));
    Ru ru(accuracy::merging_ru(head.format));
    Tree tree(kGroups, accuracy::merging_ru(head.format));
    TreeHead<Pu, Ru, Tree> units(pu, ru, tree);
    HeadResult result{way(units, head, plan), 0, 0};
    result.pu_cycles = pu.cycles();
    result.ru_cycles = ru.cycles() + tree.cycles();
    return result;
}

template <class Way>
void expect_twin_within_bound(const Head& head, const Plan& plan, Way way) {
    const HeadResult rtl =
        run<RtlPu<Vcosim_pu16_fp16>, RtlRu<Vcosim_ru_fp16>, RtlTree<Vattention_tree>>(head, plan, way);
    expect_same(rtl, run<numerics::ProcessingUnit, numerics::ReductionUnit, numerics::ReductionTree>(
                         head, plan, way));
    const auto shape = accuracy::wide_pu(head.format, plan.slice(head));
    const accuracy::Errors errors = errors_of(rtl.values(), head, plan, shape);
    std::printf("measured largest error %.3g, %.3f of its bound\n", errors.largest, errors.share);
    EXPECT_LE(errors.share, 1.0);
}

/// `per_ru` partials meet in one RU; the bound counts rounds from it.
Plan plan_of(const Head& head, std::uint32_t split, std::uint32_t groups, std::uint32_t per_ru) {
    base::RandomStream random(head.tokens, "tree plan");
    return accuracy::random_plan(head.tokens, split, groups, per_ru, random);
}

TEST(HeadsInATree, LeavesGatherSlicesAndTheRootMerges) {
    for (const std::uint32_t dim : {64u, 128u}) {
        const Head head = make_head(Data::normal, Format::fp16, dim, 1000, 2, 11);
        const Plan plan = plan_of(head, kWays, 3 * kGroups, 3 * kGroups);
        expect_twin_within_bound(head, plan, [](auto& units, auto&... of) { return units.gathered(of...); });
    }
}

TEST(HeadsInATree, LeavesMergeTheTokensOfTheirUnits) {
    for (const Data data : {Data::normal, Data::dominant, Data::masked, Data::nothing, Data::edge}) {
        const Head head = make_head(data, Format::fp16, 128, 400, 1, 12);
        const Plan plan = plan_of(head, 1, 2 * kGroups * kWays, 2 * kWays);
        expect_twin_within_bound(head, plan, [](auto& units, auto&... of) { return units.merged(of...); });
    }
}

TEST(HeadsInATree, AHeadSplitOverAllUnitsHasItsScoresAddedByTheRoot) {
    for (const Data data : {Data::normal, Data::equal, Data::masked}) {
        const Head head = make_head(data, Format::fp16, 256, 500, 3, 13);
        const Plan plan = plan_of(head, kGroups * kWays, 1, 1);
        expect_twin_within_bound(head, plan,
                                 [](auto& units, auto&... of) { return units.split_over_all(of...); });
    }
}

TEST(HeadsInATree, FourThousandTokensInUnevenShares) {
    const Head head = make_head(Data::rising, Format::fp16, 64, 4096, 1, 14);
    const Plan plan = plan_of(head, kWays, 8 * kGroups, 8 * kGroups);
    expect_twin_within_bound(head, plan, [](auto& units, auto&... of) { return units.gathered(of...); });
}

}  // namespace
}  // namespace pamsim::tb
