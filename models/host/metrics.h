// What a user of the service felt, from the finished sequences.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/units.h"
#include "host/sequence.h"

namespace pamsim::host {

/// Exact, by nearest rank: pXX is the smallest sample that at least XX % of the samples do not exceed.
struct Percentiles {
    double mean, p50, p90, p99;

    /// Nothing when there is no sample.
    static std::optional<Percentiles> of(std::vector<double> samples);
};

/// Limits a request has to keep to count as good; one that is absent is kept by all.
struct ServiceLevel {
    std::optional<double> ttft_s;
    std::optional<double> tpot_s;

    bool given() const { return ttft_s.has_value() || tpot_s.has_value(); }
};

double ttft_s(const Sequence& sequence);  ///< arrival to first token
double e2e_s(const Sequence& sequence);   ///< arrival to finish
/// (finish - first token) / (output - 1); nothing for a single output token.
std::optional<double> tpot_s(const Sequence& sequence);
bool meets(const Sequence& sequence, const ServiceLevel& limits);

struct Metrics {
    std::optional<Percentiles> ttft_s, tpot_s, e2e_s;
    std::uint64_t generated_tokens = 0;  ///< of all sequences, finished or not; recomputed ones count once
    double throughput_tokens_per_s = 0;
    std::optional<double> goodput_requests_per_s;  ///< when a limit is given
    std::size_t finished = 0, good = 0;            ///< good is meaningful when a limit is given

    /// `simulated` is the time the throughput is over; it must be positive when anything was generated.
    static Metrics of(const std::vector<Sequence>& sequences, base::Picoseconds simulated,
                      const ServiceLevel& limits = {});
};

}  // namespace pamsim::host
