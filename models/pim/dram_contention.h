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
/// MACs go before bursts on a shared command bus. Heads beyond the first few take as long as those after the
/// first, in the mean.
class DramContention {
public:
    /// `domains_per_bus` domains of `domains` in a row share a data bus.
    DramContention(const BusTimes& times, std::uint32_t domains_per_bus)
        : times_(times), domains_per_bus_(domains_per_bus) {}

    /// Cycles from the first command to the last byte. A domain's refreshes fall due every interval; its
    /// first one after `first_due` of its number on the bus.
    double cycles(const std::vector<DomainTime>& domains, const std::vector<double>& first_due);
    /// The mean over all phases of refresh.
    double mean_cycles(const std::vector<DomainTime>& domains);

private:
    static constexpr double kNever = std::numeric_limits<double>::max();
    enum class Phase : std::uint8_t { asks, bursts, rows, done };
    struct Domain {
        HeadTime head;
        double heads;
        Phase phase = Phase::asks;
        double run = 0;              ///< of bursts, of this head: q of so many passes, then partials
        bool in_v = false;           ///< rows: of V
        double left = 0;             ///< of bursts or rows, cycles at full pace
        double pace = 1;             ///< of them
        double turned = 0;           ///< heads done
        double first = 0, done = 0;  ///< when the first and the last of them were
        double due = kNever;         ///< the next refresh
        double resumes = 0;          ///< these rows pause until then
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
    enum class What : std::uint8_t { nothing, begin, burst, rows, go_on, refresh };
    struct Event {
        double at = kNever;
        What what = What::nothing;
        std::size_t domain = 0;
    };

    double begin_of(std::size_t domain) const;
    bool works(const Domain& d) const { return d.phase == Phase::rows && d.resumes <= now_; }
    static double meetings(const RowsTime& rows, const RowsTime& earlier);
    void set_row_paces();
    void set_burst_paces();
    double delays(const RowsTime& rows, std::uint32_t trains) const;
    Event next_event() const;
    bool step();
    void begin_bursts(std::size_t domain);
    bool same_slots(const Domain& a, const Domain& b) const;
    void end_bursts(std::size_t domain);
    void next_run(Domain& domain) const;
    void begin_rows(Domain& domain, bool in_v) const;
    void end_rows(Domain& domain) const;
    void refresh(Domain& domain) const;
    void follow(const std::vector<DomainTime>& domains, const std::vector<double>& first_due, double most);
    double settled(const Domain& domain, double heads) const;
    double each_refresh(const HeadTime& head) const;
    double with_refresh(double cycles, const HeadTime& head, double first_due) const;

    BusTimes times_;
    std::uint32_t domains_per_bus_;
    double now_ = 0;
    // Of the rows that are worked on: how many domains, MACs per cycle, and bursts that those put off.
    std::uint32_t trains_ = 0;
    double macs_ = 0, delayed_ = 0;
    std::vector<Domain> domains_;
    std::vector<Bus> buses_;
};

}  // namespace pamsim::pim
