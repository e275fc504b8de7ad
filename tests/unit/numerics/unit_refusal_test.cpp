// Shapes and commands that the units refuse, each with one sentence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "unit_data.h"

namespace pamsim::numerics {
namespace {

using testing::HasSubstr;

template <class Action>
std::string sentence_of(Action action) {
    try {
        action();
    } catch (const std::invalid_argument& refused) {
        return refused.what();
    }
    return "not refused";
}

std::string refusal_of(void (*change)(PuShape&)) {
    PuShape shape = tests::bank_pu();
    change(shape);
    return sentence_of([&] { ProcessingUnit{shape}; });
}

std::string refusal_of(void (*change)(RuShape&)) {
    RuShape shape;
    change(shape);
    return sentence_of([&] { ReductionUnit{shape}; });
}

TEST(PuRefusal, ImpossibleShapes) {
    EXPECT_EQ(refusal_of(+[](PuShape&) {}), "not refused");
    EXPECT_THAT(refusal_of(+[](PuShape& s) { s.lanes = 0; }), HasSubstr("has 0 lane(s)"));
    EXPECT_THAT(refusal_of(+[](PuShape& s) { s.lanes = 2048; }),
                HasSubstr("has 2048 lane(s), allowed are 2 to 1024"));
    EXPECT_THAT(refusal_of(+[](PuShape& s) { s.slice = 40; }),
                HasSubstr("16 lanes of a PU do not divide the 40 values"));
    EXPECT_THAT(refusal_of(+[](PuShape& s) { s.slice = 0; }), HasSubstr("do not divide the 0 values"));
    EXPECT_THAT(refusal_of(+[](PuShape& s) { s.max_heads = 0; }),
                HasSubstr("serves 0 heads, allowed are 1 to 8"));
    EXPECT_THAT(refusal_of(+[](PuShape& s) { s.max_heads = 9; }), HasSubstr("serves 9 heads"));
    EXPECT_THAT(refusal_of(+[](PuShape& s) { s.buffer_bytes = 63; }),
                HasSubstr("63 bytes does not hold one beat of O (64"));
    EXPECT_THAT(refusal_of(+[](PuShape& s) { s.slice = 512; }),
                HasSubstr("does not hold one q of 512 values (1024 bytes)"));
}

TEST(PuRefusal, AStreamedQNeedsNoRoom) {
    EXPECT_EQ(refusal_of(+[](PuShape& s) {
                  s.slice = 512;
                  s.q_resident = false;
              }),
              "not refused");
}

TEST(PuRefusal, CommandsBeyondTheShape) {
    ProcessingUnit pu(tests::bank_pu());  // 8 rows: 16 beats of q, 8 of O
    EXPECT_THAT(sentence_of([&] { pu.load_q(nullptr, 5, 4); }),
                HasSubstr("5 heads of 4 beats in its score pass, allowed are 1 to 4"));
    EXPECT_THAT(sentence_of([&] { pu.load_q(nullptr, 0, 2); }), HasSubstr("0 heads"));
    EXPECT_THAT(sentence_of([&] { pu.load_q(nullptr, 1, 0); }), HasSubstr("allowed are no heads"));
    EXPECT_THAT(sentence_of([&] { pu.score(nullptr, nullptr, 1, 9, 1, false, nullptr, nullptr); }),
                HasSubstr("9 heads of 1 beats"));
    EXPECT_THAT(sentence_of([&] { pu.context(nullptr, nullptr, nullptr, 1, 5, 2, nullptr, nullptr); }),
                HasSubstr("5 heads of 2 beats in its value pass, allowed are 1 to 4"));
    EXPECT_THAT(sentence_of([&] { pu.context(nullptr, nullptr, nullptr, 1, 1, 9, nullptr, nullptr); }),
                HasSubstr("allowed are no heads"));
}

TEST(PuRefusal, ScoresWithoutAQOfTheirShapeWhichAValuePassWritesOver) {
    ProcessingUnit pu(tests::bank_pu());
    const std::vector<Bits16> zeros(64);
    std::vector<Bits32> scores(2), maxima(2), o(32);
    const auto score = [&](std::uint32_t heads) {
        pu.score(zeros.data(), nullptr, 1, heads, 2, false, scores.data(), maxima.data());
    };
    EXPECT_THAT(sentence_of([&] { score(1); }), HasSubstr("without their q"));
    pu.load_q(zeros.data(), 1, 2);
    EXPECT_EQ(sentence_of([&] { score(1); }), "not refused");
    EXPECT_EQ(sentence_of([&] { score(1); }), "not refused");
    EXPECT_THAT(sentence_of([&] { score(2); }), HasSubstr("2 heads of 2 beats without their q"));
    pu.context(zeros.data(), scores.data(), maxima.data(), 1, 1, 2, o.data(), maxima.data());
    EXPECT_THAT(sentence_of([&] { score(1); }), HasSubstr("without their q"));
}

TEST(PuRefusal, LoadingQWhereQIsStreamed) {
    PuShape shape = tests::bank_pu();
    shape.q_resident = false;
    ProcessingUnit pu(shape);
    EXPECT_THAT(sentence_of([&] { pu.load_q(nullptr, 1, 2); }), HasSubstr("allowed are no heads"));
}

TEST(RuRefusal, ImpossibleShapes) {
    EXPECT_EQ(refusal_of(+[](RuShape&) {}), "not refused");
    EXPECT_THAT(refusal_of(+[](RuShape& s) { s.ways = 0; }), HasSubstr("has 0 ways, allowed are 1 to 8"));
    EXPECT_THAT(refusal_of(+[](RuShape& s) { s.ways = 9; }), HasSubstr("has 9 ways"));
    EXPECT_THAT(refusal_of(+[](RuShape& s) { s.lanes = 1; }),
                HasSubstr("has 1 lane(s), allowed are 2 and more"));
    EXPECT_THAT(refusal_of(+[](RuShape& s) { s.scratch_bytes = 63; }),
                HasSubstr("63 bytes does not hold one beat of O (64"));
}

TEST(PuRefusal, MoreBeatsThanACommandCounts) {
    EXPECT_THAT(refusal_of(+[](PuShape& s) {
                    s.slice = 256 * s.lanes;
                    s.q_resident = false;
                }),
                HasSubstr("256 beats of 16 lanes, allowed are at most 255"));
}

TEST(RuRefusal, RoundsOfDifferentWays) {
    ReductionUnit ru{RuShape{}};
    const Partial partial{std::vector<Bits32>(16), kMinusInfinity, 0};
    const Partial* const p = &partial;
    EXPECT_EQ(sentence_of([&] { ru.merge({{p, nullptr}, {p, nullptr}}, 1); }), "not refused");
    EXPECT_THAT(sentence_of([&] {
                    ru.merge({{p, p}, {p, nullptr}}, 1);
                }),
                HasSubstr("rounds have different ways"));
}

}  // namespace
}  // namespace pamsim::numerics
