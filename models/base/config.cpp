#include "base/config.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/words.h"
#include "base/yaml_scalar.h"
#include "base/yaml_tree.h"

namespace pamsim::base {
namespace {

using detail::described;
using detail::Tree;
using detail::Value;

/// A rule as people read it: "a whole number", "1 to 64", "memory channels".
struct Allowed {
    std::string type;   ///< of the KeyRecord
    std::string what;   ///< "a whole number from 1 to 64"
    std::string range;  ///< "1 to 64"
    std::string doc;
    std::string low = {}, high = {};
    std::vector<std::string> words = {};
};

Allowed with_range(std::string type, const std::string& noun, const std::string& low, const std::string& high,
                   const std::string& doc) {
    const bool both = !low.empty() && !high.empty();
    std::string range;
    if (both) range = low + " to " + high;
    if (!both && !low.empty()) range = "at least " + low;
    if (!both && !high.empty()) range = "at most " + high;
    const std::string what = range.empty() ? noun : noun + (both ? " from " : " of ") + range;
    return {std::move(type), what, range, doc, low, high};
}

Allowed allowed_by(const UintRule& rule) {
    const std::string high = rule.max >= UintRule{}.max ? "" : std::to_string(rule.max);
    Allowed allowed = with_range("uint", "a whole number", std::to_string(rule.min), high, rule.doc);
    if (high.empty() && rule.min == 0) allowed.range = "";
    return allowed;
}

Allowed allowed_by(const RealRule& rule) {
    const std::string low = rule.min <= RealRule{}.min ? "" : detail::real_text(rule.min);
    const std::string high = rule.max >= RealRule{}.max ? "" : detail::real_text(rule.max);
    return with_range("real", low.empty() && high.empty() ? "a finite number" : "a number", low, high,
                      rule.doc);
}

[[noreturn]] void refuse(const Value& found, const Allowed& allowed) {
    const bool plain = found.is_scalar() && !found.quoted;
    std::string trouble;
    if (plain && detail::has_leading_zero(found.text)) {
        trouble = " with a leading zero";
    } else if (plain && found.text.size() > 18 &&
               found.text.find_first_not_of("0123456789") == std::string::npos) {
        trouble = ", a number too large for this program";
    }
    throw ConfigError(found.mark, path_of(found),
                      "found " + described(found) + trouble + ", allowed is " + allowed.what);
}

void record(Tree& tree, const KeyRecord& rule) {
    const std::string id = rule.path + '\n' + rule.type + '\n' + rule.doc + '\n' + rule.allowed + '\n' +
                           rule.fallback + (rule.required ? "!" : "");
    if (tree.recorded.insert(id).second) tree.keys.push_back(rule);
}

/// The value of a key, or null; notes that the key is known and, for the schema, what it may hold.
Value* ask(Tree& tree, Value& map, const std::string& key, const Allowed& allowed,
           const std::string& fallback, bool required) {
    map.asked.insert(key);
    record(tree, {detail::path_below(map, key, true), allowed.type, allowed.doc, allowed.range, fallback,
                  required, allowed.low, allowed.high, allowed.words});
    Value* value = map.find(key);
    if (value) return value;
    if (required) {
        throw ConfigError(
            map.mark, detail::path_below(map, key),
            "missing; required is " + allowed.what + (allowed.doc.empty() ? "" : " (" + allowed.doc + ")"));
    }
    return nullptr;
}

/// As ask(); a fallback that answers is written into the effective file.
Value* ask_scalar(Tree& tree, Value& map, const std::string& key, const Allowed& allowed,
                  const std::optional<std::string>& fallback_yaml) {
    Value* value = ask(tree, map, key, allowed, fallback_yaml.value_or(""), !fallback_yaml);
    if (value) return value;
    const auto same = [&](const auto& noted) { return noted.first == key; };
    if (std::none_of(map.defaults.begin(), map.defaults.end(), same))
        map.defaults.emplace_back(key, *fallback_yaml);
    return nullptr;
}

template <class T, class Write>
std::optional<std::string> written(const std::optional<T>& fallback, Write write) {
    return fallback ? std::optional<std::string>(write(*fallback)) : std::nullopt;
}

std::uint64_t read_uint(const Value& value, const UintRule& rule) {
    const auto n = value.is_scalar() && !value.quoted ? detail::parse_uint(value.text) : std::nullopt;
    if (!n || *n < rule.min || *n > rule.max) refuse(value, allowed_by(rule));
    return *n;
}

const std::string& read_text(const Value& value, const Allowed& allowed) {
    if (!value.is_scalar()) refuse(value, allowed);
    return value.text;
}

void check_kind(const Value& value, Value::Kind kind, const Allowed& allowed) {
    if (value.kind != kind) refuse(value, allowed);
}

}  // namespace

std::uint64_t ConfigNode::uint(const std::string& key, const UintRule& rule) const {
    const auto fallback = written(rule.fallback, [](std::uint64_t n) { return std::to_string(n); });
    const Value* value = ask_scalar(*tree_, *value_, key, allowed_by(rule), fallback);
    return value ? read_uint(*value, rule) : *rule.fallback;
}

double ConfigNode::real(const std::string& key, const RealRule& rule) const {
    const Allowed allowed = allowed_by(rule);
    const Value* value = ask_scalar(*tree_, *value_, key, allowed, written(rule.fallback, detail::real_text));
    if (!value) return *rule.fallback;
    const auto x = value->is_scalar() && !value->quoted ? detail::parse_real(value->text) : std::nullopt;
    if (!x || *x < rule.min || *x > rule.max) refuse(*value, allowed);
    return *x;
}

std::string ConfigNode::text(const std::string& key, const TextRule& rule) const {
    const Allowed allowed{"text", "text", "", rule.doc};
    const Value* value =
        ask_scalar(*tree_, *value_, key, allowed, written(rule.fallback, detail::text_scalar));
    return value ? read_text(*value, allowed) : *rule.fallback;
}

std::string ConfigNode::word(const std::string& key, const WordRule& rule) const {
    const std::string words = detail::joined(rule.allowed);
    const Allowed allowed{"word", "one of " + words, words, rule.doc, "", "", rule.allowed};
    const Value* value =
        ask_scalar(*tree_, *value_, key, allowed, written(rule.fallback, detail::text_scalar));
    if (!value) return *rule.fallback;
    const bool known = std::find(rule.allowed.begin(), rule.allowed.end(), value->text) != rule.allowed.end();
    if (!value->is_scalar() || !known) {
        fail(key, "found " + described(*value) + ", allowed are " + words +
                      detail::did_you_mean(value->text, rule.allowed));
    }
    return value->text;
}

bool ConfigNode::flag(const std::string& key, const FlagRule& rule) const {
    const Allowed allowed{"flag", "true or false", "true, false", rule.doc};
    const auto fallback = written(rule.fallback, [](bool on) { return std::string(on ? "true" : "false"); });
    const Value* value = ask_scalar(*tree_, *value_, key, allowed, fallback);
    if (!value) return *rule.fallback;
    const bool on = value->text == "true";
    if (!value->is_scalar() || value->quoted || (!on && value->text != "false")) refuse(*value, allowed);
    return on;
}

bool ConfigNode::has(const std::string& key) const {
    value_->asked.insert(key);
    record(*tree_, {detail::path_below(*value_, key, true), "asked", "", "", "", false});
    return value_->find(key) != nullptr;
}

ConfigNode ConfigNode::child(const std::string& key, const std::string& doc) const {
    const Allowed allowed{"map", "a mapping", "", doc};
    Value* value = ask(*tree_, *value_, key, allowed, "", true);
    check_kind(*value, Value::Kind::map, allowed);
    return ConfigNode(tree_, value);
}

std::optional<ConfigNode> ConfigNode::optional_child(const std::string& key, const std::string& doc) const {
    const Allowed allowed{"map", "a mapping", "", doc};
    Value* value = ask(*tree_, *value_, key, allowed, "", false);
    if (!value) return std::nullopt;
    check_kind(*value, Value::Kind::map, allowed);
    return ConfigNode(tree_, value);
}

std::vector<ConfigNode> ConfigNode::children(const std::string& key, const std::string& doc) const {
    const Allowed list{"list", "a list of mappings", "", doc};
    const Value* value = ask(*tree_, *value_, key, list, "", true);
    check_kind(*value, Value::Kind::list, list);
    std::vector<ConfigNode> nodes;
    for (const auto& item : value->items) {
        check_kind(*item, Value::Kind::map, {"map", "a mapping", "", doc});
        nodes.push_back(ConfigNode(tree_, item.get()));
    }
    return nodes;
}

std::vector<std::uint64_t> ConfigNode::uints(const std::string& key, const UintRule& rule) const {
    const Allowed each = allowed_by(rule);
    const Allowed list{"list",   "a list, each element " + each.what, each.range, rule.doc, each.low,
                       each.high};
    const auto fallback =
        written(rule.fallback, [](std::uint64_t n) { return "[" + std::to_string(n) + "]"; });
    const Value* value = ask_scalar(*tree_, *value_, key, list, fallback);
    if (!value) return {*rule.fallback};
    check_kind(*value, Value::Kind::list, list);
    std::vector<std::uint64_t> numbers;
    for (const auto& item : value->items) numbers.push_back(read_uint(*item, rule));
    return numbers;
}

void ConfigNode::finish() const {
    static const std::array<const char*, 5> always{"name", "description", "source", "part", "extends"};
    std::set<std::string> known = value_->asked;
    const std::vector<std::string> named(known.begin(), known.end());
    known.insert(always.begin(), always.end());
    for (const auto& item : value_->items) {
        if (known.count(item->key) != 0) continue;
        throw ConfigError(item->key_mark, path_of(*item),
                          "unknown key; known keys are " + detail::joined(named) +
                              detail::did_you_mean(item->key, {known.begin(), known.end()}));
    }
}

void ConfigNode::fail(const std::string& key, const std::string& message) const {
    const Value* at = key.empty() ? value_ : value_->find(key);
    throw ConfigError(at ? at->mark : value_->mark, detail::path_below(*value_, key), message);
}

std::string ConfigNode::path() const {
    return detail::path_of(*value_);
}

Mark ConfigNode::mark() const {
    return value_->mark;
}

}  // namespace pamsim::base
