// The ordinary reads and writes that wait for one pseudo-channel, and which command serves them next.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "memory/dram/address_map.h"
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

constexpr Cycle kLater = std::numeric_limits<Cycle>::max();

/// Order: reads before writes until write_high writes wait or no reads do, then writes down to write_low; in
/// one direction row hits before older accesses (fr_fcfs), at most row_hit_cap of them, or age alone (fcfs).
class AccessQueue {
public:
    struct Entry {
        std::uint64_t tag, number;  ///< number: order of arrival in the channel
        Cycle submitted;
        std::uint32_t row, column;
        std::uint16_t bank;  ///< of the pseudo-channel
        bool write;
        std::int32_t next;
    };
    struct Choice {
        Cycle at = kLater;
        Command command = Command::read;
        Cause binding = Cause::idle;
        std::uint16_t bank = 0;
        std::int32_t entry = -1;
        std::uint64_t number = 0;
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
    /// Something about the bank changed.
    void touch(std::uint32_t bank) {
        changed_ = true;
        if (lists_[bank].stale) return;
        lists_[bank].stale = true;
        stale_.push_back(static_cast<std::uint16_t>(bank));
    }

    /// The next command and when it may go, not before `now`. `banks`: of the channel.
    const Choice& pick(const TimingState& state, const std::vector<BankState>& banks, Cycle now);
    /// The last answer of pick().
    const Choice& chosen() const { return last_; }
    /// The chosen column command is on the bus: its access leaves the queue.
    Entry take(const Choice& choice);

    const Entry& entry(const Choice& choice) const { return pool_[static_cast<std::size_t>(choice.entry)]; }
    /// Something waits for this row of the bank.
    bool wants_row(std::uint32_t bank, std::int64_t row) const;
    const Place& place(std::uint32_t bank) const { return place_[bank]; }

private:
    struct Banked {
        std::int32_t head[2] = {-1, -1}, tail[2] = {-1, -1};
        std::uint32_t hits_past_older = 0;
        bool active = false, stale = false;
        // What serves the bank next, in the direction asked last.
        std::int32_t candidate = -1;
        Command command = Command::read;
    };
    std::uint32_t bank_of(const Address& at) const {
        return at.rank * banks_per_rank_ + at.bank_group * banks_ + at.bank;
    }
    void choose_direction();
    Choice pick_any(const TimingState& state, const std::vector<BankState>& banks, Cycle now);
    Choice pick_direction(bool write, const TimingState& state, const std::vector<BankState>& banks,
                          Cycle now);
    void look_again(bool write, const TimingState& state, const std::vector<BankState>& banks);
    void find_candidate(Banked& list, const BankState& bank, std::uint32_t rank, bool write);
    void fill_shared(bool write, const TimingState& state);
    std::int32_t oldest() const;
    void unlink(Banked& list, std::int32_t entry);

    DramController policy_;
    std::uint32_t first_bank_, banks_per_rank_, banks_;
    std::uint32_t depth_[2], count_[2] = {0, 0};
    bool draining_ = false;
    std::vector<Place> place_;
    std::vector<Banked> lists_;
    std::vector<std::uint16_t> active_;  ///< banks with anything waiting
    std::vector<Entry> pool_;
    std::vector<std::int32_t> free_;
    std::vector<std::uint32_t> rank_count_;
    std::vector<std::uint64_t> hold_after_;
    // What pick() walks over, by bank: when the bank itself allows its next command (kLater: it has none),
    // that command's place in shared_, and the access it is for.
    std::vector<Cycle> own_;
    std::vector<std::uint8_t> shared_of_;
    std::vector<std::uint64_t> number_;
    /// By kind of command (activate, precharge, column) and bank group: when all but the bank allow it.
    std::vector<Cycle> shared_;
    std::vector<std::uint16_t> stale_;  ///< banks whose next command must be found again
    bool direction_ = false;            ///< that the next commands are for
    // The last answer, which holds until something changes.
    Choice last_;
    bool changed_ = true;
    std::uint64_t version_ = 0;
};

}  // namespace pamsim::memory
