#include "base/config_override.h"

#include <cstddef>
#include <utility>

#include "base/words.h"

namespace pamsim::base::detail {
namespace {

std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(' ');
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// "a.b[0].c" as {a, b, 0, c}; an empty step stays empty, for the caller to refuse.
std::vector<std::string> split(const std::string& key) {
    std::vector<std::string> steps(1);
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (key[i] == '.' || key[i] == '[') {
            steps.emplace_back();
        } else if (key[i] != ']' || (i + 1 < key.size() && key[i + 1] != '.' && key[i + 1] != '[')) {
            steps.back() += key[i];
        }
    }
    return steps;
}

ParsedOverride parse(const std::string& text, int number) {
    ParsedOverride parsed;
    parsed.mark = {"--set", number, 1};
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
        throw ConfigError(parsed.mark, "", "found '" + text + "' without '=', allowed is KEY=VALUE");
    }
    const std::string key = trimmed(text.substr(0, equals));
    parsed.path = split(key);
    for (const std::string& step : parsed.path) {
        if (step.empty()) {
            throw ConfigError(parsed.mark, "",
                              "found the key '" + key + "', allowed are names with dots between them");
        }
    }
    const std::string value = text.substr(equals + 1);
    const Mark place{"--set", number, static_cast<int>(equals) + 2};
    if (trimmed(value).empty()) {
        throw ConfigError(place, key, "nothing follows '='; the empty text is written " + key + "='\"\"'");
    }
    parsed.origin = std::make_shared<Origin>(Origin{"--set", "--set"});
    try {
        parsed.value = parse_yaml(value, place, parsed.origin);
    } catch (const ConfigError& error) {
        throw ConfigError(error.mark(), key, error.message());
    }
    return parsed;
}

/// The names of a list's elements, or how many there are when they have none.
std::string elements(const Value& list, const std::string& typed) {
    std::vector<std::string> names;
    for (const auto& item : list.items) {
        if (const Value* name = item->find("name")) names.push_back(name->text);
    }
    if (names.empty())
        return "the list has " + std::to_string(list.items.size()) + " elements, counted from 0";
    return "elements are " + joined(names) + did_you_mean(typed, names);
}

Value* element(const Value& list, const std::string& step) {
    for (const auto& item : list.items) {
        const Value* name = item->find("name");
        if (name && name->is_scalar() && name->text == step) return item.get();
    }
    for (std::size_t i = 0; i < list.items.size(); ++i) {
        if (std::to_string(i) == step) return list.items[i].get();
    }
    return nullptr;
}

[[noreturn]] void refuse_step(const Value& from, const std::string& step, const ParsedOverride& override) {
    if (from.is_list()) {
        throw ConfigError(override.mark, path_below(from, step),
                          "no element '" + step + "' in this list; " + elements(from, step));
    }
    throw ConfigError(
        override.mark, path_below(from, step),
        path_of(from) + " is " + described(from) + ", not a mapping that could hold '" + step + "'");
}

/// One step down, creating a map where a map lacks the key.
Value& step_down(Value& from, const std::string& step, const ParsedOverride& override) {
    if (from.kind == Value::Kind::nothing) from.kind = Value::Kind::map;
    Value* next = from.is_list() ? element(from, step) : from.find(step);
    if (next) return *next;
    if (!from.is_map()) refuse_step(from, step, override);
    auto map = std::make_unique<Value>();
    map->kind = Value::Kind::map;
    map->mark = map->key_mark = override.mark;
    map->key = step;
    map->origin = override.origin;
    return *from.put(std::move(map));
}

}  // namespace

std::vector<ParsedOverride> parse_overrides(const std::vector<Override>& overrides) {
    std::vector<ParsedOverride> parsed;
    for (const Override& override : overrides) {
        parsed.push_back(parse(override.text, static_cast<int>(parsed.size()) + 1));
    }
    return parsed;
}

bool step_leads_to(const std::string& step, const Value& value) {
    if (value.parent->is_map()) return value.key == step;
    return element(*value.parent, step) == &value;
}

void set_key(Value& map, ParsedOverride& override) {
    const Value* earlier = map.find(override.path.back());
    if (earlier && earlier->merged && earlier->text != override.value->text) {
        throw ConfigError(override.value->mark, path_of(*earlier),
                          "the content of " + described(*earlier) + " is already written out in " +
                              earlier->mark.file + "; set another part in the file it was made from");
    }
    override.value->key = override.path.back();
    override.value->key_mark = override.mark;
    map.put(std::move(override.value));
}

void apply(Value& root, ParsedOverride& override) {
    Value* at = &root;
    for (std::size_t i = 0; i + 1 < override.path.size(); ++i)
        at = &step_down(*at, override.path[i], override);
    const std::string& last = override.path.back();
    if (at->kind == Value::Kind::nothing) at->kind = Value::Kind::map;
    if (at->is_map()) {
        set_key(*at, override);
        return;
    }
    Value* target = at->is_list() ? element(*at, last) : nullptr;
    if (!target) refuse_step(*at, last, override);
    for (auto& item : at->items) {
        if (item.get() != target) continue;
        override.value->parent = at;
        item = std::move(override.value);
        return;
    }
}

}  // namespace pamsim::base::detail
