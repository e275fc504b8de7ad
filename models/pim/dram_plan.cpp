#include "pim/dram_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/units.h"
#include "numerics/processing_unit.h"
#include "pim/reduction.h"
#include "pim/row_time.h"
#include "pim/unit_shape.h"

namespace pamsim::pim {
namespace {

std::uint32_t ceil_div(std::int64_t a, std::int64_t b) {
    return static_cast<std::uint32_t>(base::ceil_div(a, b));
}

/// Whole cycles that hold `seconds`; a hair more than a whole number of them is that number.
std::uint32_t cycles_of(double seconds, const base::Clock& clock) {
    return static_cast<std::uint32_t>(std::ceil(seconds * clock.hertz() - 1e-6));
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

/// The most tokens, at most `held`, that are whole rows or divide one.
std::uint32_t whole_batch(std::uint32_t held, std::uint32_t row_tokens) {
    if (held >= row_tokens) return held / row_tokens * row_tokens;
    while (row_tokens % held != 0) --held;
    return held;
}

}  // namespace

DramPlan::DramPlan(const memory::DramPart& part, const DramPim& pim, const AttentionShape& shape)
    : part_(part), pim_(pim), shape_(shape) {
    split_head();
    const memory::DramGeometry& g = part_.geometry;
    const std::uint32_t units = g.bank_groups * g.chips * (g.banks / pim_.head_dim_split);
    const bool by_rank = pim_.lockstep == Lockstep::rank;
    domains_per_bus_ = by_rank ? g.ranks : 1;
    groups_ = by_rank ? units : units * g.ranks;
    pu_ = pu_shape_in(part_.name, pim_.pu, slice_, pim_.q_delivery);
    k_ = plan_k();
    v_ = plan_v();
    check_rows(k_);
    check_rows(v_);
    unit_cycles_ = overhead_cycles();
    partial_interval_ = merge_interval();
}

/// Refresh waits until the units are through with a row.
void DramPlan::check_rows(const PassPlan& plan) const {
    const auto longest = part_.longest_row();
    for (const Pass& pass : plan.passes) {
        const std::int64_t open = std::int64_t{pass.interval} * plan.open_tokens() * plan.chunk_columns;
        if (!longest || open <= longest->value()) continue;
        throw std::invalid_argument(
            fmt::format("{}: its PUs (lanes, clock_khz) take a row for {} query heads in {} cycles, and "
                        "refresh can wait {}, "
                        "eight times t_refi_cycles",
                        part_.name, pass.heads.count, open, longest->value()));
    }
}

void DramPlan::split_head() {
    const memory::DramGeometry& g = part_.geometry;
    slice_ = shape_.head_dim / pim_.head_dim_split;
    column_values_ = values_per_column(part_, pim_.pu, shape_);
    slice_columns_ = slice_ / column_values_;
    if (g.banks % pim_.head_dim_split != 0 ||
        slice_columns_ * column_values_ * pim_.head_dim_split != shape_.head_dim)
        throw std::invalid_argument(
            fmt::format("{}: a head dimension of {} does not split over head_dim_split = {} of {} banks into "
                        "whole columns of {} values",
                        part_.name, shape_.head_dim, pim_.head_dim_split, g.banks, column_values_));
    block_tokens_ = g.columns / slice_columns_;
    if (block_tokens_ == 0)
        throw std::invalid_argument(fmt::format("{}: a row of {} columns does not hold one token of {}",
                                                part_.name, g.columns, slice_columns_));
}

memory::PimTimings DramPlan::timings() const {
    memory::PimTimings t{};
    t.per_rank = pim_.lockstep == Lockstep::rank;
    const bool capped = pim_.power_cap == PowerCap::column_rate;
    t.mac_interval = capped ? pim_.mac_interval_cycles : pim_.mac_interval_nocap_cycles;
    t.mac_interval_nocap = pim_.mac_interval_nocap_cycles;
    const std::uint32_t banks = part_.geometry.bank_groups * part_.geometry.banks;
    t.activates = pim_.activate == PimActivate::faw ? ceil_div(banks, 4) : 1;
    t.mode_change = pim_.mode_change_cycles;
    t.yield_at_rows = pim_.yield_at_rows;
    return t;
}

/// Beats of the PU in `columns` column accesses.
std::uint32_t DramPlan::beats_of(std::uint32_t columns) const {
    return ceil_div(columns * column_values_, pim_.pu.lanes);
}

std::uint32_t DramPlan::unit_interval(std::uint32_t heads) const {
    std::uint32_t cycles = cycles_of(heads * beats_of(1) * pim_.pu.clock.period_s(), part_.clock);
    if (pim_.power_cap == PowerCap::flops) {
        const double flops = 2.0 * part_.geometry.chip_banks() * column_values_ * heads;
        cycles = std::max(cycles, cycles_of(flops / pim_.cap_flops, part_.clock));
    }
    return cycles;
}

std::uint32_t DramPlan::interval(std::uint32_t heads, bool stream) const {
    const auto memory = static_cast<std::uint32_t>(timings().mac_interval);
    const std::uint32_t cycles = std::max(memory, unit_interval(heads));
    if (!stream) return cycles;
    const auto burst = static_cast<std::uint32_t>(base::max(part_.timing.ccd_s, part_.timing.bl).value());
    return std::max(cycles, stream_bursts(heads) * burst);
}

std::uint32_t DramPlan::stream_bursts(std::uint32_t heads) const {
    // The banks of a split take different values: a column of each, for every head.
    return heads * pim_.head_dim_split;
}

PassPlan DramPlan::even_passes(std::uint32_t heads_fit, std::uint32_t bytes_per_head, std::uint32_t chunk,
                               bool stream) const {
    PassPlan plan{};
    const std::uint32_t passes = ceil_div(shape_.group, heads_fit);
    for (std::uint32_t pass = 0; pass < passes; ++pass) {
        const HeadRange heads = heads_of_pass(shape_.group, pass, passes);
        plan.passes.push_back({heads, unit_interval(heads.count), interval(heads.count, stream)});
    }
    plan.chunk_columns = chunk;
    plan.buffer_bytes = plan.heads_per_pass() * bytes_per_head;
    plan.row_tokens = block_tokens_ * (slice_columns_ / chunk);
    const std::uint32_t held = pim_.ru.scratch_bytes / (plan.heads_per_pass() * pim_.pu.accumulator_bytes);
    if (held == 0)
        throw std::invalid_argument(
            fmt::format("{}: the RU's scratch of {} bytes does not hold the scores of a token for {} heads",
                        part_.name, pim_.ru.scratch_bytes, plan.heads_per_pass()));
    plan.batch_tokens = whole_batch(held, plan.row_tokens);
    plan.brief_tokens =
        RowTime(part_, timings()).brief_columns(plan.passes.front().interval) / plan.chunk_columns;
    return plan;
}

/// K pass: the buffer holds the q slices of the pass's heads, or nothing when q is streamed beside the
/// columns.
PassPlan DramPlan::plan_k() const {
    const std::uint32_t fit = std::min(pu_.score_heads(beats_of(slice_columns_)), shape_.group);
    const std::uint32_t bytes = pu_.q_resident ? slice_ * shape_.value_bytes : 0;
    return even_passes(fit, bytes, slice_columns_, !pu_.q_resident);
}

/// V pass: the buffer holds O accumulators of a chunk of columns. A smaller chunk takes more heads in a pass,
/// but has the scores delivered once more; the plan with the least time per token is taken.
PassPlan DramPlan::plan_v() const {
    PassPlan best{};
    double best_cycles = 0;
    for (std::uint32_t chunk = slice_columns_; chunk >= 1; --chunk) {
        if (slice_columns_ % chunk != 0) continue;
        const std::uint32_t fit = std::min(pu_.value_heads(beats_of(chunk)), shape_.group);
        if (fit == 0) continue;
        const std::uint32_t bytes = chunk * column_values_ * pim_.pu.accumulator_bytes;
        const PassPlan plan = even_passes(fit, bytes, chunk, false);
        const double cycles = cycles_per_token(plan);
        if (best.passes.empty() || cycles < best_cycles) {
            best = plan;
            best_cycles = cycles;
        }
    }
    if (best.passes.empty())
        throw std::invalid_argument(
            fmt::format("{}: the PU buffer of {} bytes does not hold one column of O accumulators",
                        part_.name, pim_.pu.buffer_bytes));
    return best;
}

double DramPlan::cycles_per_token(const PassPlan& plan) const {
    const RowTime rows(part_, timings());
    const std::uint32_t open = plan.open_tokens();
    double sum = 0;
    for (const Pass& pass : plan.passes) {
        const double row = static_cast<double>(rows.row(open * plan.chunk_columns, pass.interval)) / open;
        const double read =
            static_cast<double>(rows.score_read(score_columns(plan.batch_tokens, pass.heads.count)));
        sum += row + read / plan.batch_tokens;
    }
    return sum * (slice_columns_ / plan.chunk_columns);
}

std::uint32_t DramPlan::query_bursts(std::uint32_t heads) const {
    return ceil_div(heads * shape_.vector_bytes(), part_.geometry.column_bytes);
}

std::uint32_t DramPlan::partial_bursts(std::uint32_t units) const {
    const std::int64_t bytes =
        std::int64_t{units} * shape_.group * (shape_.head_dim + 2) * pim_.pu.accumulator_bytes;
    return ceil_div(bytes, std::int64_t{part_.geometry.column_bytes} * part_.geometry.chips);
}

std::uint32_t DramPlan::score_columns(std::uint32_t tokens, std::uint32_t heads) const {
    return ceil_div(std::int64_t{tokens} * heads * pim_.pu.accumulator_bytes,
                    std::int64_t{pim_.head_dim_split} * part_.geometry.column_bytes);
}

std::uint32_t DramPlan::overhead_cycles() const {
    std::uint64_t cycles = 0;
    const std::uint32_t k_beats = beats_of(slice_columns_), v_beats = beats_of(v_.chunk_columns);
    for (const Pass& pass : k_.passes) {
        const std::uint32_t heads = pass.heads.count;
        cycles += numerics::score_cycles(1, heads, k_beats, true) - std::uint64_t{heads} * k_beats;
    }
    for (const Pass& pass : v_.passes) {
        const std::uint32_t heads = pass.heads.count;
        cycles += chunks() * (numerics::context_cycles(1, heads, v_beats) - std::uint64_t{heads} * v_beats);
    }
    return cycles_of(static_cast<double>(cycles) * pim_.pu.clock.period_s(), part_.clock);
}

std::uint32_t DramPlan::merge_interval() const {
    const double rus_per_bus = static_cast<double>(pim_.device_rus) / part_.geometry.buses();
    const double partial_s = MergeTime(pim_.ru, shape_.head_dim).per_partial_s() / rus_per_bus;
    const double partial_bytes = (shape_.head_dim + 2.0) * pim_.pu.accumulator_bytes;
    const double bursts = partial_bytes / (part_.geometry.column_bytes * part_.geometry.chips);
    return cycles_of(partial_s / bursts, part_.clock);
}

double DramPlan::peak_bytes_per_s() const {
    return static_cast<double>(part_.geometry.chip_banks()) * part_.geometry.column_bytes *
           part_.clock.hertz() / interval(1, false);
}

}  // namespace pamsim::pim
