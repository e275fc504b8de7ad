#include "host/metrics.h"

#include <algorithm>

#include "base/invariant.h"

namespace pamsim::host {

namespace {

double nearest_rank(std::vector<double>& samples, std::size_t percent) {
    const std::size_t rank = (percent * samples.size() + 99) / 100;  // from 1
    const auto at = samples.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::nth_element(samples.begin(), at, samples.end());
    return *at;
}

double between(base::Picoseconds from, base::Picoseconds to) {
    return base::seconds(to - from);
}

}  // namespace

std::optional<Percentiles> Percentiles::of(std::vector<double> samples) {
    if (samples.empty()) return std::nullopt;
    double sum = 0;
    for (const double s : samples) sum += s;  // before nth_element changes the order
    Percentiles p{};
    p.mean = sum / static_cast<double>(samples.size());
    p.p50 = nearest_rank(samples, 50);
    p.p90 = nearest_rank(samples, 90);
    p.p99 = nearest_rank(samples, 99);
    return p;
}

double ttft_s(const Sequence& sequence) {
    return between(sequence.request.arrival, sequence.first_token);
}

double e2e_s(const Sequence& sequence) {
    return between(sequence.request.arrival, sequence.finish);
}

std::optional<double> tpot_s(const Sequence& sequence) {
    if (sequence.generated < 2) return std::nullopt;
    return between(sequence.first_token, sequence.finish) / static_cast<double>(sequence.generated - 1);
}

bool meets(const Sequence& sequence, const ServiceLevel& limits) {
    if (limits.ttft_s && ttft_s(sequence) > *limits.ttft_s) return false;
    const std::optional<double> tpot = tpot_s(sequence);
    return !limits.tpot_s || !tpot || *tpot <= *limits.tpot_s;
}

Metrics Metrics::of(const std::vector<Sequence>& sequences, base::Picoseconds simulated,
                    const ServiceLevel& limits) {
    Metrics metrics;
    std::vector<double> ttft, tpot, e2e;
    for (const Sequence& s : sequences) {
        metrics.generated_tokens += s.generated;
        if (s.state != SequenceState::finished) continue;
        ++metrics.finished;
        if (meets(s, limits)) ++metrics.good;
        ttft.push_back(host::ttft_s(s));
        e2e.push_back(host::e2e_s(s));
        if (const auto per_token = host::tpot_s(s)) tpot.push_back(*per_token);
    }
    metrics.ttft_s = Percentiles::of(std::move(ttft));
    metrics.tpot_s = Percentiles::of(std::move(tpot));
    metrics.e2e_s = Percentiles::of(std::move(e2e));
    const double seconds = base::seconds(simulated);
    base::require(seconds > 0 || metrics.generated_tokens == 0, "host/metrics",
                  "tokens were generated in no time");
    if (seconds > 0) {
        metrics.throughput_tokens_per_s = static_cast<double>(metrics.generated_tokens) / seconds;
        if (limits.given()) metrics.goodput_requests_per_s = static_cast<double>(metrics.good) / seconds;
    }
    return metrics;
}

}  // namespace pamsim::host
