#include "bench/pim_timing/errors.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "pim/dram_program.h"

namespace pamsim::pim_timing {
namespace {

using Tokens = std::vector<pim::DomainTokens>;

/// Without the channels that hold the same slots as another.
Tokens distinct_channels(const pim::DramPlan& plan, const Tokens& all) {
    const std::size_t domains = plan.part().geometry.pseudo_channels * plan.domains_per_bus();
    std::set<std::vector<std::vector<std::vector<std::uint32_t>>>> seen;
    Tokens distinct;
    for (std::size_t first = 0; first < all.size(); first += domains) {
        std::vector<std::vector<std::vector<std::uint32_t>>> channel;
        for (std::size_t d = first; d < first + domains; ++d) channel.push_back(all[d].slots);
        if (!seen.insert(channel).second) continue;
        distinct.insert(distinct.end(), all.begin() + static_cast<std::ptrdiff_t>(first),
                        all.begin() + static_cast<std::ptrdiff_t>(first + domains));
    }
    return distinct;
}

/// Where between two refreshes of a rank an attention begins: evenly spread, beside none of them.
std::vector<memory::Cycle> starts_of(const pim::DramPlan& plan) {
    if (plan.part().refresh.mode == memory::RefreshMode::none) return {0};
    const memory::Cycle interval = plan.part().timing.refi.value();
    return {interval / 8, 3 * interval / 8, 5 * interval / 8, 7 * interval / 8};
}

}  // namespace

Comparison compare(const std::string& part, const Case& one) {
    const auto plan = plan_of(part, one);
    const Tokens tokens = distinct_channels(*plan, one.tokens.place(*plan));
    std::uint64_t active = 0;
    for (const pim::DomainTokens& domain : tokens) active += domain.tokens();
    if (active == 0) return {};
    Comparison sum;
    const auto starts = starts_of(*plan);
    for (const memory::Cycle start : starts) {
        const pim::AloneRun run = pim::run_commands(*plan, tokens, start);
        sum.command += static_cast<double>(run.cycles);
        sum.commands += run.all_commands();
        sum.fast += one.kind == CaseKind::level ? pim::level_cycles(*plan, tokens)
                                                : pim::fast_cycles(*plan, tokens, start);
    }
    return sum;
}

void Errors::add(const Case& one, const Comparison& c) {
    ++cases;
    commands += c.commands;
    const double error = std::abs(c.error());
    sum += error;
    signed_sum += c.error();
    far += error > kFar ? 1 : 0;
    if (error <= worst) return;
    worst = error;
    worst_case = one;
}

Errors errors_of(const std::string& part, std::uint32_t cases, std::uint32_t most_tokens, CaseKind kind) {
    Errors errors;
    Cases drawn(part, most_tokens, kind);
    while (errors.cases < cases) {
        const Case one = drawn.draw();
        const Comparison comparison = compare(part, one);
        if (comparison.commands == 0) continue;
        errors.add(one, comparison);
    }
    return errors;
}

}  // namespace pamsim::pim_timing
