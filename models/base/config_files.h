// From what a user typed, or a file named in `part` or `extends`, to the file on disk.
#pragma once

#include <filesystem>
#include <string>

#include "base/yaml_tree.h"

namespace pamsim::base::detail {

/// The file that the scalar `reference` (the value of `part` or `extends`) names; kind as for find_file.
std::filesystem::path find_reference(const Value& reference, const std::string& kind);

/// "part", "model", "workload" or "platform", by the folder of the platforms folder that the file lies in.
std::string kind_of(const std::filesystem::path& file);

/// As messages name it: relative to the current folder where it lies below it.
std::string shown_path(const std::filesystem::path& file);

/// The whole file; a ConfigError that names `shown` when it cannot be read.
std::string read_file(const std::filesystem::path& file, const std::string& shown);

}  // namespace pamsim::base::detail
