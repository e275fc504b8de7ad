// What `pamsim memory` answers: as JSON, and that JSON as text.
#pragma once

#include <string>

#include "memory/traffic/part_run.h"
#include "system/results.h"

namespace pamsim::tools {

/// What was asked of a memory part.
struct MemoryRequest {
    std::string part, pattern, timing;
    std::uint64_t requests;
    std::uint64_t seed;
};

/// `more`: keys of this pattern alone. Only `wall_s` and `commands_per_wall_s` differ from run to run; a
/// closed form issues no commands and has no commands_per_wall_s.
system::Json memory_results(const MemoryRequest& request, const memory::PartRun& run,
                            const system::Json& more, double wall_s);
std::string render_memory(const system::Json& results);

}  // namespace pamsim::tools
