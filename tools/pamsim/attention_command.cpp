// pamsim attention: one decode-attention of a fixed batch, level by level.
#include <fmt/format.h>

#include <limits>

#include "options.h"
#include "rtl_engines.h"
#include "system/attention_run.h"
#include "system/results.h"
#include "text.h"
#include "workload/model_shape.h"

namespace pamsim::tools {
namespace {

struct AttentionOptions : PlatformOptions {
    std::uint32_t batch = 0, context = 0;
    std::optional<double> keep_ratio;
    std::string values = "off";
    std::optional<std::string> wave, wave_unit;
    std::optional<std::uint64_t> seed;
};

[[noreturn]] void refuse(const std::string& option, const std::string& why) {
    throw base::ConfigError({"command line", 0, 0}, option, why);
}

/// What --values and the options that need it ask together.
void check_values(const system::Platform& platform, const AttentionOptions& options) {
    if (options.wave && options.wave->empty()) refuse("--wave", "found no name, allowed is that of a file");
    if (options.wave_unit && !options.wave)
        refuse("--wave-unit", "nothing is recorded; allowed with --wave FILE");
    if (options.values == "on") return;
    refuse_rtl_engines(platform, "model, or --values on");
    if (options.wave)
        refuse("--wave", "units compute nothing while values are off; allowed with --values on");
    if (options.seed) refuse("--seed", "there are no values to draw; allowed with --values on");
}

int attention(const AttentionOptions& options) {
    std::vector<base::Override> selection;
    if (options.keep_ratio) {
        selection.push_back({fmt::format("kv.sparsity={}", *options.keep_ratio < 1.0 ? "random" : "none")});
        selection.push_back({fmt::format("kv.keep_ratio={}", *options.keep_ratio)});
    }
    const base::Document document = options.document(selection);
    const system::Platform platform = system::Platform::from(document);
    if (options.dump_config) {
        fmt::print("{}", document.dump());
        return 0;
    }
    check_values(platform, options);
    const auto model = workload::read_model_shape(options.model);
    if (options.context > model.max_context_tokens)
        throw base::ConfigError({"command line", 0, 0}, "--context",
                                fmt::format("found {}, allowed is at most {} tokens for {}", options.context,
                                            model.max_context_tokens, model.name));
    RtlEngines rtl(options.wave.value_or(""), options.wave_unit.value_or(""));
    std::optional<system::ValueSetup> values;
    if (options.values == "on") values = system::ValueSetup{options.seed.value_or(1), rtl.factory()};
    system::Machine machine(platform, model, options.batch, values);
    rtl.check_wave();
    const auto report = system::attend_once(machine, options.batch, options.context);
    rtl.keep_wave(report);
    const system::Json results = system::results_of(machine, report);
    fmt::print("{}", options.json ? results.dump(2) + "\n" : render_attention(results));
    return 0;
}

}  // namespace

void add_attention(Verbs& verbs) {
    auto options = std::make_shared<AttentionOptions>();
    CLI::App& app = *verbs.app.add_subcommand("attention", "one decode-attention, level by level");
    options->add_to(app);
    app.add_option("--batch", options->batch, "sequences")->required()->check(whole_number(1, 10'000'000));
    app.add_option("--context", options->context, "tokens of each sequence")
        ->required()
        ->check(whole_number(1, 1u << 30));
    app.add_option("--keep-ratio", options->keep_ratio,
                   "share of tokens read, picked at random; 1 is dense (default: the platform's policy)")
        ->check(share());
    app.add_option("--values", options->values,
                   "on: real K, V and q go through the units' own arithmetic (default: off)")
        ->check(CLI::IsMember({"off", "on"}));
    app.add_option("--seed", options->seed, "of K, V and q, with --values on (default: 1)")
        ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()));
    app.add_option("--wave", options->wave, "write the waveform of a verilated unit to this file (FST)");
    app.add_option("--wave-unit", options->wave_unit,
                   "of which unit, e.g. hbm.pu or ssd.ru (default: the first)");
    app.callback([options, &verbs] { verbs.chosen = [options] { return attention(*options); }; });
}

}  // namespace pamsim::tools
