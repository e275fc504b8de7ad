#include "pim/dram_time.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace pamsim::pim {
namespace {

/// The sum of time(tokens) over rows. It grows linearly with the tokens, and brief rows take as long as those
/// of one token.
template <class Time>
double over_rows(const DomainSummary::Openings& o, double slots, Time time) {
    const double longer = o.rows - o.brief;
    return o.brief * time(1) + (longer > 0 ? longer * time((slots - o.brief_slots) / longer) : 0);
}

/// The sum of time(tokens) over batches of at most `most`, `tokens` together.
template <class Time>
double over_batches(double count, double tokens, double most, Time time) {
    const double last = tokens - (count - 1) * most;
    return last > 0 ? (count - 1) * time(most) + time(last) : count * time(tokens / count);
}

/// Tokens of the last of them; the mean when some lie empty.
double last_of(double count, double tokens, double most) {
    const double last = tokens - (count - 1) * most;
    return last > 0 ? last : tokens / count;
}

}  // namespace

void check_closed_form(const DramPlan& plan) {
    const memory::DramPart& part = plan.part();
    const bool shared = !part.command_bus.per_pseudo_channel && part.geometry.pseudo_channels > 1;
    if (plan.pim().q_delivery == QDelivery::stream && (plan.domains_per_bus() > 1 || shared))
        throw std::invalid_argument(part.name +
                                    ": timing: fast does not follow q_delivery: stream beside the columns of "
                                    "several domains; allowed is resident, or timing: command");
    if (shared && part.command_bus.column.value() > 1)
        throw std::invalid_argument(part.name +
                                    ": timing: fast does not follow column_cycles beyond 1 on a bus that "
                                    "pseudo-channels share; allowed is 1, or timing: command");
}

double level_window(const DramPlan& plan) {
    constexpr double kRefreshes = 8;
    return kRefreshes * static_cast<double>(plan.part().timing.refi.value());
}

DramTime::DramTime(const DramPlan& plan) : plan_(plan), row_(plan.part(), plan.timings()) {
    const memory::DramTimings& t = plan.part().timing;
    const auto value = [](base::Cycles cycles) { return static_cast<double>(cycles.value()); };
    burst_ = value(base::max(t.ccd_s, t.bl));
    rp_ = value(t.rp);
    write_latency_ = value(t.cwl + t.bl);
    after_query_ = plan.part().command_bus.row_and_column ? 0 : value(plan.part().command_bus.column);
}

/// Until the next row may be opened; the first MAC needs q in the buffer, which may take longer than opening
/// the row.
double DramTime::query(std::uint32_t heads) const {
    if (plan_.pim().q_delivery == QDelivery::stream) return 0;
    return (plan_.query_bursts(heads) - 1) * burst_ + std::max(after_query_, write_latency_ - row_.opening());
}

/// The first MAC of a row waits for the q that streams in beside it.
double DramTime::streamed(const Pass& pass) const {
    if (plan_.pim().q_delivery != QDelivery::stream) return 0;
    return std::max(0.0, plan_.stream_bursts(pass.heads.count) * burst_ - row_.opening());
}

/// Of a mean number of tokens: between those of the whole numbers to either side.
double DramTime::score_columns(double tokens, std::uint32_t heads) const {
    const auto below = static_cast<std::uint32_t>(tokens);
    const double few = plan_.score_columns(below, heads), more = plan_.score_columns(below + 1, heads);
    return std::max(1.0, few + (tokens - below) * (more - few));
}

KPassTime DramTime::k_pass(const DomainSummary& s, const Pass& pass) const {
    const PassPlan& k = plan_.k();
    const auto row = [&](double tokens) {
        return row_.row(tokens * plan_.slice_columns(), pass.interval) + streamed(pass);
    };
    const auto scores = [&](double tokens) {
        return row_.score_write(score_columns(tokens, pass.heads.count));
    };
    KPassTime time;
    time.query = query(pass.heads.count);
    time.rows.time =
        over_rows(s.k, s.slots, row) + over_batches(s.k_batches, s.slots, k.batch_tokens, scores) - rp_;
    time.rows.tail = scores(last_of(s.k_batches, s.slots, k.batch_tokens)) - rp_;
    time.rows.macs = s.slots * plan_.slice_columns() / time.rows.time;
    time.rows.interval = pass.interval;
    time.rows.openings = (s.k.rows + s.k_batches) / time.rows.time;
    return time;
}

RowsTime DramTime::v_passes(const DomainSummary& s) const {
    const PassPlan& v = plan_.v();
    const auto passes = static_cast<double>(v.passes.size());
    RowsTime time;
    for (const Pass& pass : v.passes) {
        const auto row = [&](double tokens) { return row_.row(tokens * v.chunk_columns, pass.interval); };
        const auto scores = [&](double tokens) {
            return row_.score_read(score_columns(tokens, pass.heads.count));
        };
        time.time += plan_.chunks() * (over_rows(s.v, s.slots, row) +
                                       over_batches(s.v_batches, s.slots, v.batch_tokens, scores));
        time.tail = row(last_of(s.v.rows, s.slots, v.open_tokens())) - rp_;
        time.interval += pass.interval / passes;
        time.uneven |= pass.interval != v.passes.front().interval;
    }
    time.time -= rp_;
    time.macs = passes * s.slots * plan_.slice_columns() / time.time;
    time.openings = passes * plan_.chunks() * (s.v.rows + s.v_batches) / time.time;
    return time;
}

HeadTime DramTime::head(const DomainSummary& s) const {
    HeadTime time;
    if (s.slots == 0) return time;
    const std::vector<Pass>& k = plan_.k().passes;
    const auto is_larger = [&](const Pass& pass) { return pass.heads.count == k.front().heads.count; };
    time.passes = static_cast<double>(k.size());
    time.larger = static_cast<double>(std::count_if(k.begin(), k.end(), is_larger));
    time.k[0] = k_pass(s, k.front());
    time.k[1] = k_pass(s, k.back());
    time.v = v_passes(s);
    time.precharge = rp_;
    time.units = plan_.unit_cycles();
    const double bursts = plan_.partial_bursts(static_cast<std::uint32_t>(s.units + 0.5));
    time.partial = (bursts - 1) * std::max<double>(burst_, plan_.partial_interval());
    return time;
}

BusTimes DramTime::bus_times() const {
    const memory::DramTimings& t = plan_.part().timing;
    const auto value = [](base::Cycles cycles) { return static_cast<double>(cycles.value()); };
    const bool refreshed = plan_.part().refresh.mode != memory::RefreshMode::none;
    return {burst_,
            value(t.rtw),
            write_latency_ + value(t.wtr_s),
            value(t.ccd_r),
            std::max(1.0, value(t.ccd_r) + value(t.cl) - value(t.cwl)),
            std::max(1.0, value(t.ccd_r) - value(t.cl) + value(t.cwl)),
            value(t.cl + t.bl),
            !plan_.part().command_bus.per_pseudo_channel,
            refreshed ? value(plan_.part().refresh_all_interval()) : 0,
            value(plan_.part().refresh_all_cycles())};
}

}  // namespace pamsim::pim
