// Passes and chunks: every head in one pass, and heads that no unit serves are refused.
#include "pim/head_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "units.h"

namespace pamsim::pim {
namespace {

TEST(HeadPlan, PassesTakeEveryHeadOnceAndDifferByOneAtMost) {
    for (std::uint32_t group = 1; group <= 16; ++group)
        for (std::uint32_t passes = 1; passes <= group; ++passes) {
            const HeadPlan plan{1, group, passes, passes, 1};
            std::uint32_t next = 0;
            for (std::uint32_t pass = 0; pass < passes; ++pass) {
                const HeadRange range = plan.heads(pass, passes);
                EXPECT_EQ(range.first, next);
                EXPECT_GE(range.count, group / passes);
                EXPECT_LE(range.count, (group + passes - 1) / passes);
                next += range.count;
            }
            EXPECT_EQ(next, group);
        }
}

TEST(HeadPlan, OfPagesHoldsTheLargestChunkThatFits) {
    // 512 bytes are 8 rows of 16 FP32 values: an O of 128 values, and 16 beats of q.
    const HeadPlan whole = HeadPlan::of_pages(pu_of(16, 512, 128), 128, 8);
    EXPECT_EQ(whole.chunk_beats, 8u);
    EXPECT_EQ(whole.value_passes, 8u);
    EXPECT_EQ(whole.score_passes, 4u);
    const HeadPlan half = HeadPlan::of_pages(pu_of(16, 512, 64), 64, 8);
    EXPECT_EQ(half.chunk_beats, 4u);
    EXPECT_EQ(half.value_passes, 4u);
    EXPECT_EQ(half.score_passes, 2u);
    // 10 beats do not fit 8 rows: two chunks of 5.
    EXPECT_EQ(HeadPlan::of_pages(pu_of(16, 512, 160), 160, 1).chunk_beats, 5u);
}

std::string refusal(const numerics::RuShape& ru, std::uint32_t head_dim, const HeadPlan& plan) {
    try {
        check_head(pu_of(16, 512, 16), ru, head_dim, plan);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "";
}

TEST(HeadPlan, HeadsThatTheUnitsCannotServeAreRefused) {
    using ::testing::HasSubstr;
    const auto plan = [](std::uint32_t split) { return HeadPlan{split, 1, 1, 1, 1}; };
    EXPECT_EQ(refusal(ru_of(), 128, plan(4)), "");
    EXPECT_THAT(refusal(ru_of(), 72, plan(4)), HasSubstr("not whole beats of 16 lanes"));
    EXPECT_THAT(refusal(ru_of(2), 64, plan(4)), HasSubstr("2 ways does not add"));
    EXPECT_THAT(refusal(ru_of(4, 32, 512), 64, plan(4)), HasSubstr("an RU with 32 lanes"));
    EXPECT_THAT(refusal(ru_of(), 256, plan(4)), HasSubstr("scratch of 512 bytes does not hold an O of 256"));
}

}  // namespace
}  // namespace pamsim::pim
