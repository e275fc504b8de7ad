#include "base/config_dump.h"

#include <algorithm>

#include "base/config_merge.h"
#include "base/yaml_scalar.h"

namespace pamsim::base::detail {
namespace {

void write_map(std::string& out, const Value& map, const std::string& indent, bool first_is_indented);

std::string scalar(const Value& value) {
    if (!value.is_scalar()) return "null";
    return value.quoted ? text_scalar(value.text) : plain_scalar(value.text);
}

bool is_leaf(const Value& value) {
    return !value.is_map() && !value.is_list();
}

std::string one_line_list(const Value& list) {
    std::string out;
    for (const auto& item : list.items) out += (out.empty() ? "" : ", ") + scalar(*item);
    return "[" + out + "]";
}

bool fits_one_line(const Value& list) {
    return std::all_of(list.items.begin(), list.items.end(), [](const auto& item) { return is_leaf(*item); });
}

/// What follows "key:" or "-"; `indent` is that of the lines below.
void write_value(std::string& out, const Value& value, const std::string& indent, bool after_dash) {
    if (is_leaf(value)) {
        out += " " + scalar(value) + "\n";
    } else if (value.is_list() && fits_one_line(value)) {
        out += " " + one_line_list(value) + "\n";
    } else if (value.is_list()) {
        out += "\n";
        for (const auto& item : value.items) {
            out += indent + "-";
            write_value(out, *item, indent + "  ", true);
        }
    } else if (value.items.empty() && value.defaults.empty()) {
        out += " {}\n";
    } else {
        out += after_dash ? " " : "\n";
        write_map(out, value, indent, after_dash);
    }
}

void write_map(std::string& out, const Value& map, const std::string& indent, bool first_is_indented) {
    bool indented = first_is_indented;
    const auto begin_line = [&](const std::string& key) {
        out += (indented ? "" : indent) + text_scalar(key) + ":";
        indented = false;
    };
    for (const auto& item : map.items) {
        begin_line(item->key);
        write_value(out, *item, indent + "  ", false);
    }
    for (const auto& [key, text] : map.defaults) {
        begin_line(key);
        out += " " + text + "\n";
    }
}

}  // namespace

std::string dumped(const Value& root) {
    std::string out = "# The effective file: defaults and parts are written out, so it loads as it stands.\n";
    out += effective_key + ": true\n";
    write_map(out, root, "", false);
    return out;
}

}  // namespace pamsim::base::detail
