// The PIM programs of one domain (or of one of its bank sets), in order: which command comes next, and what
// the time between commands was good for.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "memory/dram/losses.h"
#include "memory/dram/pim_program.h"
#include "memory/dram/rule.h"
#include "memory/dram/timing_state.h"
#include "memory/dram_part.h"

namespace pamsim::memory {

class PimStream {
public:
    struct Finished {
        std::uint64_t tag;
        Cycle submitted, done;
    };

    PimStream(const DramPart& part, const PimTimings& pim, const Place& place);

    /// Throws std::invalid_argument with one sentence when an op has nothing to do.
    void submit(PimProgram program, std::uint64_t tag, Cycle now);
    bool idle() const { return jobs_.empty(); }
    std::size_t waiting() const { return jobs_.size(); }
    /// No bank is open: the domain may be refreshed or given to ordinary accesses.
    bool between_rows() const {
        return phase_ == Phase::open && (head_ != Command::pim_activate || left_ == pim_.activates);
    }
    /// The head belongs to a run of bursts over the data bus, which goes through undivided.
    bool on_bus() const {
        return head_ == Command::partial_read || (head_ == Command::query_write && phase_ == Phase::open);
    }

    /// A run of bursts has begun and is not through.
    bool in_run() const { return !idle() && on_bus() && left_ < op().count; }

    const Place& place() const { return place_; }
    Command head() const { return head_; }
    /// The units take no column before this cycle; other commands, and q on its way beside K, they do not
    /// hold up.
    Cycle units_ready() const { return is_column(head_) && bursts_ == 0 ? units_ready_ : 0; }
    /// The head went onto the bus; `binding` is what kept it back. The program it finished, if any.
    std::optional<Finished> issued(Cycle cycle, Cause binding);
    /// Time went by until `cycle` while this stream could not go on.
    void lose(Cycle cycle, Cause cause) { account_.lose(cycle, cause); }

    /// Cycles that the programs still need at least.
    Cycle least_cycles() const;
    const Losses& losses() const { return account_.sum(); }

private:
    enum class Phase : std::uint8_t { open, columns, close };
    struct Job {
        std::vector<PimOp> ops;
        std::vector<Cycle> least;  ///< from each op to the end
        std::uint64_t tag;
        Cycle submitted;
    };

    static bool is_column(Command command) {
        return command != Command::pim_activate && command != Command::pim_precharge;
    }
    static bool has_row(const PimOp& op);
    Cycle least_cycles(const PimOp& op) const;
    Cycle latency(Command command) const;
    const PimOp& op() const { return jobs_.front().ops[op_]; }
    void begin_op(Cycle cycle);
    void find_head();
    bool step(Cycle cycle);
    void account(Cycle cycle, Cause binding);

    PimTimings pim_;
    Place place_;
    Cycle read_latency_, write_latency_, row_latency_;
    std::deque<Job> jobs_;
    std::size_t op_ = 0;
    std::uint32_t left_ = 0;    ///< commands of this phase
    std::uint32_t bursts_ = 0;  ///< of q, before the next MAC
    Phase phase_ = Phase::open;
    Command head_ = Command::mode_change;
    Cycle units_ready_ = 0;
    Cause units_cause_ = Cause::units;
    Account account_;
};

}  // namespace pamsim::memory
