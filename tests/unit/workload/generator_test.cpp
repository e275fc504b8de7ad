#include "workload/generator.h"

#include "statistics.h"
#include "support.h"

namespace pamsim::workload {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::Ge;
using ::testing::Le;

constexpr std::uint64_t kMany = 200'000;

LengthSpec lognormal(double mean, double median, std::uint32_t max) {
    LengthSpec spec;
    spec.kind = LengthSpec::Kind::lognormal;
    spec.mean = mean;
    spec.median = median;
    spec.max = max;
    return spec;
}

LengthSpec between(LengthSpec::Kind kind, std::uint32_t min, std::uint32_t max) {
    LengthSpec spec;
    spec.kind = kind;
    spec.min = min;
    spec.max = max;
    return spec;
}

LengthSpec fixed(std::uint32_t tokens) {
    LengthSpec spec;
    spec.tokens = tokens;
    return spec;
}

GeneratorSpec many(const LengthSpec& input, const LengthSpec& output) {
    GeneratorSpec spec;
    spec.name = "many";
    spec.requests = kMany;
    spec.arrivals = {ArrivalSpec::Process::poisson, 4.0, 1.0};
    spec.input = input;
    spec.output = output;
    return spec;
}

/// The mean of min(X, max) for a lognormal X, from the normal distribution function.
double clipped_mean(double mean, double median, double max) {
    const auto below = [](double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); };
    const double sigma = std::sqrt(2.0 * std::log(mean / median));
    const double z = std::log(max / median) / sigma;
    return mean * below(z - sigma) + max * (1.0 - below(z));
}

TEST(Lognormal, HasItsMeanAndMedianWhenTheMaximumIsFarAway) {
    const auto outputs = outputs_of(generate(many(fixed(1), lognormal(211, 129, 100'000)), 1).requests);
    EXPECT_NEAR(mean_of(outputs), 211.0, 2.5);  // four standard errors of a deviation of 273
    EXPECT_NEAR(median_of(outputs), 129.0, 2.0);
}

TEST(Lognormal, ClippingTakesTheShareOfTheTailFromTheMean) {
    const auto outputs = outputs_of(generate(many(fixed(1), lognormal(211, 129, 1000)), 1).requests);
    EXPECT_NEAR(clipped_mean(211, 129, 1000), 200.6, 0.05) << "five percent below the unclipped mean";
    EXPECT_NEAR(mean_of(outputs), 200.6, 2.0);
    EXPECT_NEAR(median_of(outputs), 129.0, 2.0) << "the median does not move";
    EXPECT_EQ(*std::max_element(outputs.begin(), outputs.end()), 1000.0);
}

TEST(Lognormal, WithEqualMeanAndMedianIsOneLength) {
    EXPECT_THAT(inputs_of(generate(many(lognormal(50, 50, 100), fixed(1)), 1).requests), Each(50.0));
}

TEST(Uniform, ReachesBothEndsAndNothingElse) {
    const auto inputs =
        inputs_of(generate(many(between(LengthSpec::Kind::uniform, 5, 8), fixed(1)), 1).requests);
    EXPECT_THAT(inputs, Each(AllOf(Ge(5.0), Le(8.0))));
    for (const double length : {5.0, 6.0, 7.0, 8.0}) {
        EXPECT_NEAR(static_cast<double>(std::count(inputs.begin(), inputs.end(), length)), kMany / 4.0,
                    800.0);
    }
}

TEST(Histogram, DrawsBinsByCountAndKeepsTheJointShape) {
    const auto kind = LengthSpec::Kind::histogram;
    GeneratorSpec spec = many(between(kind, 1, 1000), between(kind, 1, 1000));
    spec.histogram = {{10, 20, 1, 2, 1}, {100, 200, 50, 60, 0}, {500, 501, 300, 400, 3}};
    const auto requests = generate(spec, 1).requests;
    std::size_t long_ones = 0;
    for (const Request& request : requests) {
        const bool is_long = request.input_tokens == 500;
        if (is_long) {
            EXPECT_THAT(request.output_tokens, AllOf(Ge(300U), Le(399U)));
        } else {
            EXPECT_THAT(request.input_tokens, AllOf(Ge(10U), Le(19U)));
            EXPECT_EQ(request.output_tokens, 1U);
        }
        long_ones += is_long;
    }
    EXPECT_NEAR(static_cast<double>(long_ones), 0.75 * kMany, 800.0);
}

TEST(Histogram, AnOpenLastBinEndsAtTheMaximumAndZeroBecomesTheMinimum) {
    const auto kind = LengthSpec::Kind::histogram;
    GeneratorSpec spec = many(between(kind, 1, 8192), between(kind, 1, 100));
    spec.histogram = {{4096, 1U << 30, 0, 1, 1}};
    const auto requests = generate(spec, 1).requests;
    EXPECT_NEAR(mean_of(inputs_of(requests)), (4096 + 8192) / 2.0, 12.0);
    EXPECT_THAT(outputs_of(requests), Each(1.0));
}

TEST(Histogram, ABinAboveTheMaximumBecomesTheMaximum) {
    GeneratorSpec spec = many(between(LengthSpec::Kind::histogram, 1, 50), fixed(1));
    spec.histogram = {{100, 200, 1, 2, 1}};
    EXPECT_THAT(inputs_of(generate(spec, 1).requests), Each(50.0));
}

TEST(Arrivals, PoissonHasItsRateAndVariationOne) {
    const auto requests = generate(many(fixed(1), fixed(1)), 1).requests;
    EXPECT_EQ(requests.front().arrival, base::Picoseconds{0});
    EXPECT_NEAR(mean_of(gaps_of(requests)), 0.25, 0.0025);
    EXPECT_NEAR(variation_of(gaps_of(requests)), 1.0, 0.01);
}

TEST(Arrivals, GammaHasItsRateAndVariation) {
    for (const double cv : {0.5, 1.09, 3.0}) {
        GeneratorSpec spec = many(fixed(1), fixed(1));
        spec.arrivals = {ArrivalSpec::Process::gamma, 4.0, cv};
        const auto gaps = gaps_of(generate(spec, 1).requests);
        EXPECT_NEAR(mean_of(gaps), 0.25, 0.25 * 4.0 * cv / std::sqrt(kMany)) << cv;
        EXPECT_NEAR(variation_of(gaps), cv, 0.03 * cv) << cv;
    }
}

TEST(Arrivals, AllAtOnceIsAllAtZero) {
    GeneratorSpec spec = many(fixed(1), fixed(1));
    spec.arrivals.process = ArrivalSpec::Process::all_at_once;
    for (const Request& request : generate(spec, 1).requests)
        ASSERT_EQ(request.arrival, base::Picoseconds{0});
}

TEST(Arrivals, AreInOrderAndNumbered) {
    const auto requests = generate(many(fixed(1), fixed(1)), 1).requests;
    for (std::size_t i = 1; i < requests.size(); ++i) {
        ASSERT_LE(requests[i - 1].arrival, requests[i].arrival);
        ASSERT_EQ(requests[i].id, i);
    }
}

TEST(Seeds, OneSeedGivesOneWorkloadAndTwoSeedsTwo) {
    const GeneratorSpec spec = many(lognormal(211, 129, 1000), lognormal(211, 129, 1000));
    const auto inputs = inputs_of(generate(spec, 1).requests);
    EXPECT_EQ(inputs, inputs_of(generate(spec, 1).requests));
    EXPECT_NE(inputs, inputs_of(generate(spec, 2).requests));
    EXPECT_NE(inputs, outputs_of(generate(spec, 1).requests)) << "input and output are independent";
}

TEST(Seeds, ChangingOneDistributionLeavesTheOthersAsTheyWere) {
    const auto both = generate(many(lognormal(211, 129, 1000), lognormal(211, 129, 1000)), 1).requests;
    const auto other = generate(many(fixed(7), lognormal(211, 129, 1000)), 1).requests;
    EXPECT_EQ(outputs_of(both), outputs_of(other));
    EXPECT_EQ(gaps_of(both), gaps_of(other));
}

}  // namespace
}  // namespace pamsim::workload
