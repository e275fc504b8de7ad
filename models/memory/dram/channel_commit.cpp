// What a command on the bus changes.
#include "memory/dram/channel.h"

#include <algorithm>
#include <limits>

namespace pamsim::memory {

void DramChannel::commit(const Choice& choice) {
    switch (choice.what) {
        case What::refresh:
            return commit_refresh(choice);
        case What::mode:
            return commit_mode(choice.index, choice.at);
        case What::stream:
            return commit_stream(choice);
        case What::access:
            return commit_access(choice);
        case What::close:
            break;
    }
    if (choice.command == Command::precharge_all) {
        state_.issue(choice.command, rank_place(choice.index), choice.at);
        return close_rank(choice.index);
    }
    state_.issue(choice.command, bank_place(choice.index), choice.at);
    close_bank(choice.index);
}

void DramChannel::close_bank(std::uint32_t bank) {
    banks_[bank].open_row = -1;
    --open_[bank / banks_per_rank()];
    queue_of_bank(bank).touch(bank % banks_per_queue());
}

void DramChannel::close_rank(std::uint32_t rank) {
    for (std::uint32_t bank = rank * banks_per_rank(); bank < (rank + 1) * banks_per_rank(); ++bank)
        if (banks_[bank].open_row >= 0) close_bank(bank);
}

void DramChannel::commit_refresh(const Choice& choice) {
    const std::uint32_t rank = choice.index;
    if (choice.command == Command::refresh_all) {
        state_.issue(choice.command, rank_place(rank), choice.at);
        refreshed_[rank] = choice.at + part_.refresh_all_cycles().value();
        if (refresh_.by_bank())
            refresh_.paid_all_banks(rank);
        else
            refresh_.paid(rank);
    } else {
        const std::uint32_t groups = refresh_.all_groups() ? places_.bank_groups : 1;
        const std::uint32_t first = refresh_.next_bank(rank);
        for (std::uint32_t group = 0; group < groups; ++group)
            state_.issue_beside(choice.command,
                                places_.at(rank / places_.ranks, rank % places_.ranks,
                                           group + first / places_.banks, first % places_.banks),
                                choice.at, group == 0);
        refresh_.paid(rank);
    }
    update_blocked(rank);
}

void DramChannel::commit_mode(std::uint32_t index, Cycle cycle) {
    Domain& domain = domains_[index];
    state_.issue(Command::mode_change, rank_place(domain.first_rank), cycle);
    domain.pim_mode = !domain.pim_mode;
    domain.rows_since_entry = false;
    if (!domain.pim_mode) domain.last_number = number_;
    for (std::uint32_t s = domain.first_stream; s < domain.first_stream + domain.streams; ++s)
        streams_[s].lose(cycle, domain.pim_mode ? Cause::other : Cause::mode);
    for (std::uint32_t r = domain.first_rank; r < domain.first_rank + domain.ranks; ++r) update_blocked(r);
    update_holds(domain);
}

void DramChannel::commit_stream(const Choice& choice) {
    PimStream& stream = streams_[choice.index];
    Domain& domain = domains_[domain_of_rank_[stream.place().rank]];
    state_.issue(choice.command, stream.place(), choice.at);
    const bool on_bus = stream.on_bus();
    const auto finished = stream.issued(choice.at, choice.binding);
    if (on_bus)
        bus_owner_[stream.place().pseudo_channel] =
            stream.in_run() ? static_cast<std::int32_t>(choice.index) : -1;
    if (choice.command == Command::pim_precharge) domain.rows_since_entry = true;
    if (!finished) return;
    auto& done = completed_.back();
    const auto later = std::upper_bound(done.begin(), done.end(), finished->done,
                                        [](Cycle cycle, const Completion& c) { return cycle < c.done; });
    done.insert(later, {finished->tag, finished->submitted, finished->done});
}

void DramChannel::commit_access(const Choice& choice) {
    AccessQueue& queue = queues_[choice.index];
    const AccessQueue::Choice& chosen = queue.chosen();
    const Place& place = queue.place(chosen.bank);
    BankState& bank = banks_[place.bank];
    if (choice.command == Command::activate) {
        const Cycle own = std::max(state_.ready_at(Level::bank, Command::activate, place) >> 4,
                                   queue.access(chosen).submitted);
        bank.refreshed = std::max<Cycle>(0, std::min(choice.at, refreshed_[place.rank]) - own);
        bank.late = std::max<Cycle>(0, choice.at - own) - bank.refreshed;
        bank.late_cause = choice.binding == Cause::mode ? Cause::other : choice.binding;
        bank.open_row = queue.access(chosen).row;
        ++open_[place.rank];
    }
    state_.issue(choice.command, place, choice.at);
    if (choice.command == Command::activate) return queue.touch(chosen.bank);
    if (choice.command == Command::precharge) return close_bank(place.bank);
    commit_column(choice, bank);
}

void DramChannel::commit_column(const Choice& choice, BankState& bank) {
    --accesses_;
    const AccessQueue::Access access = queues_[choice.index].take(queues_[choice.index].chosen());
    const DramTimings& t = part_.timing;
    const Cycle data = choice.at + (access.write ? t.cwl : t.cl).value();
    Account& bus = buses_[choice.index];
    bus.lose(std::min(data, idle_until_[choice.index]), Cause::idle);
    if (choice.binding == Cause::row) {
        bus.lose(std::min(data, bus.accounted() + bank.refreshed), Cause::refresh);
        bus.lose(std::min(data, bus.accounted() + bank.late), bank.late_cause);
        bank.refreshed = bank.late = 0;
    }
    bus.use(data, t.bl.value(), choice.binding);
    bank.last_access = choice.at;
    completed_[choice.index].push_back({access.tag, access.submitted, data + t.bl.value()});
}

void DramChannel::update_blocked(std::uint32_t rank) {
    const bool pim_mode = !domains_.empty() && domains_[domain_of_rank_[rank]].pim_mode;
    const bool owes = refresh_.owes(rank);
    const std::uint32_t next = owes && refresh_.by_bank() ? refresh_.next_bank(rank) : 0;
    for (std::uint32_t b = 0; b < banks_per_rank(); ++b) {
        const bool target =
            !refresh_.by_bank() || b == next || (refresh_.all_groups() && b % places_.banks == next);
        const std::uint32_t bank = rank * banks_per_rank() + b;
        const bool blocked = pim_mode || (owes && target);
        if (blocked == banks_[bank].blocked) continue;
        banks_[bank].blocked = blocked;
        queue_of_bank(bank).touch(bank % banks_per_queue());
    }
}

/// While PIM has work, accesses that came after it wait for its next pause.
void DramChannel::update_holds(const Domain& domain) {
    const std::uint64_t last =
        has_work(domain) ? domain.last_number : std::numeric_limits<std::uint64_t>::max();
    for (std::uint32_t r = domain.first_rank; r < domain.first_rank + domain.ranks; ++r)
        queue_of_rank(r).hold_after(rank_in_queue(r), last);
}

}  // namespace pamsim::memory
