// Options of `pamsim memory`, and what they ask of a part.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "memory/traffic/pattern.h"
#include "memory_pim.h"

namespace pamsim::tools {

struct MemoryOptions {
    std::string part, pattern, timing = "command";
    std::optional<std::uint64_t> requests, stride_bytes, outstanding;
    std::optional<double> write_ratio;
    std::uint64_t seed = 1;
    // Of attention in the part's units.
    std::optional<std::uint32_t> heads, kv_heads, tokens, head_dim;
    std::optional<double> keep_ratio;
    bool scattered = false, no_power_limit = false;
    bool no_refresh = false, json = false, dump_config = false;
    std::vector<std::string> sets;

    void add_to(CLI::App& app);
    /// Throws base::ConfigError for an option that the pattern makes no use of, or needs and has not.
    void check(bool has_units) const;
    /// Attention in the units, alone or beside accesses.
    bool uses_units() const { return pattern == "pim" || (pattern == "mixed" && heads.has_value()); }
    std::uint64_t accesses() const { return requests.value_or(100'000); }
    /// `access_bytes`: a burst or a page.
    memory::Traffic traffic(std::uint64_t access_bytes) const;
    PimRequest attention() const;

private:
    void check_units(bool has_units) const;
    void check_accesses() const;
    void add_units_to(CLI::App& app);
};

}  // namespace pamsim::tools
