// PIM commands of whole attentions, every channel command by command, and the closed form of one stack. Items
// are commands; for the closed form, calls.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "base/random.h"
#include "parts.h"
#include "pim/dram_attention.h"
#include "pim/part_alone.h"

namespace {

using pamsim::pim::AttentionShape;

pamsim::pim::DramPlan plan_of(const std::string& name, const AttentionShape& shape) {
    const auto document = pamsim::base::Document::load(pamsim::base::find_file(name, "part").string());
    const auto root = document.root();
    const auto part = pamsim::memory::DramPart::from(root);
    return {part, pamsim::pim::DramPim::from(root.child("pim", "")), shape};
}

/// Tokens at random over bank groups, a quarter of them active: no two domains do the same.
void commands(benchmark::State& state, const std::string& name) {
    const auto plan = plan_of(name, {2, 8, 128, 2});
    pamsim::pim::AloneTokens tokens{20000};
    tokens.even = false;
    tokens.keep_ratio = 0.25;
    const auto placed = tokens.place(plan);
    std::uint64_t sum = 0;
    for (auto _ : state) sum += run_commands(plan, placed).all_commands();
    state.SetItemsProcessed(static_cast<std::int64_t>(sum));
}

/// `random`: another load in every domain.
void fast(benchmark::State& state, const std::string& name, std::uint32_t devices, bool random) {
    const AttentionShape shape{2, 8, 128, 2};
    const auto plan = plan_of(name, shape);
    const pamsim::pim::DramAttention level(plan.part(), plan.pim(), devices, shape);
    const std::uint32_t groups = level.groups();
    std::vector<pamsim::kv::DomainLoad> loads(level.domains(), {1, 100, 100 * groups, 1600ull * groups});
    pamsim::base::RandomStream stream(1, "loads");
    for (auto& load : loads) {
        if (!random) break;
        load.depth = 1 + static_cast<std::uint32_t>(stream.below(200));
        load.blocks = load.depth * groups;
        load.tokens = std::uint64_t{16} * load.blocks;
    }
    for (auto _ : state) benchmark::DoNotOptimize(level.cost(loads, {}, pamsim::pim::Softmax::distributed));
    state.SetItemsProcessed(state.iterations() * devices);
}

const bool registered = [] {
    for (const std::string name : {"hbm3-5200-pim", "ddr5-4800-pim"})
        benchmark::RegisterBenchmark((name + "/pim").c_str(), commands, name)->Unit(benchmark::kMillisecond);
    for (const std::uint32_t devices : {1u, 5u})
        for (const bool random : {false, true})
            benchmark::RegisterBenchmark(
                ("hbm3-5200-pim/fast/stacks:" + std::to_string(devices) + (random ? "/random" : "/equal"))
                    .c_str(),
                fast, "hbm3-5200-pim", devices, random);
    return true;
}();

}  // namespace
