// What a pure FP16 unit loses: every sum and product rounded to FP16.
#include <gtest/gtest.h>

#include <cmath>

#include "numerics/attention_bound.h"
#include "numerics/dot.h"
#include "numerics/fp32.h"
#include "unit_data.h"

namespace pamsim::numerics {
namespace {

using tests::half_of;
using tests::value_of;

double exact_dot(const std::vector<Bits16>& a, const std::vector<Bits16>& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += value_of(Format::fp16, a[i]) * value_of(Format::fp16, b[i]);
    return sum;
}

/// Root of the mean squared error of scores of `d` N(0,1) pairs.
double score_error(Accumulate accumulate, std::size_t d) {
    base::RandomStream random(11, "fp16 accumulation");
    double squares = 0.0;
    constexpr int kScores = 2000;
    for (int i = 0; i < kScores; ++i) {
        const std::vector<Bits16> a = tests::normal_halves(random, Format::fp16, d),
                                  b = tests::normal_halves(random, Format::fp16, d);
        const double error =
            value_of(dot(Format::fp16, accumulate, a.data(), b.data(), d, 16)) - exact_dot(a, b);
        squares += error * error;
    }
    return std::sqrt(squares / kScores);
}

TEST(Fp16Accumulation, CostsThousandsOfTimesTheErrorOfFp32) {
    for (const std::size_t d : {64, 128}) {
        const double in_fp32 = score_error(Accumulate::fp32, d), in_fp16 = score_error(Accumulate::fp16, d);
        std::printf("measured rms error of a score of %zu N(0,1) products: fp32 %.3g, fp16 %.3g\n", d,
                    in_fp32, in_fp16);
        EXPECT_GT(in_fp16, 1000 * in_fp32);
        EXPECT_LT(in_fp16, 0.02);
    }
}

TEST(Fp16Accumulation, EverySumIsAnFp16Value) {
    base::RandomStream random(12, "fp16 accumulation");
    for (int i = 0; i < 1000; ++i) {
        const std::vector<Bits16> a = tests::normal_halves(random, Format::fp16, 64),
                                  b = tests::normal_halves(random, Format::fp16, 64);
        const Bits32 sum = dot(Format::fp16, Accumulate::fp16, a.data(), b.data(), 64, 16);
        ASSERT_EQ(through_fp16(sum), sum);
    }
}

TEST(Fp16Accumulation, SaturatesToInfinityAbove65504) {
    const std::vector<Bits16> large(2, half_of(Format::fp16, 181.0)),
        other(2, half_of(Format::fp16, 181.0));  // 32761 each
    EXPECT_EQ(dot(Format::fp16, Accumulate::fp16, large.data(), other.data(), 2, 1), kInfinity);
    EXPECT_EQ(dot(Format::fp16, Accumulate::fp32, large.data(), other.data(), 2, 1), bits_of(65522.0f));
    const Bits32 top = bits_of(65504.0f);
    EXPECT_EQ(accumulate_beat(Accumulate::fp16, false, top, bits_of(15.9f)), top);
    EXPECT_EQ(accumulate_beat(Accumulate::fp16, false, top, bits_of(16.0f)), kInfinity);
}

/// l of `tokens` equal scores.
Bits32 sum_of_equal_scores(Accumulate accumulate, std::uint32_t tokens) {
    PuShape shape = tests::bank_pu();
    shape.accumulate = accumulate;
    ProcessingUnit pu(shape);
    const std::vector<Bits16> v(tokens * 16, half_of(Format::fp16, 1.0));
    const std::vector<Bits32> scores(tokens, bits_of(3.0f));
    std::vector<Bits32> o(16);
    Bits32 l = 0;
    pu.context(v.data(), scores.data(), scores.data(), tokens, 1, 1, o.data(), &l);
    EXPECT_EQ(o[0], l);  // all v are 1
    return l;
}

TEST(Fp16Accumulation, TheSumOfEqualScoresStallsAt2048) {
    EXPECT_EQ(sum_of_equal_scores(Accumulate::fp16, 2048), bits_of(2048.0f));
    EXPECT_EQ(sum_of_equal_scores(Accumulate::fp16, 4096), bits_of(2048.0f));  // 2048 + 1 is a tie, to even
    EXPECT_EQ(sum_of_equal_scores(Accumulate::fp32, 4096), bits_of(4096.0f));
}

}  // namespace
}  // namespace pamsim::numerics
