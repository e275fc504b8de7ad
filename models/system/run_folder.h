// The folder a run leaves: config.yaml, results.json, steps.csv, requests.csv, run.json and, on request,
// timeline.json.
#pragma once

#include <filesystem>
#include <string>

#include "system/results.h"

namespace pamsim::system {

struct RunFacts {
    std::string version, command_line;
    std::uint64_t seed;
    double wall_s;
};

/// Peak resident memory of this process, bytes.
std::int64_t peak_memory_bytes();

/// Makes the folder (and its parents) or finds it writable; throws base::ConfigError otherwise. Called before
/// the simulation, so that an unwritable --out costs nothing.
void prepare_folder(const std::filesystem::path& folder);

/// Every file is written beside its name first and then renamed, so none is ever half-written.
void write_folder(const std::filesystem::path& folder, ServingRun& run, const Json& results,
                  const std::string& config_yaml, const RunFacts& facts);

}  // namespace pamsim::system
