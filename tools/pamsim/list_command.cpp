// pamsim list: the names a user can type.
#include <fmt/format.h>

#include "options.h"
#include "system/results.h"

namespace pamsim::tools {
namespace {

struct ListOptions {
    bool json = false;
    std::string what;
};

struct Policy {
    const char* key;
    std::vector<std::string> words;
};

/// The words of the policy keys, as system/platform.cpp reads them (a test compares the two).
const std::vector<Policy>& policies() {
    static const std::vector<Policy> list{
        {"kv.attention", {"pam", "gathered", "gpu"}},   {"kv.sparsity", {"none", "random"}},
        {"kv.mapping", {"balanced", "wide", "narrow"}}, {"kv.scheduling", {"static"}},
        {"kv.when_full", {"stream", "queue", "oom"}},   {"kv.offload_path", {"via_host", "direct"}}};
    return list;
}

int list(const ListOptions& options) {
    system::Json json;
    std::string text;
    if (options.what == "policies") {
        for (const Policy& policy : policies()) {
            json["policies"][policy.key] = policy.words;
            text += fmt::format("{}:", policy.key);
            for (const auto& word : policy.words) text += " " + word;
            text += "\n";
        }
    } else {
        const auto names = base::list_names(options.what == "platforms" ? "" : options.what);
        json[options.what] = names;
        for (const auto& name : names) text += name + "\n";
    }
    fmt::print("{}", options.json ? json.dump(2) + "\n" : text);
    return 0;
}

}  // namespace

void add_list(Verbs& verbs) {
    auto options = std::make_shared<ListOptions>();
    CLI::App& app = *verbs.app.add_subcommand("list", "list parts, platforms, models, workloads or policies");
    app.add_option("what", options->what, "parts|platforms|models|workloads|policies")
        ->required()
        ->check(CLI::IsMember({"parts", "platforms", "models", "workloads", "policies"}));
    add_json(app, options->json);
    app.callback([options, &verbs] { verbs.chosen = [options] { return list(*options); }; });
}

}  // namespace pamsim::tools
