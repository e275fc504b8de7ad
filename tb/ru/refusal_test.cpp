// What the functional twins refuse, with one sentence: shapes that end elaboration of the RTL, commands that
// its assertions forbid.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "numerics/reduction_tree.h"
#include "numerics/reduction_unit.h"

namespace pamsim::tb {
namespace {

using numerics::Bits32;
using numerics::Partial;
using numerics::ReductionTree;
using numerics::ReductionUnit;
using numerics::RuShape;
using testing::HasSubstr;

template <typename Action>
std::string sentence_of(Action action) {
    try {
        action();
    } catch (const std::invalid_argument& refusal) {
        return refusal.what();
    }
    return "not refused";
}

RuShape two_ways() {
    RuShape shape;
    shape.ways = 2;
    return shape;
}
Partial of_beats(std::uint32_t beats) {
    Partial partial;
    partial.o.assign(std::size_t{beats} * RuShape().lanes, 0);
    return partial;
}

TEST(RuRefuses, AScratchOfMoreBeatsThanACommandCanName) {
    RuShape shape;
    shape.scratch_bytes = 256 * 64;
    EXPECT_THAT(sentence_of([&] { shape.check(); }),
                HasSubstr("holds 256 beats of O, a command can name 255"));
}

TEST(RuRefuses, HeadsBeyondTheMaximaItKeeps) {
    RuShape shape;
    shape.max_heads = 9;
    EXPECT_THAT(sentence_of([&] { shape.check(); }), HasSubstr("serves 9 heads, allowed are 1 to 8"));
    std::vector<Bits32> scores(16), sums(16), maxima(16);
    EXPECT_THAT(sentence_of([&] {
                    ReductionUnit(two_ways())
                        .score_return({scores.data(), nullptr}, 1, 9, sums.data(), maxima.data());
                }),
                HasSubstr("scores of 9 heads, allowed are 1 to 8"));
    EXPECT_THAT(sentence_of([&] {
                    ReductionUnit(two_ways()).score_add({scores.data(), nullptr}, 1, 0, sums.data());
                }),
                HasSubstr("scores of 0 heads"));
}

TEST(RuRefuses, AnOThatItsScratchDoesNotHold) {
    const Partial nine = of_beats(9);
    EXPECT_THAT(sentence_of([&] {
                    ReductionUnit(two_ways()).merge({{&nine, &nine}}, 9);
                }),
                HasSubstr("merge O of 9 beats, allowed are 1 to 8"));
    EXPECT_THAT(sentence_of([&] { ReductionUnit(two_ways()).finish({}, 0); }), HasSubstr("O of 0 beats"));
    EXPECT_EQ(sentence_of([&] { ReductionUnit(two_ways()).gather({&nine, &nine}, 9); }), "not refused");
}

TEST(RuRefuses, ACommandWithoutWays) {
    std::vector<Bits32> sums(1);
    EXPECT_THAT(sentence_of([&] {
                    ReductionUnit(two_ways()).merge({{nullptr, nullptr}}, 1);
                }),
                HasSubstr("no way takes part"));
    EXPECT_THAT(sentence_of([&] {
                    ReductionUnit(two_ways()).gather({nullptr, nullptr}, 1);
                }),
                HasSubstr("no way takes part"));
    EXPECT_THAT(sentence_of([&] {
                    ReductionUnit(two_ways()).score_add({nullptr, nullptr}, 1, 1, sums.data());
                }),
                HasSubstr("no way takes part"));
}

TEST(RuTreeRefuses, GroupsThatTheRootHasNoWayFor) {
    EXPECT_THAT(sentence_of([] { ReductionTree(9, two_ways()); }), HasSubstr("has 9 ways"));
}

TEST(RuTreeRefuses, AGatheredOThatTheRootsScratchDoesNotHold) {
    const Partial slice = of_beats(5);
    const ReductionTree::Slices group{{&slice, &slice}};
    EXPECT_THAT(sentence_of([&] {
                    ReductionTree(2, two_ways()).merge_gathered({group, group}, 2, 5);
                }),
                HasSubstr("the root's scratch holds 8 beats of O, gathered are 10"));
}

}  // namespace
}  // namespace pamsim::tb
