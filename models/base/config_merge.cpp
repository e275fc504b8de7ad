#include "base/config_merge.h"

#include <cstddef>
#include <system_error>
#include <utility>

#include "base/config_files.h"

namespace fs = std::filesystem;

namespace pamsim::base::detail {
namespace {

/// An override on its way down the tree: the steps before `at` are taken.
struct Cursor {
    ParsedOverride* override = nullptr;
    std::size_t at = 0;
};

void merge_under(Value& over, std::unique_ptr<Value> base);

std::unique_ptr<Value> load_root(const std::string& text, const std::shared_ptr<const Origin>& origin);

/// A circle of files is named in full: a.yaml -> b.yaml -> a.yaml.
void refuse_circle(const Value& reference, const fs::path& target) {
    std::string circle = shown_path(target);
    std::error_code ignored;
    for (const Origin* file = reference.origin.get(); file; file = file->named_by.get()) {
        circle = file->shown + " -> " + circle;
        if (fs::equivalent(file->file, target, ignored)) {
            throw ConfigError(reference.mark, path_of(reference),
                              "files name each other in a circle: " + circle);
        }
    }
}

std::unique_ptr<Value> load_reference(const Value& reference) {
    if (!reference.is_scalar()) {
        throw ConfigError(reference.mark, path_of(reference),
                          "found " + described(reference) + ", allowed is the name of a file");
    }
    const std::string kind = reference.key == "part" ? "part" : kind_of(reference.origin->file);
    const fs::path file = find_reference(reference, kind);
    refuse_circle(reference, file);
    const std::string shown = shown_path(file);
    auto origin = std::make_shared<Origin>(Origin{file, shown, reference.origin});
    return load_root(read_file(file, shown), origin);
}

void merge_extends(Value& map) {
    while (Value* reference = map.find("extends")) {
        std::unique_ptr<Value> base = load_reference(*reference);
        map.drop("extends");
        merge_under(map, std::move(base));
    }
}

void merge_part(Value& map) {
    Value* reference = map.find("part");
    if (!reference || reference->merged) return;
    std::unique_ptr<Value> base = load_reference(*reference);
    merge_part(*base);
    reference->merged = true;
    merge_under(map, std::move(base));
}

void mark_parts_merged(Value& value) {
    if (value.parent && value.key == "part") value.merged = true;
    for (auto& item : value.items) mark_parts_merged(*item);
}

/// A dump that is extended has its parts written out: another part cannot take their place.
void refuse_late_part(const Value& over, const Value& base) {
    if (over.key == "part" && base.merged && !over.merged && over.text != base.text) {
        throw ConfigError(over.mark, path_of(over),
                          "the content of " + described(base) + " is already written out in " +
                              base.mark.file + "; extend the file it was made from");
    }
}

/// Keys that `over` has win; nested maps merge; lists are replaced.
void merge_under(Value& over, std::unique_ptr<Value> base) {
    for (auto& item : base->items) {
        Value* own = over.find(item->key);
        if (!own) {
            over.put(std::move(item));
        } else if (own->is_map() && item->is_map()) {
            merge_under(*own, std::move(item));
        } else {
            refuse_late_part(*own, *item);
        }
    }
}

/// The mapping of a file with what it extends. Its parts wait: a file that extends this one may name others.
std::unique_ptr<Value> load_root(const std::string& text, const std::shared_ptr<const Origin>& origin) {
    std::unique_ptr<Value> root = parse_yaml(text, {origin->shown, 1, 1}, origin);
    if (!root->is_map()) {
        throw ConfigError(root->mark, "",
                          "found " + described(*root) + ", allowed is a mapping, one 'key: value' a line");
    }
    const Value* effective = root->find(effective_key);
    if (effective && effective->text == "true") {
        mark_parts_merged(*root);
        root->drop(effective_key);
    }
    merge_extends(*root);
    return root;
}

std::vector<Cursor> advanced(const std::vector<Cursor>& cursors, const Value& child) {
    std::vector<Cursor> on_the_way;
    for (const Cursor& cursor : cursors) {
        const std::vector<std::string>& path = cursor.override->path;
        if (cursor.at + 1 < path.size() && step_leads_to(path[cursor.at], child)) {
            on_the_way.push_back({cursor.override, cursor.at + 1});
        }
    }
    return on_the_way;
}

/// From the top down, so that an outer file's or an override's `part` replaces the inner one before it is
/// loaded.
void resolve(Value& value, const std::vector<Cursor>& cursors) {
    if (value.is_map()) {
        for (const Cursor& cursor : cursors) {
            if (cursor.at + 1 == cursor.override->path.size() && cursor.override->value)
                set_key(value, *cursor.override);
        }
        merge_extends(value);
        merge_part(value);
    }
    for (auto& item : value.items) resolve(*item, advanced(cursors, *item));
}

}  // namespace

std::unique_ptr<Value> load_tree(const std::string& text, std::shared_ptr<const Origin> origin,
                                 std::vector<ParsedOverride> overrides) {
    std::unique_ptr<Value> root = load_root(text, origin);
    std::vector<Cursor> cursors;
    for (ParsedOverride& override : overrides) {
        if (override.names_file()) cursors.push_back({&override, 0});
    }
    resolve(*root, cursors);
    for (ParsedOverride& override : overrides) {
        if (override.value) apply(*root, override);
    }
    resolve(*root, {});  // an override may have brought a mapping that names a part
    return root;
}

}  // namespace pamsim::base::detail
