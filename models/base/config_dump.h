// The effective file: every value and every default that was asked for, as YAML.
#pragma once

#include <string>

#include "base/yaml_tree.h"

namespace pamsim::base::detail {

std::string dumped(const Value& root);

}  // namespace pamsim::base::detail
