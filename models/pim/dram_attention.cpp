#include "pim/dram_attention.h"

#include <algorithm>
#include <cmath>

#include "pim/dram_contention.h"
#include "pim/dram_summary.h"

namespace pamsim::pim {

DramAttention::DramAttention(const memory::DramPart& part, const DramPim& pim, std::uint32_t devices,
                             const AttentionShape& shape)
    : devices_(devices),
      plan_(part, pim, shape),
      time_(plan_),
      merge_(pim.ru, shape.head_dim),
      domains_per_channel_(part.geometry.pseudo_channels * plan_.domains_per_bus()),
      bus_(time_.bus_times()) {
    constexpr double kMany = 64;
    const double block = plan_.block_tokens(), units = plan_.groups();
    const HeadTime one = time_.head(DomainSummary::dense(plan_, units * block, units, block));
    const HeadTime many =
        time_.head(DomainSummary::dense(plan_, kMany * units * block, units, kMany * block));
    block_cycles_ = (many.total() - one.total()) / (kMany - 1);
    head_cycles_ = one.total() - block_cycles_;
    head_bus_cycles_ = one.bus();
}

std::uint32_t DramAttention::domains() const {
    return devices_ * plan_.part().geometry.buses() * plan_.domains_per_bus();
}

double DramAttention::merge_s(std::int64_t partials) const {
    return merge_.all_s(partials, static_cast<double>(devices_) * plan_.pim().device_rus);
}

/// One of the domain's sequences, all taken to be alike.
DomainSummary DramAttention::summary_of(const kv::DomainLoad& load, const Selection& selection) const {
    const double sequences = load.sequences;
    const double tokens = static_cast<double>(load.tokens) / sequences;
    const double blocks = load.blocks / sequences, depth = load.depth / sequences;
    const double block = plan_.block_tokens();
    // The last row is full unless only the last block, which may not be, is in it.
    const bool lone = blocks <= plan_.groups() * (depth - 1) + 1;
    const double slots = lone ? (depth - 1) * block + tokens - (blocks - 1) * block : depth * block;
    const double units = std::min<double>(blocks, plan_.groups());
    return DomainSummary::random(plan_, tokens, units, std::max(1.0, slots), selection);
}

/// Scores of all active tokens go to one unit behind the bus and come back as probabilities.
double DramAttention::gathered_cycles(double tokens) const {
    const AttentionShape& shape = plan_.shape();
    const memory::DramGeometry& g = plan_.part().geometry;
    const double bytes = tokens * shape.group * 2 * shape.value_bytes;
    const double rus_per_bus = static_cast<double>(plan_.pim().device_rus) / g.buses();
    const double exp_s =
        tokens * shape.group / (plan_.pim().ru.exp_units * rus_per_bus) * plan_.pim().ru.clock.period_s();
    return std::max(bytes / (g.column_bytes * g.chips) * bus_.burst, exp_s * plan_.part().clock.hertz());
}

/// Of all tokens of a domain with nothing beside it, per kv-head; good to a row of every sequence.
double DramAttention::estimate(const kv::DomainLoad& load, Softmax softmax) const {
    const double tokens = softmax == Softmax::gathered ? static_cast<double>(load.tokens) : 0;
    return load.depth * block_cycles_ + load.sequences * head_cycles_ +
           (tokens > 0 ? gathered_cycles(tokens) : 0);
}

/// No channel is done before its longest domain, nor before all of a bus's bursts.
double DramAttention::estimate_channel(const kv::DomainLoad* loads, Softmax softmax) const {
    double longest = 0;
    for (std::uint32_t first = 0; first < domains_per_channel_; first += plan_.domains_per_bus()) {
        double bus = 0;
        for (std::uint32_t d = first; d < first + plan_.domains_per_bus(); ++d) {
            longest = std::max(longest, estimate(loads[d], softmax));
            bus += loads[d].sequences * head_bus_cycles_;
        }
        longest = std::max(longest, bus);
    }
    return longest;
}

std::vector<DomainTime> DramAttention::channel_times(const kv::DomainLoad* loads, const Selection& selection,
                                                     Softmax softmax) const {
    std::vector<DomainTime> times(domains_per_channel_);
    for (std::uint32_t d = 0; d < domains_per_channel_; ++d) {
        if (loads[d].blocks == 0) continue;
        if (d > 0 && loads[d] == loads[d - 1]) {
            times[d] = times[d - 1];
            continue;
        }
        const DomainSummary summary = summary_of(loads[d], selection);
        times[d] = {time_.head(summary), static_cast<double>(loads[d].sequences) * plan_.shape().kv_heads};
        if (softmax == Softmax::gathered) times[d].head.partial += gathered_cycles(summary.tokens);
    }
    return times;
}

void DramAttention::count(const DomainSummary& s, double sequences, Softmax softmax, AttentionCost& c) const {
    const auto whole = [](double x) { return static_cast<std::int64_t>(x + 0.5); };
    const AttentionShape& shape = plan_.shape();
    const DomainTraffic t = traffic_of(plan_, s);
    c.useful_bytes += whole(sequences * t.useful_bytes);
    c.read_bytes += whole(sequences * t.read_bytes);
    c.cell_read_bytes += whole(sequences * t.cell_read_bytes);
    c.row_activations += whole(sequences * t.activations);
    const double values = shape.head_dim + (softmax == Softmax::distributed ? 2 : 0);
    c.partial_bytes +=
        whole(sequences * s.units * shape.query_heads() * values * plan_.pim().pu.accumulator_bytes);
    if (softmax == Softmax::gathered)
        c.score_bytes += whole(sequences * s.tokens * shape.query_heads() * 2 * shape.value_bytes);
}

AttentionCost DramAttention::cost(const std::vector<kv::DomainLoad>& loads, const Selection& selection,
                                  Softmax softmax) const {
    AttentionCost cost;
    double most = 0;
    std::size_t longest = 0;
    for (std::size_t first = 0; first < loads.size(); first += domains_per_channel_) {
        const double cycles = estimate_channel(&loads[first], softmax);
        if (cycles <= most) continue;
        most = cycles;
        longest = first;
    }
    if (most == 0) return cost;
    for (std::size_t d = 0; d < loads.size();) {
        const std::size_t first = d;
        while (d < loads.size() && loads[d] == loads[first]) ++d;
        if (loads[first].blocks == 0) continue;
        const double sequences = static_cast<double>(d - first) * loads[first].sequences;
        count(summary_of(loads[first], selection), sequences, softmax, cost);
    }
    // Only the longest channel's domains are followed over their bus.
    const std::vector<DomainTime> channel = channel_times(&loads[longest], selection, softmax);
    const double hertz = plan_.part().clock.hertz();
    double partial = 0;
    for (const DomainTime& domain : channel) partial = std::max(partial, domain.heads * domain.head.partial);
    const double total =
        DramContention(bus_, plan_.domains_per_bus()).mean_cycles(channel, level_window(plan_));
    cost.local_s = (total - partial) / hertz;
    cost.reduction_s = partial / hertz + merge_.command_s();
    return cost;
}

}  // namespace pamsim::pim
