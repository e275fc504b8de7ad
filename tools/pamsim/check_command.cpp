// pamsim check: reads files of any kind as the other verbs would, and says what is wrong with each.
#include <fmt/format.h>

#include <filesystem>

#include "options.h"
#include "system/platform.h"
#include "system/results.h"
#include "workload/model_shape.h"
#include "workload/workload.h"

namespace pamsim::tools {
namespace {

struct CheckOptions {
    std::vector<std::string> sets;
    bool json = false;
    std::vector<std::string> files;
};

/// What a YAML file is, from the keys only its kind has.
void check_yaml(const std::string& typed, const std::vector<base::Override>& sets) {
    const base::Document document = base::Document::load(base::find_file(typed, "file").string(), sets);
    const base::ConfigNode root = document.root();
    if (root.has("levels"))
        system::Platform::from(document);
    else if (root.has("kind"))
        system::check_part(root);
    else if (root.has("kv_heads") || root.has("head_dim"))
        workload::read_model_shape(document.file().string());
    else if (root.has("requests"))
        workload::read_workload(document.file().string());
    else
        root.fail(
            "",
            "this is none of: a platform (levels), a part (kind), a model (kv_heads), a workload (requests)");
}

void check_file(const std::string& file, const std::vector<base::Override>& sets) {
    const auto extension = std::filesystem::path(file).extension();
    if (extension == ".json")
        workload::read_model_shape(file);
    else if (extension == ".csv" || extension == ".jsonl")
        workload::read_workload(file);
    else
        check_yaml(file, sets);
}

int check(const CheckOptions& options) {
    system::Json errors = system::Json::array();
    std::string right, wrong;
    for (const std::string& file : options.files) {
        try {
            check_file(file, overrides(options.sets));
            right += fmt::format("{}: ok\n", file);
        } catch (const base::ConfigError& error) {
            errors.push_back({{"file", error.mark().file},
                              {"line", error.mark().line},
                              {"column", error.mark().column},
                              {"key", error.key()},
                              {"message", error.message()}});
            wrong += fmt::format("pamsim: {}\n", error.what());
        }
    }
    const bool ok = errors.empty();
    fmt::print("{}", options.json ? system::Json{{"ok", ok}, {"errors", errors}}.dump(2) + "\n" : right);
    if (!options.json) fmt::print(stderr, "{}", wrong);
    return ok ? 0 : 2;
}

}  // namespace

void add_check(Verbs& verbs) {
    auto options = std::make_shared<CheckOptions>();
    CLI::App& app =
        *verbs.app.add_subcommand("check", "check platform, part, model, workload and trace files");
    app.add_option("files", options->files, "files or bare names")->required();
    add_sets(app, options->sets);
    add_json(app, options->json);
    app.callback([options, &verbs] { verbs.chosen = [options] { return check(*options); }; });
}

}  // namespace pamsim::tools
