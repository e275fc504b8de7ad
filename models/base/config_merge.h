// Several files become one tree: `extends`, `part` and overrides.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/config_override.h"
#include "base/yaml_tree.h"

namespace pamsim::base::detail {

/// The first key of a dump: its parts are merged already, so that it loads without the files it came from.
inline const std::string effective_key = "effective";

std::unique_ptr<Value> load_tree(const std::string& text, std::shared_ptr<const Origin> origin,
                                 std::vector<ParsedOverride> overrides);

}  // namespace pamsim::base::detail
