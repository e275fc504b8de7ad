#include "memory/dram/access_queue.h"

#include <algorithm>

#include "base/invariant.h"

namespace pamsim::memory {
namespace {

constexpr std::size_t kKinds = 3;
std::size_t kind_of(Command command) {
    return command == Command::activate ? 0 : command == Command::precharge ? 1 : 2;
}

}  // namespace

AccessQueue::AccessQueue(const DramPart& part, const Places& places, std::uint32_t pseudo_channel)
    : policy_(part.controller),
      first_bank_(pseudo_channel * places.ranks * places.bank_groups * places.banks),
      banks_per_rank_(places.bank_groups * places.banks),
      banks_(places.banks),
      depth_{part.controller.read_queue, part.controller.write_queue} {
    for (std::uint32_t rank = 0; rank < places.ranks; ++rank)
        for (std::uint32_t group = 0; group < places.bank_groups; ++group)
            for (std::uint32_t bank = 0; bank < places.banks; ++bank)
                place_.push_back(places.at(pseudo_channel, rank, group, bank));
    lists_.resize(place_.size());
    pool_.resize(depth_[0] + depth_[1]);
    for (std::size_t i = pool_.size(); i-- > 0;) free_.push_back(static_cast<std::int32_t>(i));
    rank_count_.assign(places.ranks, 0);
    hold_after_.assign(places.ranks, std::numeric_limits<std::uint64_t>::max());
    shared_.assign(places.ranks * places.bank_groups * kKinds, 0);
    own_.assign(place_.size(), kLater);
    shared_of_.assign(place_.size(), 0);
    number_.assign(place_.size(), 0);
}

bool AccessQueue::any_up_to(std::uint32_t rank, std::uint64_t number) const {
    for (const std::uint16_t bank : active_) {
        if (bank / banks_per_rank_ != rank) continue;
        for (const std::int32_t head : lists_[bank].head)
            if (head >= 0 && pool_[static_cast<std::size_t>(head)].number <= number) return true;
    }
    return false;
}

bool AccessQueue::holds_write(const Address& at) const {
    if (count_[1] == 0) return false;
    for (std::int32_t e = lists_[bank_of(at)].head[1]; e >= 0; e = pool_[static_cast<std::size_t>(e)].next) {
        const Entry& entry = pool_[static_cast<std::size_t>(e)];
        if (entry.row == at.row && entry.column == at.column) return true;
    }
    return false;
}

bool AccessQueue::wants_row(std::uint32_t bank, std::int64_t row) const {
    for (const std::int32_t head : lists_[bank].head)
        for (std::int32_t e = head; e >= 0; e = pool_[static_cast<std::size_t>(e)].next)
            if (pool_[static_cast<std::size_t>(e)].row == row) return true;
    return false;
}

void AccessQueue::push(const Address& at, bool write, std::uint64_t tag, std::uint64_t number, Cycle now) {
    if (!accepts(write)) base::require(false, "DRAM channel", "an access was submitted to a full queue");
    const auto bank = static_cast<std::uint16_t>(bank_of(at));
    const std::int32_t slot = free_.back();
    free_.pop_back();
    pool_[static_cast<std::size_t>(slot)] = {tag, number, now, at.row, at.column, bank, write, -1};
    Banked& list = lists_[bank];
    if (list.tail[write] >= 0)
        pool_[static_cast<std::size_t>(list.tail[write])].next = slot;
    else
        list.head[write] = slot;
    list.tail[write] = slot;
    touch(bank);
    if (!list.active) active_.push_back(bank);
    list.active = true;
    ++count_[write];
    ++rank_count_[at.rank];
}

void AccessQueue::hold_after(std::uint32_t rank, std::uint64_t number) {
    if (hold_after_[rank] == number) return;
    hold_after_[rank] = number;
    changed_ = true;
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
void AccessQueue::find_candidate(Banked& list, const BankState& bank, std::uint32_t rank, bool write) {
    list.candidate = -1;
    const std::int32_t oldest_entry = list.head[write];
    if (oldest_entry < 0) return;
    const std::uint64_t last = hold_after_[rank];
    if (pool_[static_cast<std::size_t>(oldest_entry)].number > last) return;
    list.candidate = oldest_entry;
    if (bank.open_row < 0) {
        list.command = Command::activate;
        return;
    }
    const bool in_order =
        policy_.scheduling == Scheduling::fcfs || list.hits_past_older >= policy_.row_hit_cap;
    for (std::int32_t e = oldest_entry; e >= 0; e = pool_[static_cast<std::size_t>(e)].next) {
        const Entry& entry = pool_[static_cast<std::size_t>(e)];
        if (entry.number > last) break;
        if (entry.row == bank.open_row) {
            list.candidate = e;
            list.command = write ? Command::write : Command::read;
            return;
        }
        if (in_order) break;
    }
    list.command = Command::precharge;
}

void AccessQueue::fill_shared(bool write, const TimingState& state) {
    const Command commands[kKinds] = {Command::activate, Command::precharge,
                                      write ? Command::write : Command::read};
    const std::size_t groups = shared_.size() / kKinds, of_rank = groups / rank_count_.size();
    for (std::size_t kind = 0; kind < kKinds; ++kind) {
        const std::int64_t* ready = state.ready_at_groups(commands[kind]) + place_.front().bank_group;
        Cycle* shared = &shared_[kind * groups];
        for (std::size_t rank = 0; rank < rank_count_.size(); ++rank) {
            const Place& place = place_[rank * banks_per_rank_];
            const Cycle above = std::max({state.ready_at(Level::pseudo_channel, commands[kind], place) >> 4,
                                          state.ready_at(Level::rank, commands[kind], place) >> 4,
                                          state.bus_free(commands[kind], place)});
            for (std::size_t group = rank * of_rank; group < (rank + 1) * of_rank; ++group)
                shared[group] = std::max(above, ready[group] >> 4);
        }
    }
}

/// Finds the next commands of banks where something changed; of all when the direction did.
void AccessQueue::look_again(bool write, const TimingState& state, const std::vector<BankState>& banks) {
    if (write != direction_)
        for (const std::uint16_t b : active_) touch(b);
    direction_ = write;
    const std::size_t groups = shared_.size() / kKinds;
    for (const std::uint16_t b : stale_) {
        Banked& list = lists_[b];
        list.stale = false;
        own_[b] = kLater;
        const BankState& bank = banks[first_bank_ + b];
        if (bank.blocked) continue;
        find_candidate(list, bank, b / banks_per_rank_, write);
        if (list.candidate < 0) continue;
        own_[b] = state.ready_at(Level::bank, list.command, place_[b]) >> 4;
        shared_of_[b] = static_cast<std::uint8_t>(kind_of(list.command) * groups + b / banks_);
        number_[b] = pool_[static_cast<std::size_t>(list.candidate)].number;
    }
    stale_.clear();
}

/// The earliest command; of the same cycle data before rows, then the older access.
AccessQueue::Choice AccessQueue::pick_direction(bool write, const TimingState& state,
                                                const std::vector<BankState>& banks, Cycle now) {
    Choice best;
    if (count_[write] == 0) return best;
    look_again(write, state, banks);
    fill_shared(write, state);
    const std::int32_t only = policy_.scheduling == Scheduling::fcfs ? oldest() : -1;
    const std::size_t columns = shared_.size() / kKinds * 2;
    Cycle best_key = kLater / 2 * 2;  // cycle x 2, + 1 unless it is a column
    for (const std::uint16_t b : active_) {
        if (own_[b] == kLater || (only >= 0 && lists_[b].candidate != only)) continue;
        const Cycle at = std::max({own_[b], shared_[shared_of_[b]], now});
        const Cycle key = at * 2 + (shared_of_[b] < columns ? 1 : 0);
        if (key > best_key || (key == best_key && number_[b] > best.number)) continue;
        best_key = key;
        best.number = number_[b];
        best.bank = b;
        best.at = at;
    }
    if (best.at == kLater) return best;
    const Banked& list = lists_[best.bank];
    best.command = list.command;
    best.entry = list.candidate;
    best.binding = static_cast<Cause>(state.ready(list.command, place_[best.bank]) & 15);
    return best;
}

const AccessQueue::Choice& AccessQueue::pick(const TimingState& state, const std::vector<BankState>& banks,
                                             Cycle now) {
    // Pseudo-channels may share command buses: another one's command then changes the answer, too.
    const std::uint64_t version = state.version(place_.front().pseudo_channel);
    if (!changed_ && version == version_ &&
        (last_.at == kLater || state.bus_free(last_.command, place_[last_.bank]) <= last_.at))
        return last_;
    last_ = pick_any(state, banks, now);
    changed_ = false;
    version_ = version;
    return last_;
}

AccessQueue::Choice AccessQueue::pick_any(const TimingState& state, const std::vector<BankState>& banks,
                                          Cycle now) {
    if (active_.empty()) return {};
    if (policy_.scheduling == Scheduling::fcfs)
        return pick_direction(pool_[static_cast<std::size_t>(oldest())].write, state, banks, now);
    choose_direction();
    const Choice choice = pick_direction(draining_, state, banks, now);
    // All of this direction may wait for banks that are blocked.
    return choice.at == kLater ? pick_direction(!draining_, state, banks, now) : choice;
}

std::int32_t AccessQueue::oldest() const {
    std::int32_t found = -1;
    for (const std::uint16_t b : active_)
        for (const std::int32_t head : lists_[b].head) {
            if (head < 0) continue;
            if (found < 0 ||
                pool_[static_cast<std::size_t>(head)].number < pool_[static_cast<std::size_t>(found)].number)
                found = head;
        }
    return found;
}

AccessQueue::Entry AccessQueue::take(const Choice& choice) {
    Banked& list = lists_[choice.bank];
    const Entry entry = pool_[static_cast<std::size_t>(choice.entry)];
    list.hits_past_older = list.head[entry.write] == choice.entry ? 0 : list.hits_past_older + 1;
    unlink(list, choice.entry);
    free_.push_back(choice.entry);
    --count_[entry.write];
    --rank_count_[choice.bank / banks_per_rank_];
    touch(choice.bank);
    if (list.head[0] < 0 && list.head[1] < 0) {
        list.active = false;
        active_.erase(std::find(active_.begin(), active_.end(), choice.bank));
    }
    return entry;
}

void AccessQueue::unlink(Banked& list, std::int32_t entry) {
    const Entry& gone = pool_[static_cast<std::size_t>(entry)];
    std::int32_t previous = -1;
    for (std::int32_t e = list.head[gone.write]; e != entry; e = pool_[static_cast<std::size_t>(e)].next)
        previous = e;
    if (previous < 0)
        list.head[gone.write] = gone.next;
    else
        pool_[static_cast<std::size_t>(previous)].next = gone.next;
    if (list.tail[gone.write] == entry) list.tail[gone.write] = previous;
}

}  // namespace pamsim::memory
