// --set KEY=VALUE: parsing, finding the value it addresses, replacing it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/yaml_tree.h"

namespace pamsim::base::detail {

struct ParsedOverride {
    std::vector<std::string> path;  ///< "levels[0].count" and "levels.0.count" are both {levels, 0, count}
    Mark mark;
    std::unique_ptr<Value> value;  ///< taken when the override is applied
    std::shared_ptr<const Origin> origin;

    bool names_file() const { return path.back() == "part" || path.back() == "extends"; }
};

/// A relative file named in a --set value is relative to the current folder, as on any command line.
std::vector<ParsedOverride> parse_overrides(const std::vector<Override>& overrides);

/// True when one step of an override's path leads from the container of `value` to `value`.
bool step_leads_to(const std::string& step, const Value& value);

/// Sets a key of a map, created or replaced.
void set_key(Value& map, ParsedOverride& override);

/// Walks to the value and replaces it; maps on the way that do not exist are created.
void apply(Value& root, ParsedOverride& override);

}  // namespace pamsim::base::detail
