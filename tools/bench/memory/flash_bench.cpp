// Pages of a whole drive, command by command. Items are pages.
#include <benchmark/benchmark.h>

#include "memory/traffic/flash_traffic.h"
#include "parts.h"

namespace {

using pamsim::memory::FlashPart;
using pamsim::memory::Pattern;

void pages(benchmark::State& state, Pattern pattern) {
    const auto part = pamsim::bench::part<FlashPart>("nvme-paper");
    pamsim::memory::Traffic traffic;
    traffic.pattern = pattern;
    traffic.requests = 100'000;
    for (auto _ : state) benchmark::DoNotOptimize(pamsim::memory::run_flash(part, traffic).duration_s);
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(traffic.requests));
}
BENCHMARK_CAPTURE(pages, stream, Pattern::stream)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(pages, random, Pattern::random)->Unit(benchmark::kMillisecond);

}  // namespace
