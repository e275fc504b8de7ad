#include "host/metrics.h"

#include <gtest/gtest.h>

#include "base/invariant.h"

namespace pamsim::host {
namespace {

base::Picoseconds s(double seconds) {
    return base::picoseconds(seconds);
}

Sequence finished(double arrival, double first_token, double finish, std::uint32_t output) {
    Sequence sequence;
    sequence.request = {0, s(arrival), 10, output};
    sequence.generated = output;
    sequence.state = SequenceState::finished;
    sequence.first_token = s(first_token);
    sequence.finish = s(finish);
    return sequence;
}

TEST(Percentiles, AreSamplesByNearestRank) {
    std::vector<double> samples;
    for (int i = 100; i > 0; --i) samples.push_back(i);
    const auto p = Percentiles::of(samples);
    ASSERT_TRUE(p);
    EXPECT_DOUBLE_EQ(p->mean, 50.5);
    EXPECT_DOUBLE_EQ(p->p50, 50);
    EXPECT_DOUBLE_EQ(p->p90, 90);
    EXPECT_DOUBLE_EQ(p->p99, 99);
}

TEST(Percentiles, OfThreeSamplesAreTheMiddleAndTheLast) {
    const auto p = Percentiles::of({3, 1, 2});
    ASSERT_TRUE(p);
    EXPECT_DOUBLE_EQ(p->p50, 2);
    EXPECT_DOUBLE_EQ(p->p90, 3);
    EXPECT_DOUBLE_EQ(p->p99, 3);
}

TEST(Percentiles, RoundTheRankUp) {
    const auto p = Percentiles::of({1, 2, 3, 4, 5, 6, 7});
    ASSERT_TRUE(p);
    EXPECT_DOUBLE_EQ(p->p90, 7);  // rank 6.3
}

TEST(Percentiles, OfOneSampleAreThatSample) {
    const auto p = Percentiles::of({7});
    ASSERT_TRUE(p);
    EXPECT_DOUBLE_EQ(p->p50, 7);
    EXPECT_DOUBLE_EQ(p->p99, 7);
}

TEST(Percentiles, OfNothingAreNothing) {
    EXPECT_FALSE(Percentiles::of({}));
}

TEST(SequenceTimes, AreCountedFromArrivalAndPerFurtherToken) {
    const Sequence q = finished(1, 3, 7, 5);
    EXPECT_DOUBLE_EQ(ttft_s(q), 2);
    EXPECT_DOUBLE_EQ(e2e_s(q), 6);
    EXPECT_DOUBLE_EQ(*tpot_s(q), 1);
}

TEST(SequenceTimes, OfOneTokenHaveNoTimePerToken) {
    EXPECT_FALSE(tpot_s(finished(1, 3, 3, 1)));
}

TEST(Metrics, CountOnlyFinishedSequencesButAllTokens) {
    Sequence running = finished(0, 1, 0, 3);
    running.state = SequenceState::running;
    Sequence rejected;
    rejected.state = SequenceState::rejected;
    const Metrics m = Metrics::of({finished(0, 1, 5, 5), finished(0, 3, 3, 1), running, rejected}, s(2));
    EXPECT_EQ(m.finished, 2u);
    EXPECT_EQ(m.generated_tokens, 9u);
    EXPECT_DOUBLE_EQ(m.throughput_tokens_per_s, 4.5);
    EXPECT_DOUBLE_EQ(m.ttft_s->mean, 2);
    EXPECT_DOUBLE_EQ(m.tpot_s->mean, 1);  // of the first one alone
    EXPECT_DOUBLE_EQ(m.e2e_s->p99, 5);
    EXPECT_FALSE(m.goodput_requests_per_s);
}

TEST(Metrics, GoodputCountsRequestsWithinEveryLimit) {
    const std::vector<Sequence> sequences = {finished(0, 1, 5, 5),   // ttft 1, tpot 1
                                             finished(0, 3, 5, 5),   // ttft 3
                                             finished(0, 1, 9, 5),   // tpot 2
                                             finished(0, 1, 1, 1)};  // no tpot to fail
    const Metrics m = Metrics::of(sequences, s(10), {2.0, 1.5});
    EXPECT_EQ(m.good, 2u);
    EXPECT_DOUBLE_EQ(*m.goodput_requests_per_s, 0.2);
    EXPECT_DOUBLE_EQ(*Metrics::of(sequences, s(10), {2.0, {}}).goodput_requests_per_s, 0.3);
    EXPECT_DOUBLE_EQ(*Metrics::of(sequences, s(10), {{}, 1.5}).goodput_requests_per_s, 0.3);
}

TEST(Metrics, OfAnEmptyRunHaveNoPercentiles) {
    const Metrics m = Metrics::of({}, s(0));
    EXPECT_FALSE(m.ttft_s);
    EXPECT_EQ(m.generated_tokens, 0u);
}

TEST(Metrics, TokensInNoTimeAreAnInvariantError) {
    EXPECT_THROW(Metrics::of({finished(0, 0, 0, 2)}, s(0)), base::InvariantError);
}

}  // namespace
}  // namespace pamsim::host
