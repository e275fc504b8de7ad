// When the ranks of a channel owe a refresh. The channel decides what must close first.
#pragma once

#include <cstdint>
#include <vector>

#include "memory/dram/timing_state.h"
#include "memory/dram_part.h"

namespace pamsim::memory {

class Refresh {
public:
    /// `aligned`: ranks that work in lockstep owe at the same time; else they take turns.
    Refresh(const DramPart& part, const Places& places, bool aligned);

    bool off() const { return ranks_.empty(); }
    bool by_bank() const { return commands_per_interval_ > 1; }
    bool all_groups() const { return all_groups_; }  ///< a command reaches the bank of every bank group
    /// The next cycle at which a rank will owe one more.
    Cycle next_due() const { return next_due_; }
    /// Ranks owe what became due up to `now`. Throws base::InvariantError when a rank owes more than eight
    /// intervals' worth, the most that JEDEC lets a controller postpone.
    void count(Cycle now);
    bool nobody_owes() const { return owed_ == 0; }
    bool owes(std::uint32_t rank) const { return !ranks_.empty() && ranks_[rank].owed > 0; }
    /// Enough per-bank commands owed that one all-bank command pays for them.
    bool owes_all_banks(std::uint32_t rank) const {
        return !ranks_.empty() && ranks_[rank].owed >= commands_per_interval_;
    }
    /// The bank (of its bank group, and the group unless a command reaches all) that is next.
    std::uint32_t next_bank(std::uint32_t rank) const { return ranks_[rank].bank; }
    /// All-bank refreshes that every rank of an idle channel pays as they fall due, but for the last ones up
    /// to `limit`: those are taken as paid. How many of each rank; 0 when that is not worth it.
    std::uint64_t skip(Cycle limit);
    void paid(std::uint32_t rank);
    void paid_all_banks(std::uint32_t rank);

private:
    struct Rank {
        Cycle due;
        std::uint32_t owed, bank;
    };

    Cycle interval_ = 0;
    std::uint32_t commands_per_interval_ = 1;  ///< that refresh every bank once
    std::uint32_t most_owed_ = 0;
    std::uint32_t owed_ = 0;  ///< by all ranks
    bool all_groups_ = false;
    std::vector<Rank> ranks_;
    Cycle next_due_;
};

}  // namespace pamsim::memory
