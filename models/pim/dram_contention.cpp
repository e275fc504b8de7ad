#include "pim/dram_contention.h"

#include <algorithm>
#include <cmath>

namespace pamsim::pim {
namespace {

constexpr double kHeadsWithRefresh = 16, kHeadsWithout = 3;

}  // namespace

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

DramContention::Event DramContention::next_event() const {
    Event next;
    const auto offer = [&](double at, What what, std::size_t domain) {
        if (at < next.at) next = {at, what, domain};
    };
    for (std::size_t i = 0; i < domains_.size(); ++i) {
        const Domain& d = domains_[i];
        if (d.phase == Phase::done) continue;
        offer(d.due, What::refresh, i);
        if (works(d))
            offer(now_ + d.left / d.pace, What::rows, i);
        else if (d.phase == Phase::rows)
            offer(d.resumes, What::go_on, i);
        else if (d.phase == Phase::bursts)
            offer(now_ + d.left / d.pace, What::burst, i);
        else if (buses_[i / domains_per_bus_].owner < 0)
            offer(begin_of(i), What::begin, i);
    }
    return next;
}

/// To the next event; false when all is done.
bool DramContention::step() {
    const Event event = next_event();
    if (event.what == What::nothing) return false;
    for (Domain& d : domains_)
        if (d.phase == Phase::bursts || works(d)) d.left -= (event.at - now_) * d.pace;
    now_ = event.at;
    Domain& domain = domains_[event.domain];
    if (event.what == What::begin) begin_bursts(event.domain);
    if (event.what == What::burst) end_bursts(event.domain);
    if (event.what == What::rows) end_rows(domain);
    if (event.what == What::refresh) refresh(domain);
    if (times_.shared_columns) {
        if (event.what != What::begin) set_row_paces();
        set_burst_paces();
    }
    return true;
}

void DramContention::begin_bursts(std::size_t index) {
    Bus& bus = buses_[index / domains_per_bus_];
    Domain& d = domains_[index];
    bus.owner = bus.last = static_cast<std::int32_t>(index);
    bus.last_query = d.in_query();
    d.left = d.run_length();
    d.phase = Phase::bursts;
    if (!times_.shared_columns) return;
    for (const Bus& other : buses_) {
        if (other.owner < 0 || &other == &bus) continue;
        const auto owner = static_cast<std::size_t>(other.owner);
        if (same_slots(d, domains_[owner])) domains_[std::max(index, owner)].left += 1;
    }
}

void DramContention::end_bursts(std::size_t index) {
    Bus& bus = buses_[index / domains_per_bus_];
    Domain& d = domains_[index];
    bus.owner = -1;
    bus.last_burst = now_;
    if (d.in_query()) return begin_rows(d, false);
    d.run = 0;
    if (d.turned == 0) d.first = now_;
    d.done = now_;
    d.turned += 1;
    if (d.turned < d.heads)
        next_run(d);
    else
        d.phase = Phase::done;
}

/// q that streams in beside the columns needs no run of its own.
void DramContention::next_run(Domain& d) const {
    if (d.in_query() && d.run_length() == 0) return begin_rows(d, false);
    d.phase = Phase::asks;
}

void DramContention::begin_rows(Domain& d, bool in_v) const {
    d.phase = Phase::rows;
    d.in_v = in_v;
    d.left = d.rows().time;
    d.resumes = std::max(now_, d.rows_from);
}

void DramContention::end_rows(Domain& d) const {
    d.rows_from = std::max(d.rows_from, now_ + d.head.precharge);
    if (d.last_pass() && !d.in_v) return begin_rows(d, true);
    if (d.in_v) d.ready = now_ + d.head.units;
    d.run += 1;
    next_run(d);
}

/// Comes between two rows, or beside bursts and puts off the next row.
void DramContention::refresh(Domain& d) const {
    d.due += times_.refresh_interval;
    const bool more_rows = d.left > d.rows().tail || (d.last_pass() && !d.in_v);
    if (d.phase != Phase::rows)
        d.rows_from = std::max(now_, d.rows_from) + times_.refresh;
    else if (more_rows)
        d.resumes = std::max(now_, d.resumes) + times_.refresh;
    else
        d.rows_from = now_ + d.left + d.head.precharge + times_.refresh;
}

/// The first `most` heads of every domain; refreshes are events when `first_due` says from when on.
void DramContention::follow(const std::vector<DomainTime>& domains, const std::vector<double>& first_due,
                            double most) {
    now_ = 0;
    domains_.clear();
    domains_.reserve(domains.size());
    for (std::size_t i = 0; i < domains.size(); ++i) {
        domains_.push_back({domains[i].head, std::min(domains[i].heads, most)});
        Domain& d = domains_.back();
        if (d.heads == 0)
            d.phase = Phase::done;
        else
            next_run(d);
        if (!first_due.empty()) d.due = first_due[i % domains_per_bus_];
        // Domains enter PIM one after the other.
        if (times_.shared_columns) d.ready = static_cast<double>(i);
    }
    buses_.assign((domains.size() + domains_per_bus_ - 1) / domains_per_bus_, {});
    if (times_.shared_columns) set_row_paces();
    while (step()) {
    }
}

/// When all heads are done, from those that were followed: the others take as long as these after the first.
double DramContention::settled(const Domain& d, double heads) const {
    if (heads <= d.turned) return d.done;
    return d.done + (heads - d.turned) * (d.done - d.first) / (d.turned - 1);
}

double DramContention::cycles(const std::vector<DomainTime>& domains, const std::vector<double>& first_due) {
    double most = 0, end = 0;
    for (const DomainTime& d : domains) most = std::max(most, d.heads);
    const bool refreshed = times_.refresh_interval > 0, as_events = refreshed && most <= kHeadsWithRefresh;
    follow(domains, as_events ? first_due : std::vector<double>{}, kHeadsWithRefresh);
    for (std::size_t i = 0; i < domains_.size(); ++i) {
        if (domains[i].heads == 0) continue;
        double done = settled(domains_[i], domains[i].heads);
        if (refreshed && !as_events)
            done = with_refresh(done, domains[i].head, first_due[i % domains_per_bus_]);
        end = std::max(end, done);
    }
    return most > 0 ? end + times_.read_latency : 0;
}

double DramContention::mean_cycles(const std::vector<DomainTime>& domains) {
    follow(domains, {}, kHeadsWithout);
    double end = 0;
    for (std::size_t i = 0; i < domains_.size(); ++i) {
        if (domains[i].heads == 0) continue;
        const double each = times_.refresh_interval > 0 ? each_refresh(domains[i].head) : 0;
        const double share = each > 0 ? each / times_.refresh_interval : 0;
        end = std::max(end, settled(domains_[i], domains[i].heads) / (1 - share));
    }
    return end + times_.read_latency;
}

/// A refresh holds up rows in full; of one that falls due while the bus is busy only what is left then.
double DramContention::each_refresh(const HeadTime& head) const {
    const double over = std::max(0.0, times_.refresh - head.bus());
    const double on_bus = (times_.refresh * times_.refresh - over * over) / 2;
    return (head.rows() * times_.refresh + on_bus) / head.total();
}

double DramContention::with_refresh(double cycles, const HeadTime& head, double first_due) const {
    const double each = each_refresh(head);
    double done = cycles;
    for (double count = 0;;) {
        const double due =
            done <= first_due ? 0 : std::floor((done - first_due) / times_.refresh_interval) + 1;
        if (due <= count) return done;
        // Those due so far, then those that fall due meanwhile.
        count = due;
        done = cycles + count * each;
    }
}

}  // namespace pamsim::pim
