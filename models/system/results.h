// Results as JSON with stable keys and SI units in the names. The same inputs and seed give the same bytes.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "system/attention_run.h"
#include "system/serving_run.h"

namespace pamsim::system {

using Json = nlohmann::ordered_json;

struct RunInputs {
    std::string model, workload;
    std::uint64_t seed;
    std::vector<std::string> assumed;  ///< configuration paths whose source is an assumption
};

/// results.json of a serving run. What was not modelled has no key; nothing is printed as zero for want of a
/// model.
Json results_of(ServingRun& run, const RunInputs& inputs);

/// What `pamsim attention` answers.
Json results_of(Machine& machine, const AttentionReport& report);

}  // namespace pamsim::system
