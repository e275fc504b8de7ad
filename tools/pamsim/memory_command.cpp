// pamsim memory: a memory part alone under a pattern of accesses, or with attention in its units.
#include <fmt/format.h>

#include <chrono>
#include <stdexcept>

#include "memory/traffic/dram_estimate.h"
#include "memory/traffic/flash_traffic.h"
#include "memory_options.h"
#include "memory_results.h"
#include "options.h"
#include "system/platform.h"

namespace pamsim::tools {
namespace {

/// Flags stand for keys that not every part has.
void check_flags(const MemoryOptions& o, const std::string& file) {
    const base::ConfigNode root = base::Document::load(file).root();
    const auto missing = [&](bool given, const char* option, const char* group) {
        if (given && !root.has(group))
            throw base::ConfigError({"command line", 0, 0}, option,
                                    fmt::format("{} has no {}; allowed are parts that have", o.part, group));
    };
    missing(o.no_refresh, "--no-refresh", "refresh");
    missing(o.no_power_limit, "--no-power-limit", "pim");
}

base::Document document_of(const MemoryOptions& o) {
    const std::string file = base::find_file(o.part, "part").string();
    check_flags(o, file);
    std::vector<base::Override> all = overrides(o.sets);
    if (o.no_refresh) all.push_back({"refresh.mode=none"});
    if (o.no_power_limit) all.push_back({"pim.power_cap=none"});
    base::Document document = base::Document::load(file, all);
    const base::ConfigNode root = document.root();
    if (!root.has("kind") && root.has("levels"))
        root.fail("", "this is a platform; allowed is a part of kind dram or flash");
    root.word("kind", {"what this part is", {"dram", "flash"}});
    system::check_part(root);
    return document;
}

memory::PartRun run_accesses(const MemoryOptions& o, const base::ConfigNode& root) {
    const bool fast = o.timing == "fast";
    if (root.word("kind", {"what this part is", {"dram", "flash"}}) == "flash") {
        const memory::FlashPart part = memory::FlashPart::from(root);
        const memory::Traffic traffic = o.traffic(part.page_bytes);
        return fast ? memory::estimate_flash(part, traffic) : memory::run_flash(part, traffic);
    }
    const memory::DramPart part = memory::DramPart::from(root);
    const memory::Traffic traffic =
        o.traffic(std::uint64_t{part.geometry.column_bytes} * part.geometry.chips);
    return fast ? memory::estimate_dram(part, traffic) : memory::run_dram(part, traffic);
}

struct Answer {
    memory::PartRun run;
    system::Json more = system::Json::object();
};

Answer beside_attention(const MemoryOptions& o, const base::ConfigNode& root) {
    const memory::DramPart part = memory::DramPart::from(root);
    const memory::MixedRun mixed = run_pim_mixed(
        root, o.attention(), o.traffic(std::uint64_t{part.geometry.column_bytes} * part.geometry.chips));
    system::Json pim = pim_traffic(root, o.attention());
    pim["duration_s"] = mixed.programs_s;
    for (const auto& loss : mixed.programs_lost) pim["lost"][loss.name] = loss.share;
    return {mixed.accesses, {{"pim", pim}}};
}

Answer answer(const MemoryOptions& o, const base::ConfigNode& root) {
    if (o.pattern == "pim")
        return {run_pim(root, o.attention(), o.timing == "fast"),
                {{"pim", pim_traffic(root, o.attention())}}};
    if (o.uses_units()) return beside_attention(o, root);
    try {
        return {run_accesses(o, root)};
    } catch (const std::invalid_argument& error) {
        root.fail("", fmt::format("--pattern {}, --timing {}: {}", o.pattern, o.timing, error.what()));
    }
}

int run_memory(const MemoryOptions& o) {
    const base::Document document = document_of(o);
    const base::ConfigNode root = document.root();
    if (o.dump_config) {
        fmt::print("{}", document.dump());
        return 0;
    }
    const bool dram = root.word("kind", {"what this part is", {"dram", "flash"}}) == "dram";
    o.check(dram && root.has("pim"));
    const auto start = std::chrono::steady_clock::now();
    const Answer given = answer(o, root);
    const double wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const MemoryRequest request{root.text("name", {"name of the part"}), o.pattern, o.timing,
                                o.pattern == "pim" ? 1 : o.accesses(), o.seed};
    const system::Json results = memory_results(request, given.run, given.more, wall_s);
    fmt::print("{}", o.json ? results.dump(2) + "\n" : render_memory(results));
    // Not on standard output, which is the same every time.
    if (!o.json && results.contains("commands_per_wall_s"))
        fmt::print(stderr, "simulated in {:.3g} s, {:.3g} commands/s\n", wall_s,
                   results["commands_per_wall_s"].get<double>());
    return 0;
}

}  // namespace

void add_memory(Verbs& verbs) {
    auto options = std::make_shared<MemoryOptions>();
    CLI::App& app = *verbs.app.add_subcommand("memory", "a memory part alone: bandwidth, latency, commands");
    options->add_to(app);
    app.callback([options, &verbs] { verbs.chosen = [options] { return run_memory(*options); }; });
}

}  // namespace pamsim::tools
