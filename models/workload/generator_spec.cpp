// The keys of a workload file.
#include <filesystem>

#include "workload/csv_reader.h"
#include "workload/generator.h"
#include "workload/limits.h"
#include "workload/text_file.h"

namespace pamsim::workload {
namespace {

/// Keys of one mapping of which the chosen distribution needs some. The others may stand in the file, so that
/// `--set input.distribution=fixed --set input.tokens=512` works on a file that has a mean and a median.
class ChoiceReader {
public:
    explicit ChoiceReader(const base::ConfigNode& node) : node_(node) {}

    double real(bool needed, const std::string& key, const base::RealRule& rule) const {
        return needed || node_.has(key) ? node_.real(key, rule) : 0.0;
    }
    std::uint32_t tokens(bool needed, const std::string& key, const std::string& doc,
                         std::optional<std::uint64_t> fallback = {}) const {
        if (!needed && !node_.has(key)) return 0;
        return static_cast<std::uint32_t>(node_.uint(key, {doc, 1, kMaxRequestTokens, fallback}));
    }

private:
    const base::ConfigNode& node_;
};

LengthSpec::Kind kind_of(const std::string& word) {
    if (word == "lognormal") return LengthSpec::Kind::lognormal;
    if (word == "uniform") return LengthSpec::Kind::uniform;
    if (word == "histogram") return LengthSpec::Kind::histogram;
    return LengthSpec::Kind::fixed;
}

std::string plain(double value) {
    std::string text = std::to_string(value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

LengthSpec read_length(const base::ConfigNode& node) {
    LengthSpec spec;
    spec.kind =
        kind_of(node.word("distribution", {"how the length is drawn: a lognormal from mean and median, the "
                                           "same for all, evenly from min to max, or from the file of "
                                           "`histogram`",
                                           {"lognormal", "fixed", "uniform", "histogram"}}));
    const bool lognormal = spec.kind == LengthSpec::Kind::lognormal;
    const bool fixed = spec.kind == LengthSpec::Kind::fixed;
    const ChoiceReader keys(node);
    const double most = kMaxRequestTokens;
    spec.mean = keys.real(lognormal, "mean", {"lognormal: mean before clipping, in tokens", 1.0, most});
    spec.median =
        keys.real(lognormal, "median", {"lognormal: median, in tokens; at most the mean", 1.0, most});
    spec.min = keys.tokens(!fixed, "min", "all but fixed: smaller draws become this many tokens", 1);
    spec.max = keys.tokens(!fixed, "max", "all but fixed: larger draws become this many tokens");
    spec.tokens = keys.tokens(fixed, "tokens", "fixed: the length, in tokens");
    if (lognormal && spec.median > spec.mean) {
        node.fail("median", "found '" + plain(spec.median) + "', allowed is at most the mean, which is " +
                                plain(spec.mean));
    }
    if (!fixed && spec.min > spec.max) {
        node.fail("min", "found '" + std::to_string(spec.min) + "', allowed is at most max, which is " +
                             std::to_string(spec.max));
    }
    node.finish();
    return spec;
}

ArrivalSpec read_arrivals(const base::ConfigNode& node, std::uint64_t requests) {
    ArrivalSpec spec;
    const std::string process = node.word(
        "process",
        {"poisson: independent arrivals; gamma: independent gaps with a stated variation; all_at_once: "
         "every request waits at time 0",
         {"poisson", "gamma", "all_at_once"}});
    const ChoiceReader keys(node);
    const bool timed = process != "all_at_once";
    const bool gamma = process == "gamma";
    spec.process = gamma   ? ArrivalSpec::Process::gamma
                   : timed ? ArrivalSpec::Process::poisson
                           : ArrivalSpec::Process::all_at_once;
    spec.rate_per_s =
        keys.real(timed, "rate_per_s", {"poisson and gamma: mean requests per second", 1e-6, 1e9});
    spec.cv = keys.real(gamma, "cv", {"gamma: standard deviation of the gaps over their mean", 0.01, 100.0});
    // Half of what a trace may last, so that no luck of the draw makes a run too long.
    const double longest = 0.5 * static_cast<double>(kMaxArrivalSeconds);
    if (timed && static_cast<double>(requests) / spec.rate_per_s > longest) {
        node.fail("rate_per_s", "found '" + plain(spec.rate_per_s) + "', allowed is a rate at which " +
                                    std::to_string(requests) + " requests arrive within 25 days");
    }
    node.finish();
    return spec;
}

/// The histogram is looked for beside the file that names it, then as typed.
std::vector<LengthBin> histogram_of(const base::ConfigNode& node) {
    const std::string typed = node.text(
        "histogram", {"CSV file of a joint histogram of lengths, beside this file or a path; needed when a "
                      "distribution is histogram"});
    const auto beside = std::filesystem::path(node.mark().file).parent_path() / typed;
    std::error_code ignored;
    const bool is_beside = std::filesystem::is_regular_file(beside, ignored);
    if (!is_beside && !std::filesystem::is_regular_file(typed, ignored)) {
        node.fail("histogram", "found '" + typed + "', there is no such file");
    }
    return read_length_histogram(is_beside ? beside.string() : typed);
}

}  // namespace

GeneratorSpec read_generator_spec(const base::ConfigNode& node) {
    GeneratorSpec spec;
    spec.name = node.text("name", {"name of the workload in reports"});
    spec.source = node.text("source", {"where the numbers were taken from"});
    spec.requests = node.uint("requests", {"how many requests", 1, kMaxGeneratedRequests});
    spec.arrivals = read_arrivals(node.child("arrivals", "when requests arrive"), spec.requests);
    spec.input = read_length(node.child("input", "length of the prompts"));
    spec.output = read_length(node.child("output", "length of the answers"));
    const bool from_histogram =
        spec.input.kind == LengthSpec::Kind::histogram || spec.output.kind == LengthSpec::Kind::histogram;
    if (from_histogram || node.has("histogram")) spec.histogram = histogram_of(node);
    node.finish();
    return spec;
}

std::vector<LengthBin> read_length_histogram(const std::string& file) {
    const std::string text = read_text_file(file, "histogram");
    CsvReader rows(text, file);
    const std::size_t in_lo = rows.require("in_lo"), in_hi = rows.require("in_hi");
    const std::size_t out_lo = rows.require("out_lo"), out_hi = rows.require("out_hi");
    const std::size_t count = rows.require("count");
    // The last bins of a histogram are open and written with a huge upper edge; it is cut by `max` when
    // drawn.
    constexpr std::int64_t kHighestEdge = 1LL << 31;
    std::vector<LengthBin> bins;
    std::uint64_t total = 0;
    while (rows.next()) {
        LengthBin bin{};
        bin.input_lo = static_cast<std::uint32_t>(rows.whole(in_lo, 0, kHighestEdge - 1));
        bin.input_hi = static_cast<std::uint32_t>(rows.whole(in_hi, bin.input_lo + 1LL, kHighestEdge));
        bin.output_lo = static_cast<std::uint32_t>(rows.whole(out_lo, 0, kHighestEdge - 1));
        bin.output_hi = static_cast<std::uint32_t>(rows.whole(out_hi, bin.output_lo + 1LL, kHighestEdge));
        bin.count = static_cast<std::uint64_t>(rows.whole(count, 0, 1'000'000'000'000));
        total += bin.count;
        bins.push_back(bin);
    }
    if (total == 0) rows.fail("the histogram counts nothing; at least one row with a count is needed");
    return bins;
}

}  // namespace pamsim::workload
