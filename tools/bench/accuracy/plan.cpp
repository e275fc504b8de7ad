#include "bench/accuracy/plan.h"

#include <algorithm>

namespace pamsim::accuracy {
namespace {

unsigned rounds_of(std::size_t partials, std::uint32_t ways) {
    return static_cast<unsigned>((partials + ways - 1) / ways);
}

numerics::PuShape pu_shape(Format format, std::uint32_t slice, std::uint32_t lanes, std::uint32_t bytes) {
    numerics::PuShape shape{};
    shape.lanes = lanes;
    shape.buffer_bytes = bytes;
    shape.slice = slice;
    shape.format = format;
    shape.max_heads = 8;
    shape.accumulate = numerics::Accumulate::fp32;
    shape.q_resident = true;
    return shape;
}

}  // namespace

Plan random_plan(std::uint32_t tokens, std::uint32_t split, std::uint32_t groups, std::uint32_t groups_per_ru,
                 base::RandomStream& random) {
    Plan plan{split, groups_per_ru, std::vector<std::vector<std::uint32_t>>(groups)};
    std::vector<double> until(groups);  // running sums of the shares
    double sum = 0.0;
    for (double& end : until) end = sum += random.exponential(1.0);
    std::vector<std::uint32_t> order(tokens);
    for (std::uint32_t t = 0; t < tokens; ++t) order[t] = t;
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    for (const std::uint32_t token : order) {
        const auto group =
            std::upper_bound(until.begin(), until.end() - 1, random.uniform() * sum) - until.begin();
        plan.tokens[static_cast<std::size_t>(group)].push_back(token);
    }
    return plan;
}

numerics::AttentionTask task_of(const Head& head, const Exact& exact, const Plan& plan,
                                const numerics::PuShape& pu, const numerics::RuShape& ru) {
    numerics::AttentionTask task;
    task.format = head.format;
    task.score_error =
        numerics::dot_error_bound(head.format, head.dim, pu.lanes, exact.magnitude, plan.split);
    task.tokens = exact.unmasked;
    for (const auto& tokens : plan.tokens)
        task.tokens_per_unit = std::max<std::uint64_t>(task.tokens_per_unit, tokens.size());
    const std::size_t below = std::min<std::size_t>(plan.groups_per_ru, plan.tokens.size());
    task.merge_rounds =
        rounds_of(below, ru.ways) + rounds_of(rounds_of(plan.tokens.size(), plan.groups_per_ru), ru.ways);
    task.ways = ru.ways;
    task.max_value = exact.max_value;
    return task;
}

numerics::PuShape wide_pu(Format format, std::uint32_t slice) {
    return pu_shape(format, slice, 16, 512);
}

numerics::PuShape narrow_pu(Format format, std::uint32_t slice) {
    numerics::PuShape shape = pu_shape(format, slice, 4, 128);
    shape.q_resident = false;
    return shape;
}

numerics::RuShape merging_ru(Format format) {
    numerics::RuShape shape;
    shape.format = format;
    return shape;
}

}  // namespace pamsim::accuracy
