// From a burst's number to its place.
#include <benchmark/benchmark.h>

#include "memory/dram/address_map.h"
#include "parts.h"

namespace {

void decode(benchmark::State& state) {
    const auto part = pamsim::bench::part<pamsim::memory::DramPart>("hbm3-5200");
    const pamsim::memory::AddressMap map(part.controller.address_map, part.geometry);
    std::uint64_t burst = 0;
    for (auto _ : state) {
        burst = (burst + 0x9E3779B97F4A7C15u) % map.bursts();
        benchmark::DoNotOptimize(map.decode(burst));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(decode);

}  // namespace
