// What every verb shares: the platform or part it reads, overrides, and how it answers.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/config.h"

namespace pamsim::tools {

struct CommonOptions {
    std::vector<std::string> sets;
    bool json = false;
    bool dump_config = false;

    std::vector<base::Override> overrides() const;
    void add_to(CLI::App& app);
};

/// A whole number from `least` to `most`, digits only: CLI11 alone takes -1 for the largest number there is.
CLI::Validator whole_number(std::uint64_t least, std::uint64_t most);

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
void add_schema(Verbs& verbs);

}  // namespace pamsim::tools
