// What verbs share: options of one meaning everywhere, and how a verb registers itself.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/config.h"

namespace pamsim::tools {

/// --json and --set, alike for every verb that has them.
void add_json(CLI::App& app, bool& json);
void add_sets(CLI::App& app, std::vector<std::string>& sets);
std::vector<base::Override> overrides(const std::vector<std::string>& sets);

/// What the verbs that build a machine share: a platform with its overrides and a model.
struct PlatformOptions {
    std::string platform, model, timing;
    std::vector<std::string> sets;
    bool json = false;
    bool dump_config = false;

    void add_to(CLI::App& app);
    /// The platform's document; the settings of `more` come after those of the command line.
    base::Document document(const std::vector<base::Override>& more = {}) const;
};

/// A whole number from `least` to `most`, digits only: CLI11 alone takes -1 for the largest number there is.
CLI::Validator whole_number(std::uint64_t least, std::uint64_t most);

/// A number above 0 and at most 1.
CLI::Validator share();
/// The same, or 0.
CLI::Validator share_or_none();

/// A verb registers itself and leaves what to do when it was chosen; the result is the exit code.
using Action = std::function<int()>;
struct Verbs {
    CLI::App& app;
    std::string command_line;
    Action chosen;
};

void add_run(Verbs& verbs);
void add_attention(Verbs& verbs);
void add_check(Verbs& verbs);
void add_list(Verbs& verbs);
void add_compare(Verbs& verbs);
void add_memory(Verbs& verbs);
void add_schema(Verbs& verbs);

}  // namespace pamsim::tools
