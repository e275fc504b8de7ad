// Rounds of a merge: who comes when, who fills up, and that one partial costs nothing.
#include "pim/merge_tree.h"

#include <gtest/gtest.h>

#include "units.h"

namespace pamsim::pim {
namespace {

using numerics::Bits32;
using numerics::Partial;

Partial partial_of(float m, float l, float o) {
    return {std::vector<Bits32>(16, numerics::bits_of(o)), numerics::bits_of(m), numerics::bits_of(l)};
}

std::vector<const Partial*> pointers_to(const std::vector<Partial>& partials) {
    std::vector<const Partial*> list;
    for (const Partial& partial : partials) list.push_back(&partial);
    return list;
}

TEST(MergeRounds, UpToTheWaysIsOneRoundOnAsManyPorts) {
    const std::vector<Partial> partials(3, partial_of(0, 1, 1));
    const MergeRounds merge(pointers_to(partials), 4);
    ASSERT_EQ(merge.rounds().size(), 1u);
    EXPECT_EQ(merge.rounds()[0],
              (std::vector<const Partial*>{&partials[0], &partials[1], &partials[2], nullptr}));
}

TEST(MergeRounds, MoreComeInOrderAndEmptyPartialsFillUp) {
    const std::vector<Partial> partials(6, partial_of(0, 1, 1));
    const MergeRounds merge(pointers_to(partials), 4);
    ASSERT_EQ(merge.rounds().size(), 2u);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(merge.rounds()[i / 4][i % 4], &partials[i]);
    for (std::size_t i = 2; i < 4; ++i) {
        EXPECT_EQ(merge.rounds()[1][i]->m, numerics::kMinusInfinity);
        EXPECT_EQ(merge.rounds()[1][i]->l, 0u);
        EXPECT_EQ(merge.rounds()[1][i]->o, std::vector<Bits32>(16, 0));
    }
}

TEST(Merged, SumsEqualPartialsExactly) {
    const auto ru = make_ru(ru_of());
    for (std::size_t count = 1; count <= 9; ++count) {
        const Partial sum = merged(*ru, std::vector<Partial>(count, partial_of(0.5f, 2, -3)));
        EXPECT_TRUE(
            same(sum, partial_of(0.5f, 2.0f * static_cast<float>(count), -3.0f * static_cast<float>(count))))
            << count;
    }
}

TEST(Merged, OfOnePartialTakesNoCycle) {
    const auto ru = make_ru(ru_of());
    const Partial one = partial_of(1, 2, 3);
    EXPECT_TRUE(same(merged(*ru, {one}), one));
    EXPECT_EQ(ru->cycles(), 0u);
    merged(*ru, {one, one});
    EXPECT_GT(ru->cycles(), 0u);
}

}  // namespace
}  // namespace pamsim::pim
