// Whole heads through verilated pam_pu and pam_ru: the functional twins' bits and cycles, and exact attention
// within the bound, however tokens and heads are split.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <ostream>

#include "attention/rtl_heads.h"
#include "bench/accuracy/errors.h"
#include "support/coverage.h"

namespace pamsim::tb {
namespace {

using accuracy::Data;
using accuracy::Head;
using accuracy::Plan;
using numerics::Format;

struct Case {
    Format format;
    Data data;
    std::uint32_t dim, tokens, queries;
    std::uint32_t split, groups;
    bool wide;  ///< 16 lanes, else 4
};

void PrintTo(const Case& c, std::ostream* out) {
    *out << numerics::name_of(c.format) << ' ' << name_of(c.data) << ", d " << c.dim << ", " << c.tokens
         << " tokens, " << c.queries << " queries, " << c.groups << " groups of " << c.split
         << (c.wide ? " wide" : " narrow") << " PUs";
}

class Heads : public testing::TestWithParam<Case> {};

constexpr Format kFp16 = Format::fp16, kBf16 = Format::bf16;

INSTANTIATE_TEST_SUITE_P(Sizes, Heads,
                         testing::Values(Case{kFp16, Data::normal, 64, 1, 1, 4, 3, true},
                                         Case{kFp16, Data::normal, 64, 4096, 1, 4, 16, true},
                                         Case{kBf16, Data::normal, 128, 4096, 2, 4, 37, true},
                                         Case{kFp16, Data::normal, 128, 1500, 1, 1, 9, true},
                                         Case{kBf16, Data::normal, 64, 1500, 5, 1, 5, true},
                                         Case{kFp16, Data::normal, 128, 700, 3, 4, 8, false},
                                         Case{kBf16, Data::normal, 64, 2000, 2, 4, 21, false}));

INSTANTIATE_TEST_SUITE_P(Fp16, Heads,
                         testing::Values(Case{kFp16, Data::dominant, 64, 300, 2, 4, 7, true},
                                         Case{kFp16, Data::equal, 128, 300, 2, 1, 7, true},
                                         Case{kFp16, Data::edge, 128, 300, 2, 4, 7, true},
                                         Case{kFp16, Data::masked, 64, 300, 2, 4, 7, false},
                                         Case{kFp16, Data::nothing, 64, 100, 2, 4, 7, true},
                                         Case{kFp16, Data::rising, 64, 600, 1, 1, 40, true},
                                         Case{kFp16, Data::opposed, 64, 2000, 1, 4, 1, true},
                                         Case{kFp16, Data::halfway, 128, 500, 1, 1, 1, true}));

INSTANTIATE_TEST_SUITE_P(Bf16, Heads,
                         testing::Values(Case{kBf16, Data::dominant, 128, 300, 2, 1, 7, true},
                                         Case{kBf16, Data::equal, 64, 300, 2, 4, 7, false},
                                         Case{kBf16, Data::edge, 64, 300, 2, 4, 7, true},
                                         Case{kBf16, Data::masked, 128, 300, 2, 4, 7, true},
                                         Case{kBf16, Data::nothing, 128, 100, 2, 1, 7, true},
                                         Case{kBf16, Data::rising, 128, 600, 1, 4, 40, true},
                                         Case{kBf16, Data::opposed, 128, 1000, 1, 1, 1, true},
                                         Case{kBf16, Data::halfway, 64, 1000, 1, 4, 1, false}));

TEST_P(Heads, AreTheTwinsBitForBitAndExactAttentionWithinTheBound) {
    const Case& c = GetParam();
    const Head head = make_head(c.data, c.format, c.dim, c.tokens, c.queries, 7);
    base::RandomStream random(c.tokens, "plan");
    const Plan plan = accuracy::random_plan(c.tokens, c.split, c.groups, 8, random);
    const auto shape = (c.wide ? accuracy::wide_pu : accuracy::narrow_pu)(c.format, plan.slice(head));
    const HeadResult rtl = run_rtl(head, plan, shape);
    expect_same(rtl, run_twin(head, plan, shape));
    const accuracy::Errors errors = errors_of(rtl.values(), head, plan, shape);
    std::printf("measured largest error %.3g, %.3f of its bound; %llu PU cycles, %llu RU cycles\n",
                errors.largest, errors.share, static_cast<unsigned long long>(rtl.pu_cycles),
                static_cast<unsigned long long>(rtl.ru_cycles));
    EXPECT_LE(errors.share, 1.0);
    Coverage coverage("attention");
    const auto kinds = {Data::normal,  Data::dominant, Data::equal,   Data::edge,   Data::masked,
                        Data::nothing, Data::rising,   Data::opposed, Data::halfway};
    std::vector<std::string> bins;
    for (const Data kind : kinds) bins.push_back(name_of(kind));
    coverage.row("heads", name_of(c.format), bins).hit(static_cast<std::size_t>(c.data), c.queries);
}

TEST(Heads, MovingTokensBetweenUnitsChangesBitsButLessThanTheBound) {
    const Head head = make_head(Data::normal, kFp16, 64, 500, 1, 8);
    const auto shape = accuracy::wide_pu(kFp16, 16);
    const accuracy::Exact exact = accuracy::exact_attention(head, 0);
    const auto ru = accuracy::merging_ru(kFp16);
    base::RandomStream random(8, "plan");
    std::vector<std::vector<numerics::Bits16>> outputs;
    int changed = 0;
    for (int permutation = 0; permutation < 6; ++permutation) {
        const Plan plan = accuracy::random_plan(500, 4, 11, 8, random);
        outputs.push_back(run_rtl(head, plan, shape).outputs[0].o);
        changed += outputs.back() != outputs[0] ? 1 : 0;
        const numerics::AttentionTask task = task_of(head, exact, plan, shape, ru);
        for (std::size_t i = 0; i < head.dim; ++i) {
            const double moved =
                accuracy::value(kFp16, outputs.back()[i]) - accuracy::value(kFp16, outputs[0][i]);
            EXPECT_LE(std::fabs(moved), attention_error_bound(task, exact.spread[i])) << "value " << i;
        }
    }
    EXPECT_GT(changed, 0);
}

}  // namespace
}  // namespace pamsim::tb
