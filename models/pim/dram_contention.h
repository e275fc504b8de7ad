// Domains of one channel that wait for one another: for the data bus of their pseudo-channel, and for slots
// on the column command bus.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "pim/dram_time.h"

namespace pamsim::pim {

/// Every domain goes round: q over the bus and rows of K, as often as K has passes, rows of V, partials over
/// the bus. A bus serves one run of bursts at a time, the one that may begin first, of two the lower number.
/// MACs go before bursts on a shared command bus. Refreshes bring domains out of step, and so decide who
/// waits for whom: they are followed, too.
class DramContention {
public:
    /// `domains_per_bus` domains of `domains` in a row share a data bus.
    DramContention(const BusTimes& times, std::uint32_t domains_per_bus)
        : times_(times), domains_per_bus_(domains_per_bus) {}

    /// Cycles from the first command to the last byte, `start` cycles after the channel began: since then
    /// refreshes fall due every interval, first those of the bus's first domain. Follows all heads.
    double cycles(const std::vector<DomainTime>& domains, double start);
    /// The mean over all phases of refresh, from the heads of `window` cycles.
    double mean_cycles(const std::vector<DomainTime>& domains, double window);

private:
    static constexpr double kNever = std::numeric_limits<double>::max();
    enum class Phase : std::uint8_t { asks, bursts, rests, rows, done };
    struct Domain {
        HeadTime head;
        double heads;
        Phase phase = Phase::asks;
        bool in_v = false;           ///< rows: of V
        double run = 0;              ///< of bursts, of this head: q of so many passes, then partials
        double at = kNever;          ///< the end of the phase
        double pace = 1;             ///< of bursts or rows
        double left = 0;             ///< of rows that rest, cycles at full pace
        double due = kNever;         ///< the next refresh
        double turned = 0;           ///< heads done
        double first = 0, done = 0;  ///< when the first and the last of them were
        double rows_from = 0;        ///< no further rows before
        double ready = 0;            ///< no burst before

        bool in_query() const { return run < head.passes; }
        bool last_pass() const { return run + 1 >= head.passes; }
        double run_length() const { return in_query() ? head.pass(run).query : head.partial; }
        const RowsTime& rows() const { return in_v ? head.v : head.pass(run).rows; }
    };
    struct Bus {
        std::int32_t owner = -1, last = -1;  ///< domains: now, and of the last run
        bool last_query = false;
        double last_burst = 0;
    };

    static double meetings(const RowsTime& rows, const RowsTime& earlier);
    void set_pace(Domain& domain, double pace) const;
    void set_row_paces();
    void set_burst_paces();
    double delays(const RowsTime& rows, std::uint32_t trains) const;
    bool same_slots(const Domain& a, const Domain& b) const;

    bool step();
    double begin_of(std::size_t domain) const;
    void ask(std::size_t domain);
    void tell_others(std::size_t bus);
    void begin_bursts(std::size_t domain);
    void end_bursts(std::size_t domain);
    void end_head(std::size_t domain);
    static void end_all(Domain& domain);
    void next_run(std::size_t domain);
    void begin_rows(Domain& domain, bool in_v) const;
    void work_on_rows(Domain& domain) const;
    void end_rows(std::size_t domain);
    void refresh(Domain& domain) const;

    void follow(const std::vector<DomainTime>& domains, double start, double window);
    double first_due(std::size_t domain, double start) const;
    double refreshes_until(double cycle, double first_due) const;
    double settled(std::size_t domain, double heads) const;
    double each_refresh(const HeadTime& head) const;

    BusTimes times_;
    std::uint32_t domains_per_bus_;
    double now_ = 0;
    bool refreshed_ = false;  ///< refreshes are followed, too
    // Of the rows that are worked on: how many domains, MACs per cycle, and bursts that those put off.
    std::uint32_t trains_ = 0;
    double macs_ = 0, delayed_ = 0;
    std::vector<Domain> domains_;
    std::vector<Bus> buses_;
};

}  // namespace pamsim::pim
