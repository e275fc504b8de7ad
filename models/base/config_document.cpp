#include <utility>

#include "base/config.h"
#include "base/config_dump.h"
#include "base/config_files.h"
#include "base/config_merge.h"
#include "base/yaml_tree.h"

namespace pamsim::base {
namespace {

std::string place_text(const Mark& mark) {
    if (mark.line == 0) return mark.file;
    return mark.file + ":" + std::to_string(mark.line) + ":" + std::to_string(mark.column);
}

std::string sentence(const Mark& mark, const std::string& key, const std::string& message) {
    return place_text(mark) + ": " + (key.empty() ? "" : key + ": ") + message;
}

std::shared_ptr<detail::Tree> tree_of(const std::string& text, const std::filesystem::path& file,
                                      const std::string& shown, const std::vector<Override>& overrides) {
    auto tree = std::make_shared<detail::Tree>();
    tree->file = file;
    tree->root = detail::load_tree(text, std::make_shared<detail::Origin>(detail::Origin{file, shown}),
                                   detail::parse_overrides(overrides));
    return tree;
}

void collect_assumed(const detail::Value& value, std::vector<std::string>& paths) {
    const detail::Value* source = value.find("source");
    if (source && source->text.compare(0, 7, "assumed") == 0) {
        const std::string path = detail::path_of(value);
        paths.push_back(path.empty() ? "." : path);
    }
    for (const auto& item : value.items) collect_assumed(*item, paths);
}

}  // namespace

ConfigError::ConfigError(Mark mark, std::string key, std::string message)
    : std::runtime_error(sentence(mark, key, message)),
      mark_(std::move(mark)),
      key_(std::move(key)),
      message_(std::move(message)) {}

Document Document::load(const std::string& file, const std::vector<Override>& overrides) {
    const std::filesystem::path found = find_file(file, "platform");
    const std::string shown = detail::shown_path(found);
    return Document(tree_of(detail::read_file(found, shown), found, shown, overrides));
}

Document Document::parse(const std::string& yaml_text, const std::string& file_name_in_messages,
                         const std::vector<Override>& overrides) {
    return Document(tree_of(yaml_text, file_name_in_messages, file_name_in_messages, overrides));
}

ConfigNode Document::root() const {
    return ConfigNode(tree_, tree_->root.get());
}

const std::filesystem::path& Document::file() const {
    return tree_->file;
}

std::string Document::dump() const {
    return detail::dumped(*tree_->root);
}

std::vector<KeyRecord> Document::keys() const {
    return tree_->keys;
}

std::vector<std::string> Document::assumed() const {
    std::vector<std::string> paths;
    collect_assumed(*tree_->root, paths);
    return paths;
}

}  // namespace pamsim::base
