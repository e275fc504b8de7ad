#include "workload/generator.h"

#include <algorithm>
#include <cmath>

#include "base/invariant.h"
#include "base/random.h"
#include "workload/limits.h"

namespace pamsim::workload {
namespace {

std::uint32_t clipped(double tokens, const LengthSpec& spec) {
    const double rounded = std::floor(tokens + 0.5);
    if (rounded <= spec.min) return spec.min;
    if (rounded >= spec.max) return spec.max;
    return static_cast<std::uint32_t>(rounded);
}

/// Evenly from lo to hi, both included.
std::uint32_t even(base::RandomStream& random, std::uint32_t lo, std::uint32_t hi) {
    return lo + static_cast<std::uint32_t>(random.below(hi - lo + 1ULL));
}

class ArrivalClock {
public:
    ArrivalClock(const ArrivalSpec& spec, std::uint64_t seed)
        : spec_(spec), random_(seed, "workload.arrivals") {}

    base::Picoseconds next() {
        if (!first_) now_ += gap();
        first_ = false;
        base::require(base::seconds(now_) <= kMaxArrivalSeconds, "workload.arrivals",
                      "they last longer than 50 days");
        return now_;
    }

private:
    base::Picoseconds gap() {
        double seconds = 0.0;
        if (spec_.process == ArrivalSpec::Process::poisson)
            seconds = random_.exponential(1.0 / spec_.rate_per_s);
        if (spec_.process == ArrivalSpec::Process::gamma) {
            // A gamma gap of shape 1/cv^2 has that variation, and shape x scale is the mean gap.
            const double variance = spec_.cv * spec_.cv;
            seconds = random_.gamma(1.0 / variance, variance / spec_.rate_per_s);
        }
        return base::picoseconds(std::min(seconds, static_cast<double>(kMaxArrivalSeconds)));
    }

    ArrivalSpec spec_;
    base::RandomStream random_;
    base::Picoseconds now_{0};
    bool first_ = true;
};

/// Draws bins in proportion to their counts.
class BinSampler {
public:
    BinSampler(const std::vector<LengthBin>& bins, std::uint64_t seed)
        : bins_(bins), random_(seed, "workload.histogram") {
        std::uint64_t sum = 0;
        for (const LengthBin& bin : bins_) upper_.push_back(sum += bin.count);
    }

    LengthBin next() {
        if (bins_.empty()) return {};
        const std::uint64_t at = random_.below(upper_.back());
        const auto it = std::upper_bound(upper_.begin(), upper_.end(), at);
        return bins_[static_cast<std::size_t>(it - upper_.begin())];
    }

private:
    const std::vector<LengthBin>& bins_;
    std::vector<std::uint64_t> upper_;  ///< running sum of the counts
    base::RandomStream random_;
};

class LengthSampler {
public:
    LengthSampler(const LengthSpec& spec, std::uint64_t seed, const char* stream)
        : spec_(spec), random_(seed, stream) {
        if (spec_.kind != LengthSpec::Kind::lognormal) return;
        // The median of a lognormal is exp(mu), its mean exp(mu + sigma^2 / 2).
        mu_ = base::portable_log(spec_.median);
        sigma_ = std::sqrt(2.0 * base::portable_log(spec_.mean / spec_.median));
    }

    /// lo and hi are the edges of the drawn bin, for the histogram.
    std::uint32_t next(std::uint32_t lo, std::uint32_t hi) {
        switch (spec_.kind) {
            case LengthSpec::Kind::lognormal:
                return clipped(random_.lognormal(mu_, sigma_), spec_);
            case LengthSpec::Kind::uniform:
                return even(random_, spec_.min, spec_.max);
            case LengthSpec::Kind::histogram:
                return inside(lo, hi);
            case LengthSpec::Kind::fixed:
                break;
        }
        return spec_.tokens;
    }

private:
    /// Evenly over what [min, max] leaves of a bin: an open last bin must not spread to its nominal edge.
    std::uint32_t inside(std::uint32_t lo, std::uint32_t hi) {
        const std::uint32_t least = std::clamp(lo, spec_.min, spec_.max);
        const std::uint32_t most = std::clamp(hi - 1, spec_.min, spec_.max);
        return even(random_, least, most);
    }

    LengthSpec spec_;
    base::RandomStream random_;
    double mu_ = 0.0;
    double sigma_ = 0.0;
};

}  // namespace

Workload generate(const GeneratorSpec& spec, std::uint64_t seed) {
    Workload workload{spec.name, {}, spec.source};
    workload.requests.reserve(spec.requests);
    ArrivalClock arrivals(spec.arrivals, seed);
    BinSampler bins(spec.histogram, seed);
    LengthSampler input(spec.input, seed, "workload.input");
    LengthSampler output(spec.output, seed, "workload.output");
    for (std::uint64_t id = 0; id < spec.requests; ++id) {
        const LengthBin bin = bins.next();
        Request request;
        request.id = id;
        request.arrival = arrivals.next();
        request.input_tokens = input.next(bin.input_lo, bin.input_hi);
        request.output_tokens = output.next(bin.output_lo, bin.output_hi);
        workload.requests.push_back(request);
    }
    return workload;
}

}  // namespace pamsim::workload
