// Corners whose results can be said without a twin: masks, infinities, equal scores, no tokens, a full ring.
#include <gtest/gtest.h>

#include "numerics/fp32.h"
#include "pu/pu_driver.h"
#include "pu/pu_variants.h"
#include "twins/pu_twin.h"

namespace pamsim::tb {
namespace {

using numerics::Bits16;
using numerics::Bits32;
using numerics::bits_of;
using numerics::kInfinity;
using numerics::kMinusInfinity;
using numerics::kNan;

class PuCorner : public ::testing::TestWithParam<PuVariant> {
protected:
    const numerics::PuShape& shape() const { return GetParam().shape; }
    Bits16 half(float x) const { return numerics::narrow(shape().format, bits_of(x)); }
    std::vector<Bits16> halves(std::size_t count, float x) const {
        return std::vector<Bits16>(count, half(x));
    }
    /// Token t of all ones times t + 1.
    std::vector<Bits16> rising_tokens(std::uint32_t tokens) const {
        std::vector<Bits16> v;
        for (std::uint32_t t = 0; t < tokens; ++t)
            v.insert(v.end(), shape().lanes, half(static_cast<float>(t + 1)));
        return v;
    }

    /// One head of one beat: what the RTL gives, with the twins beside it: m, l, then O.
    std::vector<Bits32> context(std::vector<Bits16> v, const std::vector<Bits32>& scores, Bits32 m) {
        PuJobs jobs(shape());
        jobs.context(std::move(v), {m}, scores, 1);
        run(jobs);
        const std::vector<Bits32>& out = jobs.jobs().back().out;
        std::vector<Bits32> result{out[0], out[1]};
        result.insert(result.end(), out.begin() + shape().lanes, out.end());
        return result;
    }
    /// The scores and then the maximum of one head of one beat.
    std::vector<Bits32> score(std::vector<Bits16> k, const std::vector<Bits16>& q) {
        PuJobs jobs(shape());
        if (shape().q_resident) jobs.load_q(q, 1, 1);
        jobs.score(std::move(k), q, 1, 1, false);
        run(jobs);
        return jobs.jobs().back().score;
    }
    /// The RTL gives what the jobs expect.
    void run(const PuJobs& jobs) {
        const auto rtl = GetParam().unit(1);
        PuTwinUnit<PuTwin> twin{PuTwin(shape())};
        PuDriver::Options options;
        options.twin = &twin;
        ASSERT_EQ(PuDriver(*rtl, jobs, options).run(), "");
    }
    std::vector<Bits32> partial(Bits32 m, Bits32 l, Bits32 o) const {
        std::vector<Bits32> result{m, l};
        result.insert(result.end(), shape().lanes, o);
        return result;
    }
};

TEST_P(PuCorner, NoTokenGivesTheEmptyPartial) {
    EXPECT_EQ(context({}, {}, kMinusInfinity), partial(kMinusInfinity, 0, 0));
    EXPECT_EQ(context({}, {}, bits_of(3.0f)), partial(bits_of(3.0f), 0, 0)) << "m is what came";
    EXPECT_EQ(score({}, halves(shape().lanes, 1)), std::vector<Bits32>{kMinusInfinity});
}

TEST_P(PuCorner, OnlyMaskedTokensGiveTheEmptyPartial) {
    EXPECT_EQ(context(rising_tokens(3), {kMinusInfinity, kMinusInfinity, kMinusInfinity}, kMinusInfinity),
              partial(kMinusInfinity, 0, 0));
}

TEST_P(PuCorner, AMaskedTokenHasNoWeight) {
    const Bits32 m = bits_of(-2.0f);
    EXPECT_EQ(context(rising_tokens(3), {kMinusInfinity, m, kMinusInfinity}, m),
              partial(m, bits_of(1.0f), bits_of(2.0f)));
}

TEST_P(PuCorner, EqualScoresWeighTheSame) {
    const Bits32 m = bits_of(5.5f);
    EXPECT_EQ(context(rising_tokens(4), {m, m, m, m}, m), partial(m, bits_of(4.0f), bits_of(10.0f)));
}

TEST_P(PuCorner, AnInfiniteScoreTakesAll) {
    EXPECT_EQ(context(rising_tokens(3), {bits_of(1.0f), kInfinity, bits_of(9.0f)}, kInfinity),
              partial(kInfinity, bits_of(1.0f), bits_of(2.0f)));
}

TEST_P(PuCorner, ANanScoreGivesNan) {
    EXPECT_EQ(context(rising_tokens(2), {bits_of(1.0f), kNan}, kNan), partial(kNan, kNan, kNan));
}

TEST_P(PuCorner, AFarScoreHasNoWeight) {
    const Bits32 m = bits_of(100.0f);
    EXPECT_EQ(context(rising_tokens(2), {m, bits_of(-100.0f)}, m), partial(m, bits_of(1.0f), bits_of(1.0f)));
}

TEST_P(PuCorner, MinusZeroProductsAddToPlusZero) {
    const Bits32 m = bits_of(0.0f);
    EXPECT_EQ(context(halves(shape().lanes, -0.0f), {m}, m), partial(m, bits_of(1.0f), bits_of(0.0f)));
}

TEST_P(PuCorner, ScoresBeyondTheRangeAreInfiniteAndOfBothSignsNan) {
    const bool fp16 = shape().format == numerics::Format::fp16;
    const Bits16 large = fp16 ? 0x7bff : 0x7f7f, infinite = fp16 ? 0x7c00 : 0x7f80;
    const auto lanes = shape().lanes;
    const std::vector<Bits16> q(lanes, large);
    std::vector<Bits16> k(lanes, large), both(lanes, infinite);
    both[0] = static_cast<Bits16>(infinite | 0x8000u);
    const bool overflows = !fp16 || shape().accumulate == numerics::Accumulate::fp16;
    if (overflows) {
        EXPECT_EQ(score(k, q), (std::vector<Bits32>{kInfinity, kInfinity}));
    }
    EXPECT_EQ(score(std::vector<Bits16>(lanes, infinite), q), (std::vector<Bits32>{kInfinity, kInfinity}));
    EXPECT_EQ(score(both, q), (std::vector<Bits32>{kNan, kNan}));
}

TEST_P(PuCorner, TheMaximumIsOfAllTokens) {
    const auto lanes = static_cast<float>(shape().lanes);
    EXPECT_EQ(
        score(rising_tokens(3), halves(shape().lanes, -1.0f)),
        (std::vector<Bits32>{bits_of(-lanes), bits_of(-2 * lanes), bits_of(-3 * lanes), bits_of(-lanes)}));
}

/// 16 p in the ring, 3 on their way there.
TEST_P(PuCorner, ScoresWaitWhenTheRingIsFullAndNothingIsLost) {
    const auto rtl = GetParam().unit(1);
    rtl->reset();
    PuIn in;
    in.cmd_valid = true;
    in.cmd = {PuOp::context, false, 1, 1, 40};
    in.score_in_valid = true;
    in.score_in = bits_of(1.0f);
    in.data = halves(shape().lanes, 1);
    in.out_ready = true;
    std::uint32_t taken = 0;
    for (int cycle = 0; cycle < 100; ++cycle) {
        taken += rtl->step(in).score_in_ready ? 1 : 0;
        in.cmd_valid = false;
    }
    EXPECT_EQ(taken, 1u + 16 + 3) << "the maximum, then scores";
    in.data_valid = true;
    Bits32 l = 0;
    for (int cycle = 0; cycle < 100; ++cycle) {
        const PuOut& out = rtl->step(in);
        if (out.out_valid && !out.out_last) l = out.out[1];
    }
    EXPECT_EQ(l, bits_of(40.0f));
}

INSTANTIATE_TEST_SUITE_P(Units, PuCorner, ::testing::ValuesIn(pu_variants()),
                         [](const auto& unit) { return unit.param.name; });

}  // namespace
}  // namespace pamsim::tb
