#include "key_schema.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/invariant.h"

namespace pamsim::tools {
namespace {

using base::KeyRecord;
using system::Json;

bool below(const std::string& a, const std::string& b) {
    return std::stod(a) < std::stod(b);
}

/// Widens `rule` to what `other` allows; true when that was news.
bool widen(KeyRecord& rule, const KeyRecord& other) {
    bool news = false;
    if (!rule.low.empty() && (other.low.empty() || below(other.low, rule.low))) {
        rule.low = other.low;
        news = true;
    }
    if (!rule.high.empty() && (other.high.empty() || below(rule.high, other.high))) {
        rule.high = other.high;
        news = true;
    }
    for (const std::string& word : other.words) {
        if (std::find(rule.words.begin(), rule.words.end(), word) != rule.words.end()) continue;
        rule.words.push_back(word);
        news = true;
    }
    return news;
}

void merge(KeyRecord& rule, const KeyRecord& other) {
    const bool required = rule.required && other.required;
    if (rule.type == "asked")
        rule = other;
    else if (other.type != "asked" && widen(rule, other))
        rule.doc += " | " + other.doc;
    rule.required = required;
}

Json value_of(const std::string& type, const std::string& yaml) {
    if (type == "uint") return std::stoull(yaml);
    if (type == "real") return std::stod(yaml);
    if (type == "flag") return yaml == "true";
    if (type == "list") return Json::parse(yaml);
    return yaml.front() == '"' ? Json::parse(yaml) : Json(yaml);
}

void put_range(Json& json, const KeyRecord& rule, const std::string& type) {
    if (!rule.low.empty()) json["minimum"] = value_of(type, rule.low);
    if (!rule.high.empty()) json["maximum"] = value_of(type, rule.high);
}

Json open_object() {
    return {{"type", "object"}, {"properties", Json::object()}};
}

/// What every mapping may hold beside what its reader asks for.
const std::array<std::pair<const char*, const char*>, 5>& always() {
    static const std::array<std::pair<const char*, const char*>, 5> keys{
        {{"name", "what this is called"},
         {"description", "what this is, for people"},
         {"source",
          "where the numbers come from; one that begins with 'assumed' is our choice and is listed in "
          "results"},
         {"part", "part file whose keys this mapping has, unless it writes them itself"},
         {"extends", "file whose keys this mapping has, unless it writes them itself"}}};
    return keys;
}

const Json& text_type() {
    static const Json type{"string", "number", "boolean"};
    return type;
}

/// Ends every mapping: the keys that are always known, and no others.
void close_objects(Json& json) {
    if (json.contains("items")) close_objects(json["items"]);
    if (!json.contains("properties")) return;
    Json& properties = json["properties"];
    for (auto& [key, property] : properties.items()) close_objects(property);
    for (const auto& [key, ignored] : always())
        if (!properties.contains(key)) properties[key] = {{"$ref", std::string("#/definitions/") + key}};
    json["additionalProperties"] = false;
}

/// The mapping that holds the last step of "levels[].pim.pu", and that step.
std::pair<Json*, std::string> holder(Json& root, const std::string& path) {
    Json* at = &root;
    std::size_t from = 0;
    for (std::size_t dot; (dot = path.find('.', from)) != std::string::npos; from = dot + 1) {
        const bool list = path.compare(dot - 2, 2, "[]") == 0;
        at = &(*at)["properties"][path.substr(from, dot - from - (list ? 2 : 0))];
        if (!list) continue;
        if (!at->contains("items")) (*at)["items"] = open_object();
        at = &(*at)["items"];
    }
    return {at, path.substr(from)};
}

}  // namespace

void KeySchema::add(const std::vector<base::KeyRecord>& file) {
    // A reader that asks has() first does without the key, so the fallback of its rule is never used.
    std::set<std::string> optional;
    for (const KeyRecord& record : file)
        if (record.type == "asked") optional.insert(record.path);
    for (KeyRecord record : file) {
        if (optional.count(record.path) != 0) {
            record.required = false;
            record.fallback.clear();
        }
        const auto [found, is_new] = index_.try_emplace(record.path, keys_.size());
        if (is_new) keys_.push_back({record, {}});
        Key& key = keys_[found->second];
        if (!is_new) merge(key.rule, record);
        if (!record.fallback.empty()) key.defaults.insert(record.fallback);
    }
}

Json KeySchema::property(const Key& key) {
    const KeyRecord& rule = key.rule;
    const std::string more = key.defaults.size() > 1 ? "; its default follows another key" : "";
    Json json{{"description", rule.doc + more}};
    if (rule.type == "uint") json["type"] = "integer";
    if (rule.type == "real") json["type"] = "number";
    if (rule.type == "flag") json["type"] = "boolean";
    if (rule.type == "text") json["type"] = text_type();
    if (rule.type == "word") json["enum"] = rule.words;
    if (rule.type == "list") json["type"] = "array";
    if (rule.type == "map") json.update(open_object());
    if (rule.type == "list" && !rule.low.empty()) {
        json["items"]["type"] = "integer";
        put_range(json["items"], rule, "uint");
    } else {
        put_range(json, rule, rule.type);
    }
    if (key.defaults.size() == 1) json["default"] = value_of(rule.type, *key.defaults.begin());
    return json;
}

Json KeySchema::json(const std::string& title) const {
    Json root{{"$schema", "http://json-schema.org/draft-07/schema#"},
              {"title", title},
              {"description",
               "A file as it is written: every key may also come from a file named by extends or part. "
               "x-required lists the keys without a default, which must stand in one of them where a reader "
               "asks for them."}};
    root.update(open_object());
    for (const Key& key : keys_) {
        base::require(key.rule.type != "asked", "schema of a " + title,
                      "no file read for it has the optional key " + key.rule.path);
        const auto [map, name] = holder(root, key.rule.path);
        (*map)["properties"][name] = property(key);
        if (key.rule.required) (*map)["x-required"].push_back(name);
    }
    close_objects(root);
    for (const auto& [key, doc] : always())
        root["definitions"][key] = {{"description", doc}, {"type", text_type()}};
    return root;
}

}  // namespace pamsim::tools
