#include "memory/traffic/dram_estimate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "base/random.h"
#include "memory/dram/command.h"
#include "memory/traffic/closed_network.h"

namespace pamsim::memory {
namespace {

/// Cycles as numbers that may be divided.
double n(base::Cycles cycles) {
    return static_cast<double>(cycles.value());
}

class Estimate {
public:
    Estimate(const DramPart& part, const Traffic& traffic)
        : part_(part),
          traffic_(traffic),
          t_(part.timing),
          writes_(traffic.write_ratio > 0),
          requests_(static_cast<double>(traffic.requests)),
          buses_(part.geometry.buses()),
          banks_(static_cast<double>(part.geometry.ranks) * part.geometry.bank_groups * part.geometry.banks) {
    }

    PartRun run();

private:
    struct RefreshShape {
        double commands;  ///< of a rank per tREFI
        double parts;     ///< of a rank that are refreshed apart from one another
        double cycles;
        Command command;
    };

    double row_cycle() const;
    double column_interval() const;
    double on_the_way() const { return n((writes_ ? t_.cwl : t_.cl) + t_.bl); }
    double queued(double rate) const;
    double open_rows(double latency) const;
    double blocked_share(double latency) const;
    RefreshShape refresh_shape() const;
    void ping_pong();
    void stream();
    void random();
    void one_outstanding();
    void wait_in_queues();
    void count_commands(PartRun& run) const;

    const DramPart& part_;
    const Traffic& traffic_;
    const DramTimings& t_;
    bool writes_;
    double requests_, buses_;
    double banks_;  ///< of a bus
    double activates_ = 0, duration_ = 0, latency_ = 0;
    Cause limit_ = Cause::burst;
};

double Estimate::row_cycle() const {
    const base::Cycles any = base::max(t_.rc, t_.ras + t_.rp);
    return n(base::max(any, writes_ ? t_.rcd_wr + t_.cwl + t_.bl + t_.wr + t_.rp : t_.rcd + t_.rtp + t_.rp));
}

double Estimate::column_interval() const {
    const double group = n(writes_ ? t_.ccd_l_wr : t_.ccd_l) / part_.geometry.bank_groups;
    return std::max(n(base::max(t_.bl, t_.ccd_s)), group);
}

void Estimate::ping_pong() {
    const double first = n(t_.rcd) + on_the_way();
    duration_ = ((requests_ - 1) * row_cycle() + first) / part_.refresh_share();
    activates_ = requests_;
    limit_ = Cause::idle;                   // of all other banks
    latency_ = row_cycle() + on_the_way();  // it waits while the row before it is open
}

void Estimate::stream() {
    duration_ = requests_ * column_interval() / buses_ / part_.refresh_share();
    activates_ = std::ceil(requests_ / part_.geometry.columns);
    if (column_interval() > n(base::max(t_.bl, t_.ccd_s))) limit_ = Cause::bank_group;
    wait_in_queues();
}

void Estimate::random() {
    const DramGeometry& g = part_.geometry;
    const CommandBus& bus = part_.command_bus;
    const double sharing = bus.per_pseudo_channel ? 1 : g.pseudo_channels;
    const double rows = sharing * n(bus.act + bus.other), columns = sharing * n(bus.column);
    const double rrd = n(t_.rrd_s), faw = n(t_.faw) / 4;  // the same activates, further apart
    const std::array<Station, 4> network = {
        {{banks_, row_cycle()},
         {static_cast<double>(g.ranks), std::max(rrd, faw)},
         {1, column_interval()},
         {1, bus.row_and_column ? std::max(rows, columns) : rows + columns}}};
    const std::array<Cause, 4> causes = {Cause::row, faw > rrd ? Cause::faw : Cause::activate, Cause::burst,
                                         Cause::command_bus};
    const auto slowest = std::max_element(network.begin(), network.end(), [](const auto& a, const auto& b) {
        return a.service / a.count < b.service / b.count;
    });
    limit_ = causes[static_cast<std::size_t>(slowest - network.begin())];
    double rate = 0;
    for (int turn = 0; turn < 2; ++turn)  // the queue is full, then as full as at that rate
        rate = throughput({network.begin(), network.end()},
                          static_cast<std::uint32_t>(std::max(1.0, queued(rate))));
    const double mean = requests_ / buses_;
    const double most = mean + std::sqrt(2 * mean * base::portable_log(buses_));
    duration_ = most / rate / part_.refresh_share();
    activates_ = requests_;
    wait_in_queues();
}

/// Mean length of a bus's queue that `rate` accesses leave per cycle. It is filled up (channel_traffic.cpp)
/// as often as a bus at its peak empties a quarter of the shorter queue; in between it is shorter by half of
/// what has left at the end.
double Estimate::queued(double rate) const {
    const DramController& c = part_.controller;
    const double quarter = std::max(1u, std::min(c.read_queue, c.write_queue) / 4);
    const double left = rate * quarter * n(base::max(t_.bl, t_.ccd_s));
    return (writes_ ? c.write_queue : c.read_queue) - left / 2;
}

/// Little's law. A run shorter than the queues is there at once: half of it is before the mean access.
void Estimate::wait_in_queues() {
    const double rate = requests_ / buses_ / duration_;
    latency_ = std::min(queued(rate), requests_ / buses_ / 2) / rate + on_the_way();
}

/// Share of random accesses that find their bank open, when each takes `latency`: all until the first
/// refresh, after it those whose bank was opened since.
double Estimate::open_rows(double latency) const {
    if (part_.controller.page_policy != PagePolicy::open) return 0;
    if (part_.refresh.mode == RefreshMode::none) return 1;
    const double between = n(t_.refi) / latency;
    const double first = std::min(requests_, between);
    const double per_bank = between / (banks_ * buses_);
    const double opened = 1 - (1 - base::portable_exp(-per_bank)) / per_bank;
    return (first + (requests_ - first) * opened) / requests_;
}

/// Time that one access after another loses to refresh: each refresh stops all from the first that meets it
/// on, and that is 1 of `parts` accesses.
double Estimate::blocked_share(double latency) const {
    const RefreshShape refresh = refresh_shape();
    if (refresh.commands == 0) return 0;
    const double parts = refresh.parts * part_.geometry.ranks;
    const double between = latency * parts;
    const double blocked = refresh.cycles - between * (1 - base::portable_exp(-refresh.cycles / between));
    return refresh.commands * part_.geometry.ranks * blocked / n(t_.refi);
}

void Estimate::one_outstanding() {
    const double closed = n(writes_ ? t_.rcd_wr : t_.rcd) + on_the_way();
    const double unloaded = closed + open_rows(closed) * n(t_.rp);
    latency_ = unloaded / (1 - blocked_share(unloaded));
    duration_ = requests_ * latency_;
    activates_ = requests_;
    limit_ = Cause::idle;
}

Estimate::RefreshShape Estimate::refresh_shape() const {
    const DramGeometry& g = part_.geometry;
    const DramRefresh& refresh = part_.refresh;
    const double fine = refresh.fine_divisor, sets = g.banks, banks = sets * g.bank_groups;
    switch (refresh.mode) {
        case RefreshMode::none:
            break;
        case RefreshMode::all_bank:
            return {1, 1, n(t_.rfc), Command::refresh_all};
        case RefreshMode::fine_grained:
            return {fine, 1, n(refresh.rfc_fine), Command::refresh_all};
        case RefreshMode::same_bank:
            return {sets, sets, n(refresh.rfc_pb), Command::refresh_bank};
        case RefreshMode::per_bank:
            return {banks, banks, n(refresh.rfc_pb), Command::refresh_bank};
    }
    return {0, 1, 0, Command::refresh_all};
}

void Estimate::count_commands(PartRun& run) const {
    run.commands = {{kCommandNames[index(Command::activate)], static_cast<std::uint64_t>(activates_)},
                    {kCommandNames[index(Command::read)], writes_ ? 0 : traffic_.requests},
                    {kCommandNames[index(Command::write)], writes_ ? traffic_.requests : 0}};
    const RefreshShape refresh = refresh_shape();
    if (refresh.commands == 0) return;
    const double times = std::floor(duration_ / n(t_.refi) * refresh.commands);
    run.commands.push_back({kCommandNames[index(refresh.command)],
                            static_cast<std::uint64_t>(times * buses_ * part_.geometry.ranks)});
}

PartRun Estimate::run() {
    if (traffic_.pattern == Pattern::pingpong)
        ping_pong();
    else if (traffic_.outstanding == 1)
        one_outstanding();
    else if (traffic_.pattern == Pattern::stream)
        stream();
    else
        random();
    PartRun run;
    run.duration_s = duration_ * part_.clock.period_s();
    run.bytes = traffic_.requests * part_.geometry.column_bytes * part_.geometry.chips;
    run.peak_bytes_per_s = part_.peak_bytes_per_s();
    run.mean_latency_s = latency_ * part_.clock.period_s();
    count_commands(run);
    const double refresh = (1 - part_.refresh_share()) * (limit_ == Cause::idle ? 0 : 1);
    run.lost = {{kCauseNames[index(Cause::refresh)], refresh},
                {kCauseNames[index(limit_)], 1 - run.fraction_of_peak() - refresh}};
    return run;
}

void check(const Traffic& traffic) {
    if (traffic.pattern == Pattern::strided || traffic.pattern == Pattern::mixed)
        throw std::invalid_argument("the pattern has no closed form; allowed are stream, random, pingpong");
    if (traffic.write_ratio > 0 && traffic.write_ratio < 1)
        throw std::invalid_argument(
            "reads with writes have no closed form; allowed are write ratios 0 and 1");
    if (traffic.outstanding > 1 || (traffic.outstanding == 1 && traffic.pattern != Pattern::random))
        throw std::invalid_argument("accesses in flight have a closed form only for random, one at a time");
}

}  // namespace

PartRun estimate_dram(const DramPart& part, const Traffic& traffic) {
    check(traffic);
    return Estimate(part, traffic).run();
}

}  // namespace pamsim::memory
