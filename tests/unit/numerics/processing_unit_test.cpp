// The functional twin of pam_pu against the sums it stands for.
#include "numerics/processing_unit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "numerics/dot.h"
#include "numerics/fp32.h"
#include "numerics/softmax.h"
#include "unit_data.h"

namespace pamsim::numerics {
namespace {

using tests::half_of;
using tests::value_of;

constexpr std::uint32_t kTokens = 50, kHeads = 3, kBeats = 2, kSlice = 32;

class ProcessingUnitOf : public testing::TestWithParam<Format> {
protected:
    base::RandomStream random_{7, "pu"};
    std::vector<Bits16> q_ = tests::normal_halves(random_, GetParam(), kHeads* kSlice, 0.5);
    std::vector<Bits16> k_ = tests::normal_halves(random_, GetParam(), kTokens* kSlice);
    std::vector<Bits16> v_ = tests::normal_halves(random_, GetParam(), kTokens* kSlice);
    ProcessingUnit pu_{tests::bank_pu(GetParam())};
};

INSTANTIATE_TEST_SUITE_P(Formats, ProcessingUnitOf, testing::Values(Format::fp16, Format::bf16),
                         [](const auto& of) { return name_of(of.param); });

TEST_P(ProcessingUnitOf, ScoresAreDotProductsTokenByTokenWithTheirMaxima) {
    std::vector<Bits32> scores(kTokens * kHeads), maxima(kHeads);
    pu_.load_q(q_.data(), kHeads, kBeats);
    pu_.score(k_.data(), nullptr, kTokens, kHeads, kBeats, false, scores.data(), maxima.data());
    for (std::uint32_t h = 0; h < kHeads; ++h) {
        Bits32 top = kMinusInfinity;
        for (std::uint32_t t = 0; t < kTokens; ++t) {
            EXPECT_EQ(scores[t * kHeads + h],
                      dot(GetParam(), Accumulate::fp32, &k_[t * kSlice], &q_[h * kSlice], kSlice, 16));
            top = maximum(top, scores[t * kHeads + h]);
        }
        EXPECT_EQ(maxima[h], top);
    }
}

TEST_P(ProcessingUnitOf, PartialScoresLeaveTheMaximaAlone) {
    std::vector<Bits32> scores(kTokens * kHeads);
    pu_.load_q(q_.data(), kHeads, kBeats);
    pu_.score(k_.data(), nullptr, kTokens, kHeads, kBeats, true, scores.data(), nullptr);
    EXPECT_EQ(scores[0], dot(GetParam(), Accumulate::fp32, k_.data(), q_.data(), kSlice, 16));
}

TEST_P(ProcessingUnitOf, AStreamedQGivesTheSameScores) {
    std::vector<Bits32> resident(kTokens * kHeads), streamed(resident), maxima(kHeads);
    pu_.load_q(q_.data(), kHeads, kBeats);
    pu_.score(k_.data(), nullptr, kTokens, kHeads, kBeats, false, resident.data(), maxima.data());
    PuShape shape = tests::bank_pu(GetParam());
    shape.q_resident = false;
    ProcessingUnit other(shape);
    other.score(k_.data(), q_.data(), kTokens, kHeads, kBeats, false, streamed.data(), maxima.data());
    EXPECT_EQ(streamed, resident);
}

TEST_P(ProcessingUnitOf, ContextIsTheWeightedSumOfValues) {
    std::vector<Bits32> scores, maxima(kHeads, kMinusInfinity);
    for (std::uint32_t i = 0; i < kTokens * kHeads; ++i) {
        scores.push_back(bits_of(static_cast<float>(random_.normal())));
        maxima[i % kHeads] = maximum(maxima[i % kHeads], scores.back());
    }
    std::vector<Bits32> o(kHeads * kSlice), l(kHeads);
    pu_.context(v_.data(), scores.data(), maxima.data(), kTokens, kHeads, kBeats, o.data(), l.data());
    for (std::uint32_t h = 0; h < kHeads; ++h) {
        std::vector<double> sums(kSlice), parts(kSlice);
        double weights = 0.0;
        for (std::uint32_t t = 0; t < kTokens; ++t) {
            const double p = value_of(GetParam(), probability(GetParam(), scores[t * kHeads + h], maxima[h]));
            weights += p;
            for (std::uint32_t i = 0; i < kSlice; ++i) {
                sums[i] += p * value_of(GetParam(), v_[t * kSlice + i]);
                parts[i] += std::fabs(p * value_of(GetParam(), v_[t * kSlice + i]));
            }
        }
        EXPECT_NEAR(value_of(l[h]), weights, weights * kTokens * std::exp2(-24));
        for (std::uint32_t i = 0; i < kSlice; ++i)
            EXPECT_NEAR(value_of(o[h * kSlice + i]), sums[i], parts[i] * kTokens * std::exp2(-24));
    }
}

TEST_P(ProcessingUnitOf, NoTokensGiveTheEmptyPartial) {
    std::vector<Bits32> maxima(kHeads, kOne), o(kHeads * kSlice, kOne), l(kHeads, kOne);
    pu_.load_q(q_.data(), kHeads, kBeats);
    pu_.score(nullptr, nullptr, 0, kHeads, kBeats, false, nullptr, maxima.data());
    EXPECT_EQ(maxima, std::vector<Bits32>(kHeads, kMinusInfinity));
    pu_.context(nullptr, nullptr, maxima.data(), 0, kHeads, kBeats, o.data(), l.data());
    EXPECT_EQ(o, std::vector<Bits32>(kHeads * kSlice, 0));
    EXPECT_EQ(l, std::vector<Bits32>(kHeads, 0));
}

TEST_P(ProcessingUnitOf, MaskedTokensLeaveNoTrace) {
    const std::uint32_t heads = 1;
    std::vector<Bits32> scores(kTokens, kMinusInfinity), o(kSlice, kOne), l(1, kOne);
    Bits32 m = kMinusInfinity;
    pu_.context(v_.data(), scores.data(), &m, kTokens, heads, kBeats, o.data(), l.data());
    EXPECT_EQ(l[0], 0u);
    for (const Bits32 x : o) EXPECT_EQ(x & 0x7fffffffu, 0u);
    scores[9] = m = bits_of(2.5f);
    pu_.context(v_.data(), scores.data(), &m, kTokens, heads, kBeats, o.data(), l.data());
    EXPECT_EQ(l[0], kOne);
    for (std::uint32_t i = 0; i < kSlice; ++i)
        EXPECT_EQ(value_of(o[i]), value_of(GetParam(), v_[9 * kSlice + i]));
}

TEST_P(ProcessingUnitOf, ANanInAKeyReachesEveryValueOfItsHeadOnly) {
    k_[5 * kSlice] = 0x7fff;
    std::vector<Bits32> scores(kTokens * kHeads), maxima(kHeads), o(kHeads * kSlice), l(kHeads);
    q_[1 * kSlice] = half_of(GetParam(), 1.0);
    pu_.load_q(q_.data(), kHeads, kBeats);
    pu_.score(k_.data(), nullptr, kTokens, kHeads, kBeats, false, scores.data(), maxima.data());
    for (const Bits32 m : maxima) EXPECT_EQ(m, kNan);
    maxima[0] = scores[5 * kHeads] = kOne;  // head 0 without it
    for (std::uint32_t t = 0; t < kTokens; ++t) scores[t * kHeads] = kOne;
    pu_.context(v_.data(), scores.data(), maxima.data(), kTokens, kHeads, kBeats, o.data(), l.data());
    EXPECT_EQ(l[0], bits_of(static_cast<float>(kTokens)));
    EXPECT_EQ(l[1], kNan);
    EXPECT_FALSE(is_nan(o[0]));
    EXPECT_EQ(o[kSlice], kNan);
}

TEST(ProcessingUnit, CountsTheCyclesOfEveryCommand) {
    ProcessingUnit pu(tests::bank_pu());
    const std::vector<Bits16> zeros(64 * 32, 0);
    std::vector<Bits32> scores(64), maxima(1), o(32);
    pu.load_q(zeros.data(), 1, 2);
    EXPECT_EQ(pu.cycles(), load_q_cycles(1, 2));
    pu.score(zeros.data(), nullptr, 64, 1, 2, false, scores.data(), maxima.data());
    EXPECT_EQ(pu.cycles(), load_q_cycles(1, 2) + score_cycles(64, 1, 2, false));
    pu.context(zeros.data(), scores.data(), maxima.data(), 64, 1, 2, o.data(), maxima.data());
    EXPECT_EQ(pu.cycles(), load_q_cycles(1, 2) + score_cycles(64, 1, 2, false) + context_cycles(64, 1, 2));
    EXPECT_GE(score_cycles(64, 1, 2, false), 64u * 2);  // a beat a cycle at best
    EXPECT_GE(context_cycles(64, 1, 2), 64u * 2);
}

}  // namespace
}  // namespace pamsim::numerics
