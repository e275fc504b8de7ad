#include "pim/dram_contention.h"

#include <algorithm>
#include <cmath>

namespace pamsim::pim {

/// When a domain that asks for its bus could send its first burst.
double DramContention::begin_of(std::size_t index) const {
    const Bus& bus = buses_[index / domains_per_bus_];
    const double ready = std::max(now_, domains_[index].ready);
    if (bus.last < 0) return ready;
    const bool own = bus.last == static_cast<std::int32_t>(index), query = domains_[index].in_query();
    double gap = own ? times_.burst : times_.other_burst;
    if (query && !bus.last_query) gap = own ? times_.read_to_write : times_.other_read_to_write;
    if (!query && bus.last_query) gap = own ? times_.write_to_read : times_.other_write_to_read;
    return std::max(ready, bus.last_burst + gap);
}

/// A domain that asks begins when its bus is free; until then it has no event.
void DramContention::ask(std::size_t index) {
    Domain& d = domains_[index];
    d.phase = Phase::asks;
    d.at = buses_[index / domains_per_bus_].owner < 0 ? begin_of(index) : kNever;
}

/// To the next event; false when all is done.
bool DramContention::step() {
    std::size_t next = 0;
    double at = kNever;
    for (std::size_t i = 0; i < domains_.size(); ++i) {
        const double earlier = std::min(domains_[i].at, domains_[i].due);
        if (earlier >= at) continue;
        at = earlier;
        next = i;
    }
    if (at == kNever) return false;
    now_ = at;
    Domain& d = domains_[next];
    if (d.due == at)
        refresh(d);
    else if (d.phase == Phase::asks)
        begin_bursts(next);
    else if (d.phase == Phase::bursts)
        end_bursts(next);
    else if (d.phase == Phase::rests)
        work_on_rows(d);
    else
        end_rows(next);
    if (!times_.shared_columns) return true;
    if (d.phase != Phase::bursts) set_row_paces();
    set_burst_paces();
    return true;
}

/// Domains that ask for a bus: they may begin now that it is free, or have to wait.
void DramContention::tell_others(std::size_t bus) {
    for (std::size_t i = bus * domains_per_bus_; i < (bus + 1) * domains_per_bus_; ++i)
        if (domains_[i].phase == Phase::asks) ask(i);
}

void DramContention::begin_bursts(std::size_t index) {
    Bus& bus = buses_[index / domains_per_bus_];
    Domain& d = domains_[index];
    bus.owner = bus.last = static_cast<std::int32_t>(index);
    bus.last_query = d.in_query();
    d.phase = Phase::bursts;
    d.pace = 1;
    d.at = now_ + d.run_length();
    tell_others(index / domains_per_bus_);
    if (!times_.shared_columns) return;
    for (const Bus& other : buses_) {
        if (other.owner < 0 || &other == &bus) continue;
        const auto owner = static_cast<std::size_t>(other.owner);
        if (same_slots(d, domains_[owner])) domains_[std::max(index, owner)].at += 1;
    }
}

void DramContention::end_bursts(std::size_t index) {
    Bus& bus = buses_[index / domains_per_bus_];
    Domain& d = domains_[index];
    bus.owner = -1;
    bus.last_burst = now_;
    if (d.in_query())
        begin_rows(d, false);
    else
        end_head(index);
    tell_others(index / domains_per_bus_);
}

void DramContention::end_head(std::size_t index) {
    Domain& d = domains_[index];
    d.run = 0;
    if (d.turned == 0) d.first = now_;
    d.done = now_;
    d.turned += 1;
    if (d.turned < d.heads) return next_run(index);
    end_all(d);
}

void DramContention::end_all(Domain& d) {
    d.phase = Phase::done;
    d.at = d.due = kNever;
}

/// q that streams in beside the columns needs no run of its own.
void DramContention::next_run(std::size_t index) {
    Domain& d = domains_[index];
    if (d.in_query() && d.run_length() == 0) return begin_rows(d, false);
    ask(index);
}

void DramContention::begin_rows(Domain& d, bool in_v) const {
    d.in_v = in_v;
    d.left = d.rows().time;
    d.phase = Phase::rests;
    d.at = std::max(now_, d.rows_from);
    if (d.at == now_) work_on_rows(d);
}

void DramContention::work_on_rows(Domain& d) const {
    d.phase = Phase::rows;
    d.pace = 1;
    d.at = now_ + d.left;
}

void DramContention::end_rows(std::size_t index) {
    Domain& d = domains_[index];
    d.rows_from = std::max(d.rows_from, now_ + d.head.precharge);
    if (d.last_pass() && !d.in_v) return begin_rows(d, true);
    if (d.in_v) d.ready = now_ + d.head.units;
    d.run += 1;
    next_run(index);
}

/// Comes between two rows, or beside bursts and puts off the next row.
void DramContention::refresh(Domain& d) const {
    d.due += times_.refresh_interval;
    if (d.phase != Phase::rows && d.phase != Phase::rests) {
        d.rows_from = std::max(now_, d.rows_from) + times_.refresh;
        return;
    }
    const bool works = d.phase == Phase::rows;
    const double left = works ? (d.at - now_) * d.pace : d.left;
    if (left > d.rows().tail || (d.last_pass() && !d.in_v)) {
        d.phase = Phase::rests;
        d.left = left;
        d.at = (works ? now_ : d.at) + times_.refresh;
    } else {
        d.rows_from = now_ + left + d.head.precharge + times_.refresh;
    }
}

/// When the first refresh of a domain falls due: ranks of a bus take turns.
double DramContention::first_due(std::size_t domain, double start) const {
    if (times_.refresh_interval == 0) return kNever;
    const auto turn = static_cast<double>(domain % domains_per_bus_ + 1);
    double due = times_.refresh_interval * turn / domains_per_bus_ - start;
    while (due < 0) due += times_.refresh_interval;
    return due;
}

/// The heads that are followed, of every domain: those of `window` cycles, and three. Where three take longer
/// than that, refreshes come so often that their mean share does.
void DramContention::follow(const std::vector<DomainTime>& domains, double start, double window) {
    constexpr double kHeads = 3;
    double shortest = kNever;
    for (const DomainTime& d : domains)
        if (d.heads > 0) shortest = std::min(shortest, d.head.total());
    refreshed_ = times_.refresh_interval > 0 && kHeads * shortest < window;
    now_ = 0;
    domains_.clear();
    domains_.reserve(domains.size());
    for (const DomainTime& d : domains) {
        const double most = d.heads > 0 ? std::max(kHeads, std::ceil(window / d.head.total())) : 0;
        domains_.push_back({d.head, std::min(d.heads, most)});
    }
    buses_.assign((domains.size() + domains_per_bus_ - 1) / domains_per_bus_, {});
    for (std::size_t i = 0; i < domains.size(); ++i) {
        Domain& d = domains_[i];
        // Domains enter PIM one after the other.
        if (times_.shared_columns) d.ready = static_cast<double>(i);
        if (refreshed_) d.due = first_due(i, start);
        if (d.heads > 0)
            next_run(i);
        else
            end_all(d);
    }
    if (times_.shared_columns) set_row_paces();
    while (step()) {
    }
}

double DramContention::cycles(const std::vector<DomainTime>& domains, double start) {
    follow(domains, start, kNever);
    double end = 0;
    for (const Domain& d : domains_) end = std::max(end, d.done);
    return end > 0 ? end + times_.read_latency : 0;
}

double DramContention::mean_cycles(const std::vector<DomainTime>& domains, double window) {
    follow(domains, 0, window);
    double end = 0;
    for (std::size_t i = 0; i < domains_.size(); ++i)
        if (domains[i].heads > 0) end = std::max(end, settled(i, domains[i].heads));
    return end > 0 ? end + times_.read_latency : 0;
}

/// When all heads are done, from those that were followed: the others take as long as these after the first.
/// Refreshes that were met are taken out, and their mean share put in.
double DramContention::settled(std::size_t domain, double heads) const {
    const Domain& d = domains_[domain];
    const double due = first_due(domain, 0), each = each_refresh(d.head);
    const auto own = [&](double cycle) {
        return cycle - (refreshed_ ? refreshes_until(cycle, due) * each : 0);
    };
    double done = own(d.done);
    if (heads > d.turned) done += (heads - d.turned) * (done - own(d.first)) / (d.turned - 1);
    return times_.refresh_interval > 0 ? done / (1 - each / times_.refresh_interval) : done;
}

double DramContention::refreshes_until(double cycle, double first_due) const {
    return cycle <= first_due ? 0 : std::floor((cycle - first_due) / times_.refresh_interval) + 1;
}

/// A refresh holds up rows in full; of one that falls due while the bus is busy only what is left then.
double DramContention::each_refresh(const HeadTime& head) const {
    const double over = std::max(0.0, times_.refresh - head.bus());
    const double on_bus = (times_.refresh * times_.refresh - over * over) / 2;
    return (head.rows() * times_.refresh + on_bus) / head.total();
}

}  // namespace pamsim::pim
