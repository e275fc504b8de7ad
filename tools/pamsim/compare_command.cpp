// pamsim compare: two run folders side by side.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "options.h"
#include "system/results.h"
#include "text.h"

namespace pamsim::tools {
namespace {

struct CompareOptions {
    bool json = false;
    std::string left, right;
};

system::Json read_results(const std::string& run) {
    std::filesystem::path path(run);
    if (std::filesystem::is_directory(path)) path /= "results.json";
    std::ifstream in(path);
    if (!in)
        throw base::ConfigError({path.string(), 0, 0}, "",
                                "cannot be read, allowed is a run folder or its results.json");
    const system::Json json = system::Json::parse(in, nullptr, false);
    if (!json.is_object() || json.value("schema", "") != "pamsim-results-1")
        throw base::ConfigError({path.string(), 0, 0}, "schema",
                                "this is no results.json of pamsim (pamsim-results-1)");
    return json;
}

/// Ratios left / right of every number both have.
void ratios(const system::Json& left, const system::Json& right, const std::string& path, system::Json& out) {
    for (const auto& [key, value] : left.items()) {
        if (!right.contains(key)) continue;
        const std::string name = path.empty() ? key : path + "." + key;
        if (value.is_object())
            ratios(value, right[key], name, out);
        else if (value.is_number() && right[key].is_number() && right[key].get<double>() != 0)
            out[name] = value.get<double>() / right[key].get<double>();
    }
}

int compare(const CompareOptions& options) {
    const system::Json left = read_results(options.left), right = read_results(options.right);
    if (options.json) {
        system::Json ratio = system::Json::object();
        ratios(left, right, "", ratio);
        fmt::print("{}\n", system::Json{{"left", left}, {"right", right}, {"ratio", ratio}}.dump(2));
    } else {
        fmt::print("{}", render_comparison(left, right));
    }
    return 0;
}

}  // namespace

void add_compare(Verbs& verbs) {
    auto options = std::make_shared<CompareOptions>();
    CLI::App& app = *verbs.app.add_subcommand("compare", "two runs side by side, with ratios");
    app.add_option("left", options->left, "run folder")->required();
    app.add_option("right", options->right, "run folder")->required();
    add_json(app, options->json);
    app.callback([options, &verbs] { verbs.chosen = [options] { return compare(*options); }; });
}

}  // namespace pamsim::tools
