#include "pim/part_alone.h"

#include <algorithm>

#include "base/invariant.h"
#include "base/random.h"
#include "pim/dram_contention.h"
#include "pim/dram_time.h"

namespace pamsim::pim {
namespace {

std::uint32_t domains_per_channel(const DramPlan& plan) {
    return plan.part().geometry.pseudo_channels * plan.domains_per_bus();
}

/// Everything of one channel until nothing is left to do.
void run_channel(memory::DramChannel& channel, AloneRun& run) {
    while (const auto bound = channel.completion_bound()) {
        channel.advance(*bound);
        while (const auto completion = channel.next_completion())
            run.cycles = std::max(run.cycles, completion->done - completion->submitted);
    }
    base::require(channel.waiting() == 0, "DRAM channel", "work is left that no bound speaks of");
    for (std::size_t c = 0; c < memory::kCommands; ++c)
        run.commands[c] += channel.issued(static_cast<memory::Command>(c));
    run.losses += channel.pim_losses();
}

/// The most cycles that `cycles_of` finds for the domains of a channel, and the change of mode.
template <class CyclesOf>
double longest_channel(const DramPlan& plan, const std::vector<DomainTokens>& tokens, CyclesOf cycles_of) {
    const DramTime time(plan);
    const std::uint32_t per_channel = domains_per_channel(plan);
    DramContention contention(time.bus_times(), plan.domains_per_bus());
    double longest = 0;
    std::vector<DomainTime> channel(per_channel);
    for (std::size_t first = 0; first < tokens.size(); first += per_channel) {
        for (std::uint32_t d = 0; d < per_channel; ++d) {
            const DomainSummary summary = DomainSummary::of(plan, tokens[first + d]);
            channel[d] = {time.head(summary), summary.slots > 0 ? double(plan.shape().kv_heads) : 0.0};
        }
        longest = std::max(longest, cycles_of(contention, channel));
    }
    return longest == 0 ? 0 : longest + static_cast<double>(plan.timings().mode_change);
}

}  // namespace

std::vector<DomainTokens> AloneTokens::place(const DramPlan& plan) const {
    const std::uint32_t domains = plan.part().geometry.channels * domains_per_channel(plan);
    const std::uint32_t groups = plan.groups(), block = plan.block_tokens();
    std::vector<DomainTokens> placed(domains);
    for (DomainTokens& domain : placed) domain.slots.resize(groups);
    std::vector<std::uint32_t> next(std::size_t{domains} * groups, 0);
    base::RandomStream random(seed, "pim tokens");
    for (std::uint32_t token = 0; token < tokens; ++token) {
        const std::uint32_t number = token / block;
        std::size_t domain = number % domains, group = number / domains % groups;
        if (!even) {
            const std::uint64_t drawn = random.below(next.size());
            domain = drawn / groups;
            group = drawn % groups;
        }
        const std::uint32_t slot = next[domain * groups + group]++;
        if (keep_ratio >= 1.0 || random.uniform() < keep_ratio) placed[domain].slots[group].push_back(slot);
    }
    return placed;
}

std::uint64_t AloneRun::all_commands() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t n : commands) sum += n;
    return sum;
}

AloneRun run_commands(const DramPlan& plan, const std::vector<DomainTokens>& tokens, memory::Cycle start) {
    AloneRun run;
    const std::uint32_t per_channel = domains_per_channel(plan);
    for (std::size_t first = 0; first < tokens.size(); first += per_channel) {
        memory::DramChannel channel(plan.part(), plan.timings());
        for (std::uint32_t d = 0; d < per_channel; ++d) {
            memory::PimProgram program = program_of(plan, tokens[first + d], plan.shape().kv_heads);
            if (!program.ops.empty()) channel.submit(d, std::move(program), d, start);
        }
        run.streams += per_channel;
        run_channel(channel, run);
    }
    // Until the slowest is done the others have nothing to do.
    memory::Losses& l = run.losses;
    memory::Cycle known = l.busy;
    for (const memory::Cycle lost : l.lost) known += lost;
    l.lose(memory::Cause::idle, static_cast<memory::Cycle>(run.streams) * run.cycles - known);
    return run;
}

double fast_cycles(const DramPlan& plan, const std::vector<DomainTokens>& tokens, memory::Cycle start) {
    const double mode = static_cast<double>(plan.timings().mode_change);
    return longest_channel(plan, tokens, [&](DramContention& contention, const auto& channel) {
        return contention.cycles(channel, static_cast<double>(start) + mode);
    });
}

double level_cycles(const DramPlan& plan, const std::vector<DomainTokens>& tokens) {
    return longest_channel(plan, tokens, [&](DramContention& contention, const auto& channel) {
        return contention.mean_cycles(channel, level_window(plan));
    });
}

DomainTraffic traffic_of(const DramPlan& plan, const std::vector<DomainTokens>& tokens) {
    DomainTraffic sum;
    for (const DomainTokens& domain : tokens) {
        const DomainTraffic t = traffic_of(plan, DomainSummary::of(plan, domain));
        sum.useful_bytes += t.useful_bytes;
        sum.read_bytes += t.read_bytes;
        sum.cell_read_bytes += t.cell_read_bytes;
        sum.activations += t.activations;
    }
    return sum;
}

}  // namespace pamsim::pim
