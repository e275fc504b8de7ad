#include "support.h"
#include "workload/generator.h"

namespace pamsim::workload {
namespace {

using ::testing::HasSubstr;

const std::string kSpec = R"(name: chat
source: made for this test
requests: 10
arrivals: {process: gamma, rate_per_s: 2, cv: 3}
input: {distribution: lognormal, mean: 20, median: 10, max: 100}
output: {distribution: uniform, min: 5, max: 9}
)";

GeneratorSpec read(const std::string& yaml) {
    return read_generator_spec(base::Document::parse(yaml, "chat.yaml").root());
}

std::string with(const std::string& part, const std::string& replacement) {
    std::string text = kSpec;
    return text.replace(text.find(part), part.size(), replacement);
}

TEST(GeneratorSpec, ReadsEveryKey) {
    const GeneratorSpec spec = read(kSpec);
    EXPECT_EQ(spec.requests, 10U);
    EXPECT_EQ(spec.arrivals.process, ArrivalSpec::Process::gamma);
    EXPECT_EQ(spec.arrivals.cv, 3.0);
    EXPECT_EQ(spec.input.kind, LengthSpec::Kind::lognormal);
    EXPECT_EQ(spec.input.min, 1U);
    EXPECT_EQ(spec.output.max, 9U);
}

TEST(GeneratorSpec, KeysOfAnotherDistributionMayStay) {
    EXPECT_EQ(read(with("lognormal", "fixed, tokens: 7")).input.tokens, 7U);
    EXPECT_NO_THROW(read(with("gamma", "all_at_once")));
}

TEST(GeneratorSpecErrors, KeysOfAnotherDistributionAreStillChecked) {
    EXPECT_EQ(error_of([] { read(with("lognormal, mean: 20", "fixed, tokens: 7, mean: long")); }).key(),
              "input.mean");
}

TEST(GeneratorSpecErrors, AnUnknownDistributionListsTheKnownOnes) {
    const auto error = error_of([] { read(with("lognormal", "zipf")); });
    EXPECT_EQ(error.key(), "input.distribution");
    EXPECT_EQ(error.mark().line, 5);
    EXPECT_THAT(error.message(), HasSubstr("lognormal"));
}

TEST(GeneratorSpecErrors, AnUnknownProcess) {
    EXPECT_EQ(error_of([] { read(with("gamma", "weibull")); }).key(), "arrivals.process");
}

TEST(GeneratorSpecErrors, AMissingMean) {
    EXPECT_EQ(error_of([] { read(with("mean: 20, ", "")); }).key(), "input.mean");
}

TEST(GeneratorSpecErrors, AMissingMaximum) {
    EXPECT_EQ(error_of([] { read(with(", max: 100", "")); }).key(), "input.max");
}

TEST(GeneratorSpecErrors, AMedianAboveTheMean) {
    const auto error = error_of([] { read(with("median: 10", "median: 20.5")); });
    EXPECT_EQ(error.key(), "input.median");
    EXPECT_EQ(error.message(), "found '20.5', allowed is at most the mean, which is 20");
}

TEST(GeneratorSpecErrors, AMinimumAboveTheMaximum) {
    const auto error = error_of([] { read(with("min: 5", "min: 50")); });
    EXPECT_EQ(error.key(), "output.min");
    EXPECT_EQ(error.message(), "found '50', allowed is at most max, which is 9");
}

TEST(GeneratorSpecErrors, ALengthOfZero) {
    EXPECT_EQ(error_of([] { read(with("min: 5", "min: 0")); }).key(), "output.min");
}

TEST(GeneratorSpecErrors, NoRequests) {
    EXPECT_EQ(error_of([] { read(with("requests: 10", "requests: 0")); }).key(), "requests");
}

TEST(GeneratorSpecErrors, ARateOfZeroAndOneTooSlow) {
    EXPECT_EQ(error_of([] { read(with("rate_per_s: 2", "rate_per_s: 0")); }).key(), "arrivals.rate_per_s");
    const auto error = error_of([] { read(with("rate_per_s: 2", "rate_per_s: 0.000002")); });
    EXPECT_EQ(error.message(),
              "found '0.000002', allowed is a rate at which 10 requests arrive within 25 days");
}

TEST(GeneratorSpecErrors, GammaNeedsItsVariation) {
    EXPECT_EQ(error_of([] { read(with(", cv: 3", "")); }).key(), "arrivals.cv");
}

TEST(GeneratorSpecErrors, AnUnknownKey) {
    EXPECT_EQ(error_of([] { read(with("rate_per_s: 2", "rate_per_s: 2, rate: 2")); }).key(), "arrivals.rate");
}

TEST(GeneratorSpecErrors, AMissingHistogram) {
    const std::string spec = with("uniform", "histogram");
    EXPECT_EQ(error_of([&] { read(spec); }).key(), "histogram");
    const auto error = error_of([&] { read(spec + "histogram: no/such.csv\n"); });
    EXPECT_EQ(error.key(), "histogram");
    EXPECT_EQ(error.message(), "found 'no/such.csv', there is no such file");
}

TEST(HistogramFile, IsReadBesideTheSpecification) {
    const ScratchFile histogram("lengths.csv", "in_lo,in_hi,out_lo,out_hi,count\n0,8,16,32,5\n");
    const ScratchFile spec("chat.yaml", with("uniform", "histogram") + "histogram: lengths.csv\n");
    const GeneratorSpec read_spec = read_generator_spec(base::Document::load(spec.path()).root());
    ASSERT_EQ(read_spec.histogram.size(), 1U);
    EXPECT_EQ(read_spec.histogram[0].output_hi, 32U);
}

TEST(HistogramFileErrors, ABinThatEndsBeforeItBegins) {
    const ScratchFile file("lengths.csv", "in_lo,in_hi,out_lo,out_hi,count\n8,8,16,32,5\n");
    const auto error = error_of([&] { read_length_histogram(file.path()); });
    EXPECT_EQ(error.key(), "in_hi");
    EXPECT_EQ(error.mark().line, 2);
    EXPECT_EQ(error.message(), "found '8', allowed is a whole number from 9 to 2147483648");
}

TEST(HistogramFileErrors, AnEmptyOne) {
    const ScratchFile file("lengths.csv", "in_lo,in_hi,out_lo,out_hi,count\n0,8,16,32,0\n");
    EXPECT_EQ(error_of([&] { read_length_histogram(file.path()); }).message(),
              "the histogram counts nothing; at least one row with a count is needed");
}

}  // namespace
}  // namespace pamsim::workload
