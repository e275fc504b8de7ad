// The closed form of a PIM channel's time: the same plan and tokens as dram_program, counted, not issued.
#pragma once

#include <cstdint>
#include <vector>

#include "pim/dram_plan.h"
#include "pim/dram_summary.h"
#include "pim/row_time.h"

namespace pamsim::pim {

/// Rows that are worked on one after the other, cycles of the memory.
struct RowsTime {
    double time = 0;      ///< from the first opening of a row to the last closing, scores included
    double tail = 0;      ///< the last row
    double macs = 0;      ///< per cycle
    double interval = 0;  ///< between them, a mean when `uneven`
    bool uneven = false;
    double openings = 0;  ///< of rows, per cycle
};

/// q over the data bus, then rows of K.
struct KPassTime {
    double query = 0;
    RowsTime rows;
};

/// What one sequence and kv-head takes in one domain when it waits for no other, cycles of the memory: the
/// passes over K, those over V, then (O, m, l) over the data bus.
struct HeadTime {
    double passes = 0;     ///< over K
    double larger = 0;     ///< of them serve one head more and come first
    KPassTime k[2];        ///< a larger one, and one of the others
    RowsTime v;            ///< all passes
    double precharge = 0;  ///< from a closing to the next opening
    double units = 0;      ///< from the last closing to the first partial
    double partial = 0;    ///< (O, m, l) on the data bus

    const KPassTime& pass(double number) const { return k[number < larger ? 0 : 1]; }
    double rows() const {
        return larger * k[0].rows.time + (passes - larger) * k[1].rows.time + passes * precharge + v.time;
    }
    double bus() const { return larger * k[0].query + (passes - larger) * k[1].query + partial; }
    double total() const { return rows() + units + bus(); }
};

/// What domains of one channel contend for.
struct BusTimes {
    double burst;                         ///< of a data bus
    double read_to_write, write_to_read;  ///< command to command in one domain
    double other_burst;                   ///< command to command of two domains
    double other_read_to_write, other_write_to_read;
    double read_latency;               ///< command to the end of its data
    bool shared_columns;               ///< pseudo-channels share the bus of column commands
    double refresh_interval, refresh;  ///< of all banks of a domain; 0: none
};

/// Cycles of the heads that a level follows: of so many refresh intervals. Twice as many would take twice the
/// time.
double level_window(const DramPlan& plan);

/// The work of one domain: `heads` kv-heads of sequences, one after the other, each like `head`.
struct DomainTime {
    HeadTime head;
    double heads = 0;

    double total() const { return heads * head.total(); }
};

/// Throws std::invalid_argument with one sentence when the closed form does not follow what the plan does.
void check_closed_form(const DramPlan& plan);

class DramTime {
public:
    explicit DramTime(const DramPlan& plan);

    HeadTime head(const DomainSummary& summary) const;
    /// The part's constants that contention needs.
    BusTimes bus_times() const;

private:
    KPassTime k_pass(const DomainSummary& s, const Pass& pass) const;
    RowsTime v_passes(const DomainSummary& s) const;
    double score_columns(double tokens, std::uint32_t heads) const;
    double query(std::uint32_t heads) const;
    double streamed(const Pass& pass) const;

    const DramPlan& plan_;
    RowTime row_;
    double burst_, rp_, write_latency_, after_query_;
};

}  // namespace pamsim::pim
