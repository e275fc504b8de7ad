#include "workload/json_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "workload/text_file.h"

namespace pamsim::workload {

using nlohmann::json;

json JsonText::parse_object(const std::string& what) const {
    std::vector<std::set<std::string>> keys_of_open_objects;
    const auto refuse_duplicates = [&](int, json::parse_event_t event, json& value) {
        if (event == json::parse_event_t::object_start) keys_of_open_objects.emplace_back();
        if (event == json::parse_event_t::object_end) keys_of_open_objects.pop_back();
        if (event == json::parse_event_t::key && !keys_of_open_objects.back().insert(value).second) {
            fail(value, "this key stands twice in the same object");
        }
        return true;
    };
    json value;
    try {
        value = json::parse(text.begin(), text.end(), refuse_duplicates);
    } catch (const json::parse_error& error) {
        throw base::ConfigError(mark(error.byte == 0 ? 0 : error.byte - 1), "", "found broken JSON here");
    } catch (const json::out_of_range&) {
        throw base::ConfigError(mark(0), "", "found a number beyond 1e308");
    }
    if (!value.is_object()) {
        throw base::ConfigError(mark(0), "", "found no JSON object; " + what + " is one");
    }
    return value;
}

void JsonText::fail(const std::string& key, const std::string& message) const {
    const std::size_t offset = text.find('"' + key + '"');
    throw base::ConfigError(mark(offset == std::string_view::npos ? 0 : offset), printable(key), message);
}

std::int64_t JsonText::whole(const json& object, const std::string& key, std::int64_t least,
                             std::int64_t most) const {
    const auto it = object.find(key);
    const bool missing = it == object.end();
    // A number beyond int64 is parsed as unsigned or as a fraction, and is beyond `most` either way.
    const bool fits =
        !missing && it->is_number_integer() &&
        !(it->is_number_unsigned() && it->get<std::uint64_t>() > static_cast<std::uint64_t>(most));
    if (fits && it->get<std::int64_t>() >= least) return it->get<std::int64_t>();
    const std::string range = "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    fail(key, missing ? "missing; required is " + range
                      : "found " + printable(it->dump()) + ", allowed is " + range);
}

base::Mark JsonText::mark(std::size_t offset) const {
    const std::string_view before = text.substr(0, offset);
    const auto newlines = std::count(before.begin(), before.end(), '\n');
    const std::size_t last_newline = before.rfind('\n');
    const std::size_t column =
        last_newline == std::string_view::npos ? before.size() : before.size() - last_newline - 1;
    return {file, first_line + static_cast<int>(newlines), static_cast<int>(column) + 1};
}

}  // namespace pamsim::workload
