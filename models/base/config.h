// Configuration as users write it: YAML with `extends`, part references and --set, read by nodes that
// remember what was asked. Every error is one sentence with file, line, column, key path, what was found,
// what is allowed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace pamsim::base {

/// Where a value was written. `file` is "--set" for an override, with `line` its number on the command line.
struct Mark {
    std::string file;
    int line = 0;
    int column = 0;
};

/// what() is the whole sentence: "FILE:LINE:COLUMN: KEY: MESSAGE".
class ConfigError : public std::runtime_error {
public:
    ConfigError(Mark mark, std::string key, std::string message);
    const Mark& mark() const { return mark_; }
    const std::string& key() const { return key_; }
    const std::string& message() const { return message_; }

private:
    Mark mark_;
    std::string key_;
    std::string message_;
};

/// What a key may hold. No fallback means the key is required; a fallback is written into the effective file.
struct UintRule {
    std::string doc;
    std::uint64_t min = 0;
    std::uint64_t max = std::numeric_limits<std::int64_t>::max();
    std::optional<std::uint64_t> fallback = {};
};
struct RealRule {
    std::string doc;
    double min = -std::numeric_limits<double>::max();
    double max = std::numeric_limits<double>::max();
    std::optional<double> fallback = {};
};
struct TextRule {
    std::string doc;
    std::optional<std::string> fallback = {};
};
struct WordRule {
    std::string doc;
    std::vector<std::string> allowed;
    std::optional<std::string> fallback = {};
};
struct FlagRule {
    std::string doc;
    std::optional<bool> fallback = {};
};

namespace detail {
struct Value;
struct Tree;
}  // namespace detail

/// One mapping of a loaded document. Copies share the same underlying tree.
class ConfigNode {
public:
    std::uint64_t uint(const std::string& key, const UintRule& rule) const;
    double real(const std::string& key, const RealRule& rule) const;
    std::string text(const std::string& key, const TextRule& rule) const;
    /// One of the allowed words; the error lists them.
    std::string word(const std::string& key, const WordRule& rule) const;
    bool flag(const std::string& key, const FlagRule& rule) const;

    bool has(const std::string& key) const;
    /// A nested mapping; an error when it is missing or not a mapping.
    ConfigNode child(const std::string& key, const std::string& doc) const;
    std::optional<ConfigNode> optional_child(const std::string& key, const std::string& doc) const;
    /// A list of mappings.
    std::vector<ConfigNode> children(const std::string& key, const std::string& doc) const;
    /// A list of whole numbers, each within the rule.
    std::vector<std::uint64_t> uints(const std::string& key, const UintRule& rule) const;

    /// Any key nobody asked for is an error that names the known keys. Call after the last read of this
    /// mapping; keys `name`, `description`, `source`, `part` and `extends` are always known.
    void finish() const;

    /// Throws the ConfigError of `key` of this mapping (the mapping itself when key is empty).
    [[noreturn]] void fail(const std::string& key, const std::string& message) const;

    std::string path() const;  ///< dotted path from the root, empty at the root
    Mark mark() const;

private:
    friend class Document;
    ConfigNode(std::shared_ptr<detail::Tree> tree, detail::Value* value)
        : tree_(std::move(tree)), value_(value) {}
    std::shared_ptr<detail::Tree> tree_;
    detail::Value* value_;
};

/// One --set argument, "a.b.c=value".
struct Override {
    std::string text;
};

/// A key that some reader asked for, with its rule: the material of the schema files and the parameter
/// tables.
struct KeyRecord {
    std::string path;  ///< list positions as "[]", e.g. "levels[].channels"
    std::string type;  ///< "uint", "real", "text", "word", "flag", "map", "list"; "asked" by has() alone
    std::string doc;
    std::string allowed;   ///< range or words, for people; empty when anything goes
    std::string fallback;  ///< empty when required
    bool required = true;
    std::string low = {}, high = {};      ///< of a number, or of each number in a list; empty when open
    std::vector<std::string> words = {};  ///< of a word
};

/// A loaded file after `extends`, `part` references and overrides.
///
/// `extends: FILE` in any mapping merges that mapping over FILE's content; `part: FILE` does the same and
/// keeps the key. FILE is a path relative to the file that names it, or relative to the platforms folder, or
/// a bare name
/// ("hbm3-5200") found anywhere below it; ".yaml" may be left out. Lists are replaced, not merged; in an
/// override path an element of a list of mappings is addressed by its `name` or its index
/// ("levels.hbm.count=20"). A cyclic `extends`, a missing file, a duplicate key, a tab, broken YAML:
/// ConfigError.
class Document {
public:
    /// `file` as the user typed it (path or bare name).
    static Document load(const std::string& file, const std::vector<Override>& overrides = {});
    static Document parse(const std::string& yaml_text, const std::string& file_name_in_messages,
                          const std::vector<Override>& overrides = {});

    ConfigNode root() const;
    const std::filesystem::path& file() const;
    /// The effective file with every default that was asked for so far, as YAML, in a stable order.
    std::string dump() const;
    /// In the order of asking; a key that was asked for under several rules has one record for each.
    std::vector<KeyRecord> keys() const;
    /// Dotted paths of mappings whose `source` begins with "assumed".
    std::vector<std::string> assumed() const;

private:
    explicit Document(std::shared_ptr<detail::Tree> tree) : tree_(std::move(tree)) {}
    std::shared_ptr<detail::Tree> tree_;
};

/// The folder of shipped platforms, parts, models and workloads: $PAMSIM_PLATFORMS, else the source tree's.
std::filesystem::path platforms_folder();

/// Resolves what a user typed to a file, as Document does; `kind` ("platform", "part", "model", "workload")
/// is for the message, which lists the known bare names of that kind.
std::filesystem::path find_file(const std::string& typed, const std::string& kind);

/// Bare names below a folder of platforms_folder(), sorted ("parts", "models", "workloads", or "" for
/// platforms).
std::vector<std::string> list_names(const std::string& folder);

}  // namespace pamsim::base
