#include "memory/dram/access_queue.h"

#include <algorithm>
#include <limits>

#include "base/invariant.h"

namespace pamsim::memory {

AccessQueue::AccessQueue(const DramPart& part, const Places& places, std::uint32_t pseudo_channel)
    : policy_(part.controller),
      first_bank_(pseudo_channel * places.ranks * places.bank_groups * places.banks),
      banks_per_rank_(places.bank_groups * places.banks),
      banks_(places.banks),
      depth_{part.controller.read_queue, part.controller.write_queue},
      lists_(places.ranks * banks_per_rank_, std::size_t{depth_[0]} + depth_[1]),
      next_(places, pseudo_channel),
      hits_past_older_(places.ranks * banks_per_rank_, 0),
      rank_count_(places.ranks, 0),
      hold_after_(places.ranks, std::numeric_limits<std::uint64_t>::max()) {}

bool AccessQueue::any_up_to(std::uint32_t rank, std::uint64_t number) const {
    if (rank_count_[rank] == 0) return false;
    for (std::uint32_t bank = rank * banks_per_rank_; bank < (rank + 1) * banks_per_rank_; ++bank)
        for (const bool write : {false, true}) {
            const std::int32_t head = lists_.head(bank, write);
            if (head != AccessLists::kNone && lists_[head].number <= number) return true;
        }
    return false;
}

bool AccessQueue::holds_write(const Address& at) const {
    if (count_[1] == 0) return false;
    std::int32_t access = lists_.find_row(lists_.head(bank_of(at), true), at.row);
    while (access != AccessLists::kNone && lists_[access].column != at.column)
        access = lists_.find_row(lists_[access].next, at.row);
    return access != AccessLists::kNone;
}

bool AccessQueue::wants_row(std::uint32_t bank, std::int64_t row) const {
    return lists_.find_row(lists_.head(bank, false), row) != AccessLists::kNone ||
           lists_.find_row(lists_.head(bank, true), row) != AccessLists::kNone;
}

void AccessQueue::push(const Address& at, bool write, std::uint64_t tag, std::uint64_t number, Cycle now) {
    if (!accepts(write)) base::require(false, "DRAM channel", "an access was submitted to a full queue");
    const auto bank = static_cast<std::uint16_t>(bank_of(at));
    lists_.push({number, at.row, at.column, tag, now, AccessLists::kNone, bank, write});
    ++count_[write];
    ++rank_count_[at.rank];
    changed_ = true;
    if (write == next_.writes() && next_.later_access_matters(bank)) next_.touch(bank);
}

void AccessQueue::hold_after(std::uint32_t rank, std::uint64_t number) {
    if (hold_after_[rank] == number) return;
    hold_after_[rank] = number;
    for (std::uint32_t bank = rank * banks_per_rank_; bank < (rank + 1) * banks_per_rank_; ++bank)
        touch(bank);
}

void AccessQueue::choose_direction() {
    if (draining_) {
        if (count_[1] == 0 || (count_[1] <= policy_.write_low && count_[0] > 0)) draining_ = false;
    } else if (count_[1] >= policy_.write_high || (count_[0] == 0 && count_[1] > 0)) {
        draining_ = true;
    }
}

/// What the bank's accesses of one direction need: their row's column, their row opened, or another one
/// closed.
NextCommands::Need AccessQueue::need_of(std::uint32_t bank, const BankState& state) const {
    using Kind = NextCommands::Kind;
    const std::int32_t oldest = lists_.head(bank, next_.writes());
    if (state.blocked || oldest == AccessLists::kNone) return {};
    const std::uint64_t last = hold_after_[bank / banks_per_rank_], number = lists_[oldest].number;
    if (number > last) return {};
    if (state.open_row < 0) return {Kind::activate, oldest, number};
    if (lists_[oldest].row == state.open_row) return {Kind::column, oldest, number};
    if (policy_.scheduling == Scheduling::fr_fcfs && hits_past_older_[bank] < policy_.row_hit_cap) {
        const std::int32_t hit = lists_.find_row(lists_[oldest].next, state.open_row);
        if (hit != AccessLists::kNone && lists_[hit].number <= last)
            return {Kind::column, hit, lists_[hit].number};
    }
    return {Kind::precharge, oldest, number};
}

NextCommands::First AccessQueue::pick_direction(bool write, const TimingState& state,
                                                const std::vector<BankState>& banks, Cycle now) {
    if (count_[write] == 0) return {};
    if (write != next_.writes()) next_.turn();
    next_.look_again(state, [&](std::uint32_t bank) { return need_of(bank, banks[first_bank_ + bank]); });
    if (policy_.scheduling == Scheduling::fr_fcfs) return next_.first(state, now);
    const std::int32_t only = oldest();
    return next_.only(lists_[only].bank, only, state, now);
}

NextCommands::First AccessQueue::pick_any(const TimingState& state, const std::vector<BankState>& banks,
                                          Cycle now) {
    if (waiting() == 0) return {};
    if (policy_.scheduling == Scheduling::fcfs)
        return pick_direction(lists_[oldest()].write, state, banks, now);
    choose_direction();
    const NextCommands::First first = pick_direction(draining_, state, banks, now);
    // All of this direction may wait for banks that are blocked.
    return first.at == kLater ? pick_direction(!draining_, state, banks, now) : first;
}

const AccessQueue::Choice& AccessQueue::pick(const TimingState& state, const std::vector<BankState>& banks,
                                             Cycle now) {
    const std::uint64_t version = state.version(place(0).pseudo_channel);
    // Time changes nothing for banks that need nothing. Pseudo-channels may share command buses: another
    // one's command then changes the answer, too.
    const bool holds = last_.at == kLater ||
                       (version == version_ && state.bus_free(last_.command, place(last_.bank)) <= last_.at);
    if (!changed_ && holds) return last_;
    const NextCommands::First first = pick_any(state, banks, now);
    last_.at = first.at;
    if (first.at != kLater) {
        last_.bank = static_cast<std::uint16_t>(first.bank);
        last_.access = next_.access(first.bank);
        last_.number = lists_[last_.access].number;
        last_.command = next_.command(first.bank);
        last_.binding = state.binding(last_.command, place(first.bank));
    }
    changed_ = false;
    version_ = version;
    return last_;
}

std::int32_t AccessQueue::oldest() const {
    std::int32_t found = AccessLists::kNone;
    for (std::uint32_t bank = 0; bank < hits_past_older_.size(); ++bank)
        for (const bool write : {false, true}) {
            const std::int32_t head = lists_.head(bank, write);
            if (head == AccessLists::kNone) continue;
            if (found == AccessLists::kNone || lists_[head].number < lists_[found].number) found = head;
        }
    return found;
}

AccessQueue::Access AccessQueue::take(const Choice& choice) {
    std::uint32_t& hits = hits_past_older_[choice.bank];
    const bool write = lists_[choice.access].write;
    hits = lists_.head(choice.bank, write) == choice.access ? 0 : hits + 1;
    --count_[write];
    --rank_count_[choice.bank / banks_per_rank_];
    touch(choice.bank);
    return lists_.remove(choice.access);
}

}  // namespace pamsim::memory
