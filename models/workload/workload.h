// The one door to requests: a recorded trace or a specification to generate them from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/config.h"
#include "workload/request.h"

namespace pamsim::workload {

struct WorkloadOptions {
    std::uint64_t seed = 1;                     ///< of generated workloads; a trace has nothing random
    std::optional<std::uint64_t> max_requests;  ///< keep the first so many by arrival
    std::vector<base::Override> overrides;      ///< for the keys of a specification; a trace has none
};

/// `typed` is a .csv trace (azure_trace.h, csv_trace.h), a .jsonl trace (mooncake_trace.h), or the bare name
/// or path of a YAML specification (generator.h). A workload has at least one request; anything else is a
/// base::ConfigError that names file, line, column, what was found and what is allowed.
Workload read_workload(const std::string& typed, const WorkloadOptions& options = {});

}  // namespace pamsim::workload
