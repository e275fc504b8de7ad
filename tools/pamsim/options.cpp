#include "options.h"

#include <fmt/format.h>

#include <charconv>

namespace pamsim::tools {

void add_json(CLI::App& app, bool& json) {
    app.add_flag("--json", json, "one JSON object on standard output, nothing else");
}

void add_sets(CLI::App& app, std::vector<std::string>& sets) {
    app.add_option("--set", sets, "overrides one key of the file that is read, e.g. levels.hbm.count=20")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

std::vector<base::Override> overrides(const std::vector<std::string>& sets) {
    std::vector<base::Override> list;
    for (const std::string& set : sets) list.push_back({set});
    return list;
}

void PlatformOptions::add_to(CLI::App& app) {
    app.add_option("platform", platform, "platform file or bare name")->required();
    app.add_option("--model", model, "model name, file, or a Hugging Face config.json")->required();
    app.add_option("--timing", timing, "same as --set timing=T")->check(CLI::IsMember({"fast", "command"}));
    app.add_flag("--dump-config", dump_config, "print the effective file with all defaults and stop");
    add_sets(app, sets);
    add_json(app, json);
}

base::Document PlatformOptions::document(const std::vector<base::Override>& more) const {
    std::vector<base::Override> all = overrides(sets);
    if (!timing.empty()) all.push_back({"timing=" + timing});
    all.insert(all.end(), more.begin(), more.end());
    return base::Document::load(base::find_file(platform, "platform").string(), all);
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

namespace {

CLI::Validator number_up_to_one(double least, const std::string& least_in_words) {
    const auto check = [least, least_in_words](const std::string& typed) {
        double value = 0;
        const char* end = typed.data() + typed.size();
        const auto [stop, error] = std::from_chars(typed.data(), end, value);
        if (error == std::errc{} && stop == end && value >= least && value <= 1) return std::string();
        return fmt::format("found '{}', allowed is a number from {} to 1", typed, least_in_words);
    };
    return CLI::Validator(check, least_in_words + "..1", "share");
}

}  // namespace

CLI::Validator share() {
    return number_up_to_one(1e-6, "0.000001");
}

CLI::Validator share_or_none() {
    return number_up_to_one(0, "0");
}

}  // namespace pamsim::tools
