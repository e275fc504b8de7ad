#include "base/config_files.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <vector>

#include "base/words.h"

namespace fs = std::filesystem;

namespace pamsim::base {
namespace detail {
namespace {

/// The folder below platforms_folder() that holds a kind; platforms, and files of no kind, lie in it
/// directly.
std::string folder_of(const std::string& kind) {
    const bool has_folder = kind == "part" || kind == "model" || kind == "workload";
    return has_folder ? kind + "s" : "";
}

bool is_file(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

/// The path itself or with ".yaml", when that is a file.
std::optional<fs::path> existing(const fs::path& path) {
    if (is_file(path)) return path;
    fs::path named = path;
    named += ".yaml";
    return is_file(named) ? std::optional<fs::path>(named) : std::nullopt;
}

/// Every .yaml file below a folder, sorted: the order of a directory differs between machines.
std::vector<fs::path> yaml_files(const fs::path& folder, bool below) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        if (!below) it.disable_recursion_pending();
        if (it->path().extension() == ".yaml" && is_file(it->path())) files.push_back(it->path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Files whose bare name is `name`: those of the kind, or else any.
std::vector<fs::path> named(const std::string& name, const std::string& kind) {
    const auto other = [&](const fs::path& file) { return file.stem() != name; };
    std::vector<fs::path> files = yaml_files(platforms_folder() / folder_of(kind), !folder_of(kind).empty());
    files.erase(std::remove_if(files.begin(), files.end(), other), files.end());
    if (!files.empty()) return files;
    files = yaml_files(platforms_folder(), true);
    files.erase(std::remove_if(files.begin(), files.end(), other), files.end());
    return files;
}

struct Search {
    std::optional<fs::path> file;
    std::string message;  ///< why not, when there is no file
};

Search search(const std::string& typed, const fs::path& from, const std::string& kind) {
    if (!typed.empty()) {
        if (const auto file = existing(from / typed)) return {file, ""};
        if (const auto file = existing(platforms_folder() / typed)) return {file, ""};
        const std::vector<fs::path> files =
            named(fs::path(typed).extension() == ".yaml" ? fs::path(typed).stem().string() : typed, kind);
        if (files.size() == 1) return {files[0], ""};
        if (files.size() > 1) {
            std::vector<std::string> paths;
            for (const fs::path& file : files)
                paths.push_back(file.lexically_relative(platforms_folder()).string());
            return {std::nullopt, "several files have this name; write one of " + joined(paths)};
        }
    }
    const std::vector<std::string> known = list_names(folder_of(kind));
    const std::string what = kind == "file" ? "platform" : kind;
    return {std::nullopt, "no such file or " + what + "; known " + what + "s are " + joined(known) +
                              did_you_mean(typed, known)};
}

}  // namespace

fs::path find_reference(const Value& reference, const std::string& kind) {
    const Search found = search(reference.text, reference.origin->file.parent_path(), kind);
    if (!found.file) {
        throw ConfigError(reference.mark, path_of(reference),
                          "found " + described(reference) + ", " + found.message);
    }
    return *found.file;
}

std::string kind_of(const fs::path& file) {
    const fs::path below = fs::absolute(file).lexically_normal().lexically_relative(
        fs::absolute(platforms_folder()).lexically_normal());
    const std::string folder = below.empty() ? "" : below.begin()->string();
    if (folder == "parts") return "part";
    if (folder == "models") return "model";
    return folder == "workloads" ? "workload" : "platform";
}

std::string shown_path(const fs::path& file) {
    const fs::path normal = file.lexically_normal();
    if (normal.is_relative()) return normal.string();
    const fs::path relative = normal.lexically_relative(fs::current_path());
    return relative.empty() || *relative.begin() == ".." ? normal.string() : relative.string();
}

std::string read_file(const fs::path& file, const std::string& shown) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw ConfigError({shown, 0, 0}, "", "the file cannot be opened");
    std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    if (in.bad()) throw ConfigError({shown, 0, 0}, "", "the file cannot be read");
    return text;
}

}  // namespace detail

fs::path platforms_folder() {
    const char* const chosen = std::getenv("PAMSIM_PLATFORMS");
    return chosen && *chosen ? fs::path(chosen) : fs::path(PAMSIM_PLATFORMS_DIR);
}

fs::path find_file(const std::string& typed, const std::string& kind) {
    const detail::Search found = detail::search(typed, "", kind);
    if (!found.file) throw ConfigError({typed, 0, 0}, "", found.message);
    return *found.file;
}

std::vector<std::string> list_names(const std::string& folder) {
    std::vector<std::string> names;
    for (const fs::path& file : detail::yaml_files(platforms_folder() / folder, !folder.empty())) {
        names.push_back(file.stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

}  // namespace pamsim::base
