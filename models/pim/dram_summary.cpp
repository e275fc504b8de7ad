#include "pim/dram_summary.h"

#include <algorithm>
#include <cmath>

#include "pim/slot_runs.h"

namespace pamsim::pim {
namespace {

using Openings = DomainSummary::Openings;

/// `rows` more that have `slots` each.
void open(Openings& openings, const PassPlan& plan, double rows, double slots) {
    openings.rows += rows;
    if (slots > plan.brief_tokens) return;
    openings.brief += rows;
    openings.brief_slots += rows * slots;
}

Openings openings_of(const PassPlan& plan, const std::vector<std::uint32_t>& slots) {
    Openings openings;
    each_run(slots, 0, slots.size(), plan.open_tokens(), [&](std::size_t from, std::size_t to) {
        open(openings, plan, 1, static_cast<double>(to - from));
    });
    return openings;
}

double batches_of(const PassPlan& plan, const std::vector<std::uint32_t>& slots) {
    double count = 0;
    each_run(slots, 0, slots.size(), plan.batch_tokens, [&](std::size_t, std::size_t) { count += 1; });
    return count;
}

/// Whole rows or batches of `tokens` in so many consecutive slots.
double whole(double slots, std::uint32_t tokens) {
    return static_cast<double>(static_cast<std::int64_t>(slots / tokens));
}

Openings openings_of(const PassPlan& plan, double slots) {
    Openings openings;
    const double full = whole(slots, plan.open_tokens()), rest = slots - full * plan.open_tokens();
    open(openings, plan, full, plan.open_tokens());
    if (rest > 0) open(openings, plan, 1, rest);
    return openings;
}

double batches_of(const PassPlan& plan, double slots) {
    const double full = whole(slots, plan.batch_tokens);
    return full * plan.batch_tokens < slots ? full + 1 : full;
}

/// Consecutive slots of a domain, of whose tokens any is active by chance.
class ActiveSlots {
public:
    /// All groups have the slots of all rows but the last; there `tokens` tell how many do.
    ActiveSlots(double tokens, double units, double slots, double row, const Selection& selection)
        : selection_(selection), units_(units), slots_(slots) {
        full_ = (std::ceil(slots / row) - 1) * row;
        beside_ = std::max(1.0, (tokens - full_ * units) / (slots - full_));
    }

    /// Any of so many tokens is active; of a broken number, between those of the whole numbers to either
    /// side.
    double touched(double tokens) const {
        const auto fewer = static_cast<std::uint32_t>(tokens);
        const double share = tokens - fewer;
        return (1 - share) * selection_.touched(fewer) + share * selection_.touched(fewer + 1);
    }

    /// Calls body(how many, slots of each, tokens of each) for rows or batches of `most` slots.
    template <class Body>
    void each(std::uint32_t most, Body body) const {
        const double whole_ones = whole(full_, most);
        if (whole_ones > 0) body(whole_ones, static_cast<double>(most), most * units_);
        for (double from = whole_ones * most; from < slots_; from += most) {
            const double of = std::min<double>(most, slots_ - from);
            const double in_full = std::max(0.0, std::min(of, full_ - from));
            body(1.0, of, in_full * units_ + (of - in_full) * beside_);
        }
    }

    double slots(std::uint32_t row) const {
        double sum = 0;
        each(row, [&](double rows, double of, double tokens) { sum += rows * of * touched(tokens / of); });
        return sum;
    }

    double batches(const PassPlan& plan) const {
        double sum = 0;
        each(plan.batch_tokens, [&](double n, double, double tokens) { sum += n * touched(tokens); });
        return sum;
    }

    /// Rows have a binomial number of active slots: taken at one deviation to either side of the mean.
    Openings openings(const PassPlan& plan) const {
        Openings openings;
        each(plan.open_tokens(), [&](double rows, double of, double tokens) {
            const double any = touched(tokens), mean = of * touched(tokens / of) / any;
            const double spread = std::sqrt(std::max(0.0, mean * (1 - mean / of)));
            const double low = std::max(1.0, mean - spread);
            open(openings, plan, rows * any / 2, low);
            open(openings, plan, rows * any / 2, 2 * mean - low);
        });
        return openings;
    }

private:
    const Selection& selection_;
    double units_, slots_, full_ = 0, beside_ = 0;
};

}  // namespace

std::uint64_t DomainTokens::tokens() const {
    std::uint64_t sum = 0;
    for (const auto& group : slots) sum += group.size();
    return sum;
}

std::uint32_t DomainTokens::units() const {
    std::uint32_t sum = 0;
    for (const auto& group : slots) sum += group.empty() ? 0 : 1;
    return sum;
}

std::vector<std::uint32_t> DomainTokens::lockstep() const {
    std::vector<std::uint32_t> all;
    for (const auto& group : slots) all.insert(all.end(), group.begin(), group.end());
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

DomainSummary DomainSummary::of(const DramPlan& plan, const DomainTokens& tokens) {
    const std::vector<std::uint32_t> slots = tokens.lockstep();
    return {static_cast<double>(tokens.tokens()), static_cast<double>(tokens.units()),
            static_cast<double>(slots.size()),    openings_of(plan.k(), slots),
            openings_of(plan.v(), slots),         batches_of(plan.k(), slots),
            batches_of(plan.v(), slots)};
}

DomainSummary DomainSummary::dense(const DramPlan& plan, double tokens, double units, double slots) {
    return {tokens,
            units,
            slots,
            openings_of(plan.k(), slots),
            openings_of(plan.v(), slots),
            batches_of(plan.k(), slots),
            batches_of(plan.v(), slots)};
}

DomainSummary DomainSummary::random(const DramPlan& plan, double tokens, double units, double slots,
                                    const Selection& selection) {
    if (selection.dense() || slots == 0) return dense(plan, tokens, units, slots);
    const ActiveSlots active(tokens, units, slots, plan.block_tokens(), selection);
    return {tokens * selection.keep_ratio,     units * active.touched(tokens / units),
            active.slots(plan.block_tokens()), active.openings(plan.k()),
            active.openings(plan.v()),         active.batches(plan.k()),
            active.batches(plan.v())};
}

DomainTraffic traffic_of(const DramPlan& plan, const DomainSummary& s) {
    const double kv_heads = plan.shape().kv_heads;
    const double token_bytes = static_cast<double>(plan.shape().token_bytes());
    const double k_passes = static_cast<double>(plan.k().passes.size());
    const double v_passes = static_cast<double>(plan.v().passes.size());
    DomainTraffic t;
    t.useful_bytes = s.tokens * token_bytes;
    t.read_bytes = s.slots * plan.groups() * token_bytes;
    t.cell_read_bytes = t.read_bytes * (k_passes + v_passes) / 2;
    t.activations =
        kv_heads * plan.groups() * plan.pim().head_dim_split *
        ((s.k.rows + s.k_batches) * k_passes + (s.v.rows + s.v_batches) * v_passes * plan.chunks());
    return t;
}

}  // namespace pamsim::pim
