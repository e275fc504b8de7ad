// Running maximum and sum against exact sums, where errors could pile up.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "measured.h"
#include "numerics/fp32.h"
#include "numerics/softmax.h"

namespace pamsim::numerics {
namespace {

using tests::value_of;

/// Pairs (m, l) in groups of `ways`.
OnlineSoftmax run(const std::vector<Bits32>& m, const std::vector<Bits32>& l, std::size_t ways) {
    OnlineSoftmax softmax;
    for (std::size_t i = 0; i < m.size(); i += ways) {
        const std::size_t n = std::min(ways, m.size() - i);
        softmax.step(m.data() + i, l.data() + i, (1u << n) - 1, n);
    }
    return softmax;
}

OnlineSoftmax of_scores(const std::vector<Bits32>& scores, std::size_t ways) {
    return run(scores, std::vector<Bits32>(scores.size(), kOne), ways);
}

struct Exact {
    long double sum = 0.0L;  ///< of exp(s - max)
    long double gap = 0.0L;  ///< mean of max - s under the softmax
};
Exact exact(const std::vector<Bits32>& scores) {
    Exact result;
    float top = -HUGE_VALF;
    for (const Bits32 s : scores) top = std::max(top, float_of(s));
    for (const Bits32 s : scores) {
        const long double x = static_cast<long double>(top) - float_of(s);
        if (std::isinf(x)) continue;
        result.sum += std::exp(-x);
        result.gap += x * std::exp(-x);
    }
    result.gap /= result.sum;
    return result;
}

/// Relative bound of l: per step one weight (exp's error) and `ways` + 1 roundings; all arguments together
/// lose half a TF32 ulp of max - s.
double bound(const Exact& of, std::size_t count, std::size_t ways) {
    const auto steps = static_cast<double>((count + ways - 1) / ways);
    const double weights = std::exp(steps * std::exp2(-15.7)),
                 roundings = std::exp(steps * (ways + 1) * std::exp2(-24));
    return weights * roundings *
               (1.0 + 1.05 * (std::exp2(-11) + std::exp2(-23)) * static_cast<double>(of.gap)) -
           1.0;
}

double relative_error(const OnlineSoftmax& softmax, const Exact& of) {
    return static_cast<double>(std::fabs(value_of(softmax.l()) / of.sum - 1));
}

TEST(OnlineSoftmax, OfRandomScoresIsWithinTheBound) {
    base::RandomStream random(1, "online");
    for (const std::size_t ways : {1, 2, 4, 8}) {
        for (const std::size_t count : {1, 7, 64, 4096}) {
            std::vector<Bits32> scores(count);
            for (Bits32& s : scores) s = bits_of(static_cast<float>(3.0 * random.normal()));
            const Exact reference = exact(scores);
            EXPECT_LE(relative_error(of_scores(scores, ways), reference), bound(reference, count, ways))
                << count << " scores in steps of " << ways;
        }
    }
}

/// Scores 0, step, 2 step, ...: every step rescales the sum, so that every error stays in it.
TEST(OnlineSoftmax, DriftUnderARisingMaximumStaysWithinTheBound) {
    double worst = 0.0, largest = 0.0;
    for (const float step :
         {0x1p-22f, 0x1.6p-18f, 0x1p-16f, 0x1.5p-15f, 0x1p-13f, 0x1p-10f, 0x1p-6f, 0x1p-2f}) {
        std::vector<Bits32> scores;
        for (int i = 0; i < 4096; ++i) scores.push_back(bits_of(static_cast<float>(i) * step));
        const Exact reference = exact(scores);
        const double error = relative_error(of_scores(scores, 1), reference);
        largest = std::max(largest, error);
        worst = std::max(worst, error / bound(reference, scores.size(), 1));
    }
    std::printf("measured drift of l over 4096 rising scores: %.4g\n", largest);
    tests::expect_reached("online_drift_share", worst, 1.0, 0.1);
}

TEST(OnlineSoftmax, OfEqualScoresCountsThem) {
    for (const float score : {0.0f, -7.25f, 1e30f, -1e30f}) {
        const OnlineSoftmax softmax = of_scores(std::vector<Bits32>(4096, bits_of(score)), 4);
        EXPECT_EQ(softmax.m(), bits_of(score));
        EXPECT_EQ(softmax.l(), bits_of(4096.0f));
    }
}

TEST(OnlineSoftmax, ADominantScoreLeavesOneWhereverItStands) {
    for (const std::size_t at : {0, 1000, 4095}) {
        std::vector<Bits32> scores(4096, bits_of(-100.0f));
        scores[at] = bits_of(100.0f);
        const OnlineSoftmax softmax = of_scores(scores, 4);
        EXPECT_EQ(softmax.m(), bits_of(100.0f));
        EXPECT_EQ(softmax.l(), kOne);
    }
}

TEST(OnlineSoftmax, OfNothingAndOfMaskedScoresIsTheEmptyPair) {
    OnlineSoftmax softmax;
    EXPECT_EQ(softmax.m(), kMinusInfinity);
    EXPECT_EQ(softmax.l(), 0u);
    softmax = of_scores(std::vector<Bits32>(64, kMinusInfinity), 4);
    EXPECT_EQ(softmax.m(), kMinusInfinity);
    EXPECT_EQ(softmax.l(), 0u);
}

TEST(OnlineSoftmax, MaskedScoresChangeNothing) {
    const std::vector<Bits32> scores{bits_of(1.0f), bits_of(-2.0f)};
    const std::vector<Bits32> among{kMinusInfinity, scores[0], kMinusInfinity, scores[1]};
    EXPECT_EQ(of_scores(among, 1).l(), of_scores(scores, 1).l());
    EXPECT_EQ(of_scores(among, 1).m(), of_scores(scores, 1).m());
}

TEST(OnlineSoftmax, InfiniteScoresShareTheWeightAndNansSpread) {
    const OnlineSoftmax infinite = of_scores({kOne, kInfinity, bits_of(5.0f), kInfinity}, 1);
    EXPECT_EQ(infinite.m(), kInfinity);
    EXPECT_EQ(infinite.l(), bits_of(2.0f));
    const OnlineSoftmax nan = of_scores({kOne, kNan, kOne}, 1);
    EXPECT_EQ(nan.m(), kNan);
    EXPECT_EQ(nan.l(), kNan);
}

TEST(OnlineSoftmax, AWayThatIsNotPresentIsNotLookedAt) {
    OnlineSoftmax softmax;
    const Bits32 m[] = {kNan, kOne, kInfinity}, l[] = {kNan, bits_of(3.0f), kNan};
    const OnlineSoftmax::Weights weights = softmax.step(m, l, 2, 3);
    EXPECT_EQ(softmax.m(), kOne);
    EXPECT_EQ(softmax.l(), bits_of(3.0f));
    EXPECT_EQ(weights.running, 0u);
    EXPECT_EQ(weights.of_way[0], 0u);
    EXPECT_EQ(weights.of_way[1], kOne);
    EXPECT_EQ(weights.of_way[2], 0u);
}

TEST(OnlineSoftmax, OneOfTheWeightsOfAStepIsOne) {
    base::RandomStream random(2, "online");
    OnlineSoftmax softmax;
    for (int i = 0; i < 10000; ++i) {
        Bits32 m[4], l[4];
        for (int w = 0; w < 4; ++w) {
            m[w] = bits_of(static_cast<float>(random.normal() + 1e-3 * i));
            l[w] = kOne;
        }
        const OnlineSoftmax::Weights weights = softmax.step(m, l, 15, 4);
        bool one = weights.running == kOne;
        for (int w = 0; w < 4; ++w) one = one || weights.of_way[w] == kOne;
        ASSERT_TRUE(one);
    }
}

}  // namespace
}  // namespace pamsim::numerics
