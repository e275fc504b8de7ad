#include "options.h"

namespace pamsim::tools {

std::vector<base::Override> CommonOptions::overrides() const {
    std::vector<base::Override> list;
    for (const std::string& set : sets) list.push_back({set});
    return list;
}

void CommonOptions::add_to(CLI::App& app) {
    app.add_option("--set", sets,
                   "key=value: overrides one key of the platform file, e.g. levels.hbm.count=20")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    app.add_flag("--json", json, "one JSON object on standard output, nothing else");
    app.add_flag("--dump-config", dump_config, "print the effective file with all defaults and stop");
}

}  // namespace pamsim::tools
