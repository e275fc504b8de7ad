// A YAML document as a tree of our own: keys in the order they were written, every value with its place, and
// what readers asked for. Behind config.h; nothing outside this folder includes it.
#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/config.h"

namespace pamsim::base::detail {

/// The file a value was written in, and the chain of files that led to it: where relative references start,
/// and how a circle of them is recognised.
struct Origin {
    std::filesystem::path file;  ///< as it is opened
    std::string shown;           ///< as it appears in messages
    std::shared_ptr<const Origin> named_by = nullptr;
};

struct Value {
    enum class Kind { nothing, scalar, list, map };

    Kind kind = Kind::nothing;
    Mark mark;
    std::string key;  ///< below a map
    Mark key_mark;
    std::string text;  ///< of a scalar
    bool quoted = false;
    std::vector<std::unique_ptr<Value>> items;  ///< of a list or a map, in order
    Value* parent = nullptr;
    std::shared_ptr<const Origin> origin;
    bool merged = false;  ///< of a `part` value: its content is in the map already

    std::set<std::string> asked;                                ///< keys of a map that some reader knows
    std::vector<std::pair<std::string, std::string>> defaults;  ///< keys answered by a fallback, as YAML

    bool is_map() const { return kind == Kind::map; }
    bool is_list() const { return kind == Kind::list; }
    bool is_scalar() const { return kind == Kind::scalar; }
    Value* find(const std::string& name) const;
    /// Adds the value at the end; below a map it replaces the one of the same key.
    Value* put(std::unique_ptr<Value> value);
    void drop(const std::string& name);
};

struct Tree {
    std::unique_ptr<Value> root;
    std::filesystem::path file;
    std::vector<KeyRecord> keys;
    std::set<std::string> recorded;  ///< rules that `keys` has
};

/// The dotted path from the root, "levels[0].channels"; with `any_index` "levels[].channels".
std::string path_of(const Value& value, bool any_index = false);
std::string path_below(const Value& map, const std::string& key, bool any_index = false);

/// "'7'", "the text '7'", "a list", "a mapping" or "nothing", for "found ...".
std::string described(const Value& value);

/// Parses one document. `first` is the place of its first character; every error is a ConfigError.
std::unique_ptr<Value> parse_yaml(const std::string& text, const Mark& first,
                                  std::shared_ptr<const Origin> origin);

}  // namespace pamsim::base::detail
