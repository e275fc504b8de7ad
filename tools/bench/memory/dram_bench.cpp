// Ordinary accesses of a whole device, every channel command by command. Items are accesses.
#include <benchmark/benchmark.h>

#include <string>
#include <tuple>

#include "memory/traffic/dram_traffic.h"
#include "parts.h"

namespace {

using pamsim::memory::DramPart;
using pamsim::memory::Pattern;

void accesses(benchmark::State& state, const std::string& name, Pattern pattern, double write_ratio) {
    const auto part = pamsim::bench::part<DramPart>(name);
    pamsim::memory::Traffic traffic;
    traffic.pattern = pattern;
    traffic.write_ratio = write_ratio;
    traffic.requests = 200'000;
    std::uint64_t commands = 0;
    for (auto _ : state) {
        const auto run = pamsim::memory::run_dram(part, traffic);
        for (const auto& command : run.commands) commands += command.count;
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(traffic.requests));
    state.counters["commands"] =
        benchmark::Counter(static_cast<double>(commands), benchmark::Counter::kIsRate);
}

const bool registered = [] {
    for (const std::string name : {"hbm3-5200", "ddr5-4800", "ddr4-3200"})
        for (const auto& [word, pattern, writes] :
             {std::tuple{"stream", Pattern::stream, 0.0}, std::tuple{"random", Pattern::random, 0.0},
              std::tuple{"mixed", Pattern::mixed, 0.5}})
            benchmark::RegisterBenchmark((name + "/" + word).c_str(), accesses, name, pattern, writes)
                ->Unit(benchmark::kMillisecond);
    return true;
}();

}  // namespace
