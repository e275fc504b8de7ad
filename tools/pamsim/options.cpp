#include "options.h"

#include <fmt/format.h>

#include <charconv>

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

CLI::Validator whole_number(std::uint64_t least, std::uint64_t most) {
    const auto check = [least, most](const std::string& typed) {
        std::uint64_t value = 0;
        const char* end = typed.data() + typed.size();
        const auto [stop, error] = std::from_chars(typed.data(), end, value);
        if (error == std::errc{} && stop == end && value >= least && value <= most) return std::string();
        return fmt::format("found '{}', allowed is a whole number from {} to {}", typed, least, most);
    };
    return CLI::Validator(check, fmt::format("{}..{}", least, most), "whole number");
}

}  // namespace pamsim::tools
