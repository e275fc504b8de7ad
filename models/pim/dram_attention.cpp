#include "pim/dram_attention.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "numerics/processing_unit.h"

namespace pamsim::pim {
namespace {

double ceil_div(std::uint32_t a, std::uint32_t b) {
    return static_cast<double>((a + b - 1) / b);
}
std::int64_t whole(double x) {
    return static_cast<std::int64_t>(std::floor(x + 0.5));
}

std::uint32_t values_per_column(const memory::DramPart& part, const PuPart& pu, const AttentionShape& shape) {
    if (pu.input_bytes != shape.value_bytes)
        throw std::invalid_argument(fmt::format("{}: its PUs take values of {} bytes, the model's have {}",
                                                part.name, pu.input_bytes, shape.value_bytes));
    if (part.geometry.column_bytes >= shape.value_bytes)
        return part.geometry.column_bytes / shape.value_bytes;
    throw std::invalid_argument(fmt::format("{}: a column of {} byte(s) does not hold one value of {} bytes",
                                            part.name, part.geometry.column_bytes, shape.value_bytes));
}

}  // namespace

DramAttention::DramAttention(const memory::DramPart& part, const DramPim& pim, std::uint32_t devices,
                             const AttentionShape& shape)
    : part_(part),
      pim_(pim),
      shape_(shape),
      devices_(devices),
      slice_(shape.head_dim / pim.head_dim_split),
      column_values_(values_per_column(part, pim.pu, shape)),
      slice_columns_(slice_ / column_values_),
      merge_(pim.ru, shape.head_dim) {
    const auto& g = part_.geometry;
    if (g.banks % pim_.head_dim_split != 0 ||
        slice_columns_ * column_values_ * pim_.head_dim_split != shape_.head_dim)
        throw std::invalid_argument(
            fmt::format("{}: a head dimension of {} does not split over head_dim_split = {} of {} banks into "
                        "whole columns of {} "
                        "values",
                        part_.name, shape_.head_dim, pim_.head_dim_split, g.banks, column_values_));
    block_tokens_ = static_cast<std::uint32_t>(g.row_bytes() / (std::int64_t{slice_} * shape_.value_bytes));
    const std::uint32_t group_units = g.bank_groups * g.chips * (g.banks / pim_.head_dim_split);
    const bool by_rank = pim_.lockstep == Lockstep::rank;
    domains_per_bus_ = by_rank ? g.ranks : 1;
    groups_ = by_rank ? group_units : group_units * g.ranks;
    domains_ = devices_ * g.buses() * domains_per_bus_;
    bus_bytes_per_s_ = part_.peak_bytes_per_s() / g.buses();
    pu_ = pu_shape_in(part_.name, pim_.pu, slice_, pim_.q_delivery);
    k_ = plan_k();
    v_ = plan_v();
}

/// Beats of the PU in `columns` column accesses.
std::uint32_t DramAttention::beats_of(std::uint32_t columns) const {
    return (columns * column_values_ + pim_.pu.lanes - 1) / pim_.pu.lanes;
}

/// Column spacing while `heads` query heads use each column: the memory's rate under the power cap, the PU's
/// own rate (one beat of `lanes` values per head), and the bus when q is streamed beside the columns.
double DramAttention::interval_s(std::uint32_t heads, bool stream) const {
    const bool capped = pim_.power_cap == PowerCap::column_rate;
    const auto cycles = capped ? pim_.mac_interval_cycles : pim_.mac_interval_nocap_cycles;
    double interval = part_.clock.seconds_of(base::Cycles{cycles});
    const double beats = ceil_div(column_values_, pim_.pu.lanes);
    interval = std::max(interval, heads * beats * pim_.pu.clock.period_s());
    if (pim_.power_cap == PowerCap::flops) {
        const double flops = 2.0 * part_.geometry.chip_banks() * column_values_ * heads;
        interval = std::max(interval, flops / pim_.cap_flops);
    }
    if (stream) {
        const double q_bytes =
            static_cast<double>(pim_.head_dim_split * column_values_ * shape_.value_bytes) * heads;
        interval = std::max(interval, q_bytes * domains_per_bus_ / bus_bytes_per_s_);
    }
    return interval;
}

PassPlan DramAttention::even_passes(std::uint32_t heads_fit, std::uint32_t bytes_per_head,
                                    std::uint32_t chunk, bool stream) const {
    PassPlan plan{};
    plan.passes = (shape_.group + heads_fit - 1) / heads_fit;
    plan.chunk_columns = chunk;
    for (std::uint32_t pass = 0; pass < plan.passes; ++pass) {
        const std::uint32_t heads = heads_of_pass(shape_.group, pass, plan.passes).count;
        plan.heads_per_pass = std::max(plan.heads_per_pass, heads);
        plan.intervals_s.push_back(interval_s(heads, stream));
        plan.column_s += plan.intervals_s.back();
    }
    plan.buffer_bytes = plan.heads_per_pass * bytes_per_head;
    return plan;
}

/// K pass: the buffer holds the q slices of the pass's heads, or nothing when q is streamed beside the
/// columns.
PassPlan DramAttention::plan_k() const {
    const std::uint32_t fit = std::min(pu_.score_heads(beats_of(slice_columns_)), shape_.group);
    const std::uint32_t bytes = pu_.q_resident ? slice_ * shape_.value_bytes : 0;
    return even_passes(fit, bytes, slice_columns_, !pu_.q_resident);
}

/// V pass: the buffer holds O accumulators of a chunk of columns. V is laid out chunk by chunk, so a smaller
/// chunk reads no row twice; it only has the scores delivered again. The plan with the least time per token
/// is taken.
PassPlan DramAttention::plan_v() const {
    PassPlan best{};
    double best_s = 0;
    for (std::uint32_t chunk = slice_columns_; chunk >= 1; --chunk) {
        if (slice_columns_ % chunk != 0) continue;
        const std::uint32_t fit = std::min(pu_.value_heads(beats_of(chunk)), shape_.group);
        if (fit == 0) continue;
        const std::uint32_t bytes = chunk * column_values_ * pim_.pu.accumulator_bytes;
        const PassPlan plan = even_passes(fit, bytes, chunk, false);
        const double token_s = row_s(block_tokens_ * slice_columns_, plan) / block_tokens_ +
                               score_slots() * (slice_columns_ / chunk) * interval_s(0, false);
        if (best.passes == 0 || token_s < best_s) {
            best = plan;
            best_s = token_s;
        }
    }
    if (best.passes == 0)
        throw std::invalid_argument(
            fmt::format("{}: the PU buffer of {} bytes does not hold one column of O accumulators",
                        part_.name, pim_.pu.buffer_bytes));
    return best;
}

/// ACT of all banks of a domain to its first column: tRCD, and under `faw` four banks of a chip per tFAW.
double DramAttention::activate_s() const {
    double s = part_.clock.seconds_of(part_.timing.rcd);
    if (pim_.activate == PimActivate::faw) {
        const std::uint32_t banks = part_.geometry.bank_groups * part_.geometry.banks;
        s += (ceil_div(banks, 4) - 1) * part_.clock.seconds_of(part_.timing.faw);
    }
    return s;
}

/// One row with `columns` column slots read, ACT to the end of PRE, once per pass.
double DramAttention::row_s(double columns, const PassPlan& plan) const {
    const double ras = part_.clock.seconds_of(part_.timing.ras);
    const double rtp = part_.clock.seconds_of(part_.timing.rtp);
    const double rp = part_.clock.seconds_of(part_.timing.rp);
    double total = 0;
    for (const double interval : plan.intervals_s)
        total += std::max(ras, activate_s() + std::max(columns - 1, 0.0) * interval + rtp) + rp;
    return total;
}

/// Column slots that the scores of one token take, spread over the banks of the split.
double DramAttention::score_slots() const {
    return static_cast<double>(shape_.group * pim_.pu.accumulator_bytes) /
           (pim_.head_dim_split * part_.geometry.column_bytes);
}

/// Scores of one token slot: written after the K pass, read once per V chunk. The PU makes a p per cycle and
/// needs one per head, token and chunk, never more often than it multiplies: exponentials are behind the
/// columns of V.
double DramAttention::score_s_per_slot() const {
    const double row_overhead =
        activate_s() + part_.clock.seconds_of(part_.timing.rtp) + part_.clock.seconds_of(part_.timing.rp);
    const double column = interval_s(0, false) + row_overhead / part_.geometry.columns;
    return (1.0 + chunks()) * score_slots() * column;
}

/// Cycles of the PU's commands over one sequence and kv-head that do not depend on its tokens: filling the
/// pipelines, maxima, and handing over O (rtl/README.md). Loading q is the bus's time.
double DramAttention::unit_overhead_s() const {
    std::uint64_t cycles = 0;
    const std::uint32_t k_beats = beats_of(slice_columns_), v_beats = beats_of(v_.chunk_columns);
    for (std::uint32_t pass = 0; pass < k_.passes; ++pass) {
        const std::uint32_t heads = heads_of_pass(shape_.group, pass, k_.passes).count;
        cycles += numerics::score_cycles(1, heads, k_beats, true) - std::uint64_t{heads} * k_beats;
    }
    for (std::uint32_t pass = 0; pass < v_.passes; ++pass) {
        const std::uint32_t heads = heads_of_pass(shape_.group, pass, v_.passes).count;
        cycles += chunks() * (numerics::context_cycles(1, heads, v_beats) - std::uint64_t{heads} * v_beats);
    }
    return static_cast<double>(cycles) * pim_.pu.clock.period_s();
}

double DramAttention::merge_s(std::int64_t partials) const {
    return merge_.all_s(partials, static_cast<double>(devices_) * pim_.device_rus);
}

double DramAttention::peak_bytes_per_s() const {
    return static_cast<double>(devices_) * part_.geometry.chip_banks() * part_.geometry.column_bytes /
           interval_s(1, false);
}

DramAttention::LayerTerms DramAttention::layer_terms(const Selection& selection, Softmax softmax) const {
    LayerTerms terms{};
    const double row_touched = selection.touched(block_tokens_ * groups_);
    terms.slot_touched = selection.touched(groups_);
    const double columns = block_tokens_ * slice_columns_ * terms.slot_touched / row_touched;
    const double rows_s = row_touched * (row_s(columns, k_) + row_s(columns, v_));
    const double scores_s = block_tokens_ * terms.slot_touched * score_s_per_slot();
    const double heads = static_cast<double>(shape_.kv_heads) * shape_.group;
    terms.depth_s = shape_.kv_heads * (rows_s + scores_s) / part_.refresh_share();
    terms.sequence_s = shape_.kv_heads * unit_overhead_s();
    terms.activations_per_depth =
        shape_.kv_heads * row_touched * (k_.passes + v_.passes) * groups_ * pim_.head_dim_split;
    if (pim_.q_delivery == QDelivery::resident)
        terms.q_bytes_per_sequence = heads * static_cast<double>(shape_.vector_bytes());
    const double o_values = softmax == Softmax::distributed ? shape_.head_dim + 2 : shape_.head_dim;
    terms.bytes_per_partial = heads * o_values * pim_.pu.accumulator_bytes;
    const double rus_per_bus = static_cast<double>(pim_.device_rus) / part_.geometry.buses();
    terms.ru_s_per_partial = heads * merge_.per_partial_s() / rus_per_bus;
    if (softmax == Softmax::gathered) {
        // The scores of every active token go out and come back; the units behind the bus make the
        // exponentials.
        terms.score_bytes_per_token = 2.0 * heads * shape_.value_bytes * std::min(selection.keep_ratio, 1.0);
        terms.exp_s_per_token = heads * std::min(selection.keep_ratio, 1.0) /
                                (pim_.ru.exp_units * rus_per_bus) * pim_.ru.clock.period_s();
    }
    return terms;
}

/// The domains [first, last) share one data bus: the slowest computes, all move q and partials over it.
DramAttention::BusShare DramAttention::bus_share(const std::vector<kv::DomainLoad>& loads, std::size_t first,
                                                 std::size_t last, const LayerTerms& terms) const {
    BusShare share{};
    double compute_s = 0, q_bytes = 0;
    for (std::size_t d = first; d < last; ++d) {
        const kv::DomainLoad& load = loads[d];
        compute_s = std::max(compute_s, load.depth * terms.depth_s + load.sequences * terms.sequence_s);
        q_bytes += load.sequences * terms.q_bytes_per_sequence;
        share.partials += std::min<double>(load.blocks, static_cast<double>(load.sequences) * groups_);
        share.tokens += static_cast<double>(load.tokens);
        share.depth += load.depth;
    }
    if (share.partials == 0) return share;
    const double out_bytes =
        share.partials * terms.bytes_per_partial + share.tokens * terms.score_bytes_per_token;
    const double ru_s = share.partials * terms.ru_s_per_partial + share.tokens * terms.exp_s_per_token;
    share.local_s = compute_s + q_bytes / bus_bytes_per_s_;
    share.reduction_s = std::max(out_bytes / bus_bytes_per_s_, ru_s) + merge_.command_s();
    return share;
}

AttentionCost DramAttention::cost(const std::vector<kv::DomainLoad>& loads, const Selection& selection,
                                  Softmax softmax) const {
    const LayerTerms terms = layer_terms(selection, softmax);
    AttentionCost cost;
    double tokens = 0, partials = 0, depth = 0;
    for (std::size_t first = 0; first < loads.size(); first += domains_per_bus_) {
        const std::size_t last = std::min(first + domains_per_bus_, loads.size());
        const BusShare share = bus_share(loads, first, last, terms);
        tokens += share.tokens;
        partials += share.partials;
        depth += share.depth;
        if (share.local_s + share.reduction_s <= cost.local_s + cost.reduction_s) continue;
        cost.local_s = share.local_s;
        cost.reduction_s = share.reduction_s;
    }
    const double dense_bytes = tokens * static_cast<double>(shape_.token_bytes());
    cost.useful_bytes = whole(dense_bytes * std::min(selection.keep_ratio, 1.0));
    cost.read_bytes = whole(dense_bytes * terms.slot_touched);
    cost.cell_read_bytes = whole(dense_bytes * terms.slot_touched * (k_.passes + v_.passes) / 2.0);
    cost.row_activations = whole(depth * terms.activations_per_depth);
    cost.partial_bytes = whole(partials * terms.bytes_per_partial);
    cost.score_bytes = whole(tokens * terms.score_bytes_per_token);
    return cost;
}

}  // namespace pamsim::pim
