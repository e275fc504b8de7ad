// The ordinary reads and writes that wait for one pseudo-channel, and which command serves them next.
#pragma once

#include <cstdint>
#include <vector>

#include "memory/dram/access_lists.h"
#include "memory/dram/address_map.h"
#include "memory/dram/next_commands.h"
#include "memory/dram/timing_state.h"
#include "memory/dram_part.h"

namespace pamsim::memory {

/// A bank as the controller sees it.
struct BankState {
    std::int64_t open_row = -1;
    Cycle last_access = 0;
    bool blocked = false;  ///< by a refresh that is owed, or by PIM
    // Of the activate that opened the row: how much later it came than the bank itself allowed, because of a
    // refresh, and then for another reason.
    Cycle refreshed = 0, late = 0;
    Cause late_cause = Cause::row;
};

/// Order: reads before writes until write_high writes wait or no reads do, then writes down to write_low; in
/// one direction row hits before older accesses (fr_fcfs), at most row_hit_cap of them, or age alone (fcfs).
class AccessQueue {
public:
    using Access = AccessLists::Access;
    struct Choice {
        Cycle at = kLater;
        std::uint64_t number = 0;
        std::int32_t access = AccessLists::kNone;
        std::uint16_t bank = 0;
        Command command = Command::read;
        Cause binding = Cause::idle;
    };

    AccessQueue(const DramPart& part, const Places& places, std::uint32_t pseudo_channel);

    bool accepts(bool write) const { return count_[write] < depth_[write]; }
    std::uint32_t waiting() const { return count_[0] + count_[1]; }
    /// Waiting for a rank of this pseudo-channel, up to and including arrival `number`.
    bool any_up_to(std::uint32_t rank, std::uint64_t number) const;
    std::uint32_t waiting_for(std::uint32_t rank) const { return rank_count_[rank]; }
    /// A write that waits holds the newest data of this burst.
    bool holds_write(const Address& at) const;
    void push(const Address& at, bool write, std::uint64_t tag, std::uint64_t number, Cycle now);

    /// Accesses of a rank that arrived after `number` stay back.
    void hold_after(std::uint32_t rank, std::uint64_t number);
    /// Something about the bank changed: its row, whether it is blocked, or when it takes commands.
    void touch(std::uint32_t bank) {
        changed_ = true;
        next_.touch(bank);
    }

    /// The next command and when it may go, not before `now`. `banks`: of the channel.
    const Choice& pick(const TimingState& state, const std::vector<BankState>& banks, Cycle now);
    /// The last answer of pick().
    const Choice& chosen() const { return last_; }
    /// The chosen column command is on the bus: its access leaves the queue.
    Access take(const Choice& choice);

    const Access& access(const Choice& choice) const { return lists_[choice.access]; }
    /// Something waits for this row of the bank.
    bool wants_row(std::uint32_t bank, std::int64_t row) const;
    const Place& place(std::uint32_t bank) const { return next_.place(bank); }

private:
    std::uint32_t bank_of(const Address& at) const {
        return at.rank * banks_per_rank_ + at.bank_group * banks_ + at.bank;
    }
    void choose_direction();
    NextCommands::First pick_any(const TimingState& state, const std::vector<BankState>& banks, Cycle now);
    NextCommands::First pick_direction(bool write, const TimingState& state,
                                       const std::vector<BankState>& banks, Cycle now);
    NextCommands::Need need_of(std::uint32_t bank, const BankState& state) const;
    std::int32_t oldest() const;

    DramController policy_;
    std::uint32_t first_bank_, banks_per_rank_, banks_;
    std::uint32_t depth_[2], count_[2] = {0, 0};
    bool draining_ = false;
    AccessLists lists_;
    NextCommands next_;
    std::vector<std::uint32_t> hits_past_older_;  ///< by bank
    std::vector<std::uint32_t> rank_count_;
    std::vector<std::uint64_t> hold_after_;
    // The last answer, which holds until something changes.
    Choice last_;
    bool changed_ = true;
    std::uint64_t version_ = 0;
};

}  // namespace pamsim::memory
