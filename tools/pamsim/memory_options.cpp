#include "memory_options.h"

#include <fmt/format.h>

#include <limits>

#include "options.h"

namespace pamsim::tools {
namespace {

/// In the order of memory::Pattern, then what is none.
const std::vector<std::string> kPatterns = {"stream", "random", "strided", "pingpong", "mixed", "pim"};

[[noreturn]] void refuse(const std::string& option, const std::string& why) {
    throw base::ConfigError({"command line", 0, 0}, option, why);
}

}  // namespace

void MemoryOptions::check(bool has_units) const {
    if (pattern == "pim" && !has_units)
        refuse("--pattern",
               fmt::format("found pim, and {} has no units near DRAM banks (pim); allowed are {}", part,
                           fmt::join(kPatterns.begin(), kPatterns.end() - 1, ", ")));
    check_units(has_units);
    check_accesses();
}

void MemoryOptions::check_units(bool has_units) const {
    const bool any = heads || kv_heads || tokens || head_dim || keep_ratio || scattered || no_power_limit;
    if (!uses_units()) {
        if (!any) return;
        refuse(pattern == "mixed" ? "--heads" : "--pattern",
               pattern == "mixed" ? "missing; attention in the units needs it"
                                  : fmt::format("found {}, which runs no attention; its options are allowed "
                                                "with pim and mixed",
                                                pattern));
    }
    if (!has_units)
        refuse("--heads", fmt::format("{} has no units (pim); allowed is a part with them", part));
    if (!heads) refuse("--heads", "missing; --pattern pim needs --heads, --kv-heads, --tokens, --head-dim");
    if (!kv_heads || !tokens || !head_dim)
        refuse(!kv_heads ? "--kv-heads"
               : !tokens ? "--tokens"
                         : "--head-dim",
               "missing; attention needs --heads, --kv-heads, --tokens, --head-dim");
    if (*heads % *kv_heads != 0)
        refuse("--kv-heads", fmt::format("found {}, allowed are divisors of {} heads", *kv_heads, *heads));
    if (pattern == "mixed" && timing == "fast")
        refuse("--timing", "attention beside accesses has no closed form here; allowed is command");
}

void MemoryOptions::check_accesses() const {
    if (pattern == "pim") {
        const auto unused = [](bool given, const char* option) {
            if (given) refuse(option, "--pattern pim has no ordinary accesses; allowed with mixed");
        };
        unused(requests.has_value(), "--requests");
        unused(write_ratio.has_value(), "--write-ratio");
        unused(outstanding.has_value(), "--outstanding");
    }
    if (pattern == "strided" && !stride_bytes)
        refuse("--stride", "missing; --pattern strided needs the bytes from one access to the next");
    if (pattern != "strided" && stride_bytes)
        refuse("--stride",
               fmt::format("--pattern {} has no stride; allowed with --pattern strided", pattern));
    if (uses_units() && outstanding)
        refuse("--outstanding", "beside attention queues are kept full; allowed without it");
    if (pattern != "pingpong") return;
    if (write_ratio) refuse("--write-ratio", "--pattern pingpong only reads");
    if (outstanding) refuse("--outstanding", "--pattern pingpong has one access at a time");
}

memory::Traffic MemoryOptions::traffic(std::uint64_t access_bytes) const {
    memory::Traffic traffic;
    for (std::size_t i = 0; i < kPatterns.size(); ++i)
        if (kPatterns[i] == pattern) traffic.pattern = static_cast<memory::Pattern>(i);
    traffic.requests = accesses();
    traffic.write_ratio = write_ratio.value_or(pattern == "mixed" ? 0.5 : 0.0);
    traffic.outstanding = outstanding.value_or(0);
    traffic.seed = seed;
    if (!stride_bytes) return traffic;
    if (*stride_bytes % access_bytes != 0)
        refuse("--stride", fmt::format("found {}, allowed are multiples of an access of {} bytes",
                                       *stride_bytes, access_bytes));
    traffic.stride = *stride_bytes / access_bytes;
    return traffic;
}

PimRequest MemoryOptions::attention() const {
    return {*heads, *kv_heads, *tokens, *head_dim, keep_ratio.value_or(1.0), scattered, seed};
}

void MemoryOptions::add_to(CLI::App& app) {
    app.add_option("part", part, "DRAM or flash part: file or bare name")->required();
    app.add_option("--pattern", pattern, "order of the accesses, or attention in the part's units")
        ->required()
        ->check(CLI::IsMember(kPatterns));
    app.add_option("--requests", requests, "accesses, each a burst or page (default: 100000)")
        ->check(whole_number(1, 100'000'000'000));
    app.add_option("--write-ratio", write_ratio, "share of writes (default: 0; mixed: 0.5)")
        ->check(share_or_none());
    app.add_option("--stride", stride_bytes, "bytes from one access to the next, with --pattern strided")
        ->check(whole_number(1, std::uint64_t{1} << 50));
    app.add_option("--outstanding", outstanding,
                   "accesses in flight in the whole part (default: as many as the queues hold)")
        ->check(whole_number(1, 1'000'000));
    add_units_to(app);
    app.add_flag("--no-refresh", no_refresh, "same as --set refresh.mode=none");
    app.add_option("--timing", timing, "command: every command; fast: closed form (default: command)")
        ->check(CLI::IsMember({"command", "fast"}));
    app.add_option("--seed", seed, "of whatever is drawn: places, which accesses write (default: 1)")
        ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()));
    app.add_flag("--dump-config", dump_config, "print the effective file with all defaults and stop");
    add_sets(app, sets);
    add_json(app, json);
}

void MemoryOptions::add_units_to(CLI::App& app) {
    app.add_option("--heads", heads, "query heads, with pim or mixed")->check(whole_number(1, 4096));
    app.add_option("--kv-heads", kv_heads, "key and value heads")->check(whole_number(1, 4096));
    app.add_option("--tokens", tokens, "tokens of the one sequence")->check(whole_number(1, 100'000'000));
    app.add_option("--head-dim", head_dim, "values of a head's vector")->check(whole_number(1, 65'536));
    app.add_option("--keep-ratio", keep_ratio, "share of tokens read, drawn at random (default: 1)")
        ->check(share());
    app.add_flag("--scattered", scattered, "every token lies in a bank group drawn at random");
    app.add_flag("--no-power-limit", no_power_limit, "same as --set pim.power_cap=none");
}

}  // namespace pamsim::tools
