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

struct CheckOptions : CommonOptions {
    std::vector<std::string> files;
};

/// What a YAML file is, from the keys only its kind has.
void check_yaml(const std::string& typed, const std::vector<base::Override>& overrides) {
    const base::Document document = base::Document::load(base::find_file(typed, "file").string(), overrides);
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

void check_file(const std::string& file, const std::vector<base::Override>& overrides) {
    const auto extension = std::filesystem::path(file).extension();
    if (extension == ".json")
        workload::read_model_shape(file);
    else if (extension == ".csv" || extension == ".jsonl")
        workload::read_workload(file);
    else
        check_yaml(file, overrides);
}

int check(const CheckOptions& options) {
    system::Json errors = system::Json::array();
    std::string right, wrong;
    for (const std::string& file : options.files) {
        try {
            check_file(file, options.overrides());
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
    app.add_option("--set", options->sets, "key=value: overrides one key of every YAML file checked")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_flag("--json", options->json, "one JSON object on standard output, nothing else");
    app.callback([options, &verbs] { verbs.chosen = [options] { return check(*options); }; });
}

}  // namespace pamsim::tools
