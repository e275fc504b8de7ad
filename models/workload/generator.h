// Requests drawn from stated distributions: for load that no recorded trace has.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/config.h"
#include "workload/request.h"

namespace pamsim::workload {

/// How one length of a request is drawn, in tokens; every draw is rounded and clipped to [min, max].
/// Clipping a lognormal lowers its mean: a long tail that is cut takes its share of the mean with it.
struct LengthSpec {
    enum class Kind { lognormal, fixed, uniform, histogram };
    Kind kind = Kind::fixed;
    double mean = 0.0;    ///< lognormal, before clipping
    double median = 0.0;  ///< lognormal
    std::uint32_t min = 1;
    std::uint32_t max = 1;
    std::uint32_t tokens = 0;  ///< fixed
};

/// How requests arrive. The first is at time 0; gaps between neighbours are independent.
struct ArrivalSpec {
    enum class Process { poisson, gamma, all_at_once };
    Process process = Process::poisson;
    double rate_per_s = 0.0;
    double cv = 1.0;  ///< standard deviation of a gap over its mean: 1 is Poisson, above is bursty
};

/// One bin of a joint histogram of lengths: lo <= tokens < hi.
struct LengthBin {
    std::uint32_t input_lo, input_hi, output_lo, output_hi;
    std::uint64_t count;
};

struct GeneratorSpec {
    std::string name;
    std::string source;
    std::uint64_t requests = 0;
    ArrivalSpec arrivals;
    LengthSpec input;
    LengthSpec output;
    std::vector<LengthBin> histogram;  ///< from the file of `histogram`, when a length asks for it
};

/// The keys of a workload file. Keys of a distribution that was not chosen may stand in the file (so that
/// --set can switch the distribution); they are checked for their type and otherwise unused.
GeneratorSpec read_generator_spec(const base::ConfigNode& node);

/// `input_lo,input_hi,output_lo,output_hi,count` rows after the header in_lo,in_hi,out_lo,out_hi,count.
std::vector<LengthBin> read_length_histogram(const std::string& file);

/// Each of arrivals, input, output and histogram draws from its own stream, so asking for fewer requests or
/// changing one distribution leaves the other numbers as they were.
Workload generate(const GeneratorSpec& spec, std::uint64_t seed);

}  // namespace pamsim::workload
