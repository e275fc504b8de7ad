// Which command of a channel comes next.
#include "memory/dram/channel.h"

#include <algorithm>

namespace pamsim::memory {

/// The earliest command; of the same cycle the one offered first.
DramChannel::Choice DramChannel::pick() {
    Choice best;
    if (!refresh_.nobody_owes()) pick_refresh(best);
    for (std::uint32_t domain = 0; domain < domains_.size(); ++domain) pick_domain(domain, best);
    for (std::uint32_t pc = 0; accesses_ > 0 && pc < queues_.size(); ++pc) {
        const AccessQueue::Choice& access = queues_[pc].pick(state_, banks_, now_);
        const bool older = access.at == best.at && best.what == What::access && access.number < best.number;
        if (access.at < best.at || (older && access.at != kLater))
            best = {access.at, access.number, pc, What::access, access.command, access.binding};
    }
    if (part_.controller.page_policy != PagePolicy::open) pick_idle_rows(best);
    return best;
}

void DramChannel::offer(Choice& best, What what, Command command, const Place& place,
                        std::uint32_t index) const {
    const std::int64_t ready = state_.ready(command, place);
    const Cycle at = std::max(ready >> 4, now_);
    if (at < best.at) best = {at, 0, index, what, command, static_cast<Cause>(ready & 15)};
}

/// A rank owes: per-bank refreshes of a domain in PIM mode are paid together by an all-bank one.
bool DramChannel::owes_now(std::uint32_t rank) const {
    if (!refresh_.owes(rank)) return false;
    return domains_.empty() || !domains_[domain_of_rank_[rank]].pim_mode || refresh_.owes_all_banks(rank);
}

void DramChannel::pick_refresh(Choice& best) const {
    for (std::uint32_t rank = 0; rank < open_.size(); ++rank)
        if (owes_now(rank)) pick_rank_refresh(rank, best);
}

void DramChannel::pick_rank_refresh(std::uint32_t rank, Choice& best) const {
    const Place& place = rank_place(rank);
    const bool pim_mode = !domains_.empty() && domains_[domain_of_rank_[rank]].pim_mode;
    if (pim_mode && !between_rows(domains_[domain_of_rank_[rank]])) return;
    if (pim_mode || !refresh_.by_bank()) {
        const bool open = open_[rank] > 0;
        offer(best, open ? What::close : What::refresh, open ? Command::precharge_all : Command::refresh_all,
              place, rank);
        return;
    }
    const std::uint32_t first = rank * banks_per_rank() + refresh_.next_bank(rank);
    const std::uint32_t groups = refresh_.all_groups() ? places_.bank_groups : 1;
    Choice last;
    last.at = -1;
    for (std::uint32_t group = 0; group < groups; ++group) {
        const std::uint32_t bank = first + group * places_.banks;
        const bool open = banks_[bank].open_row >= 0;
        Choice one;
        offer(one, open ? What::close : What::refresh, open ? Command::precharge : Command::refresh_bank,
              bank_place(bank), open ? bank : rank);
        if (open) {
            if (one.at < best.at) best = one;
            return;
        }
        if (one.at > last.at) last = one;
    }
    if (last.at < best.at) best = last;
}

bool DramChannel::has_work(const Domain& domain) const {
    for (std::uint32_t s = 0; s < domain.streams; ++s)
        if (!streams_[domain.first_stream + s].idle()) return true;
    return false;
}

bool DramChannel::between_rows(const Domain& domain) const {
    for (std::uint32_t s = 0; s < domain.streams; ++s)
        if (!streams_[domain.first_stream + s].between_rows()) return false;
    return true;
}

std::uint32_t DramChannel::accesses_waiting(const Domain& domain) const {
    std::uint32_t sum = 0;
    for (std::uint32_t r = domain.first_rank; r < domain.first_rank + domain.ranks; ++r)
        sum += queue_of_rank(r).waiting_for(rank_in_queue(r));
    return sum;
}

/// Accesses that were there when PIM asked for the domain, or when it gave way.
bool DramChannel::accesses_go_first(const Domain& domain) const {
    for (std::uint32_t r = domain.first_rank; r < domain.first_rank + domain.ranks; ++r)
        if (queue_of_rank(r).any_up_to(rank_in_queue(r), domain.last_number)) return true;
    return false;
}

bool DramChannel::leaves_pim(const Domain& domain) const {
    if (accesses_ == 0 || accesses_waiting(domain) == 0) return false;
    for (std::uint32_t s = 0; s < domain.streams; ++s)
        if (streams_[domain.first_stream + s].in_run()) return false;
    return !has_work(domain) || (pim_->yield_at_rows && domain.rows_since_entry);
}

void DramChannel::pick_domain(std::uint32_t index, Choice& best) const {
    const Domain& domain = domains_[index];
    const Place& place = rank_place(domain.first_rank);
    bool owes = false;
    for (std::uint32_t r = domain.first_rank; !refresh_.nobody_owes() && r < domain.first_rank + domain.ranks;
         ++r)
        owes |= owes_now(r);
    if (!domain.pim_mode) {
        if (owes || !has_work(domain) || accesses_go_first(domain)) return;
        for (std::uint32_t r = domain.first_rank; r < domain.first_rank + domain.ranks; ++r) {
            if (open_[r] == 0) continue;
            offer(best, What::close, Command::precharge_all, rank_place(r), r);
            return;
        }
        offer(best, What::mode, Command::mode_change, place, index);
        return;
    }
    const bool leaves = leaves_pim(domain);
    if (leaves && !owes && between_rows(domain)) {
        offer(best, What::mode, Command::mode_change, place, index);
        return;
    }
    for (std::uint32_t s = domain.first_stream; s < domain.first_stream + domain.streams; ++s) {
        const PimStream& stream = streams_[s];
        if (stream.idle() || ((owes || leaves) && stream.between_rows())) continue;
        const std::int32_t owner = bus_owner_[stream.place().pseudo_channel];
        if (stream.on_bus() && owner >= 0 && owner != static_cast<std::int32_t>(s)) continue;
        const std::int64_t ready = state_.ready(stream.head(), stream.place());
        const Cycle units = stream.units_ready();
        const Cycle at = std::max({ready >> 4, units, now_});
        const auto cause = static_cast<Cause>(ready & 15);
        const bool on_units = units > ready >> 4 || (units == ready >> 4 && cause == Cause::command_bus);
        const Cause binding = on_units ? Cause::units : cause;
        const bool overtakes =
            at == best.at && best.what == What::stream && !stream.on_bus() && streams_[best.index].on_bus();
        if (at < best.at || overtakes) best = {at, 0, s, What::stream, stream.head(), binding};
    }
}

/// Rows that the page policy closes although nobody needs the bank.
void DramChannel::pick_idle_rows(Choice& best) const {
    const bool timeout = part_.controller.page_policy == PagePolicy::timeout;
    for (std::uint32_t bank = 0; bank < banks_.size(); ++bank) {
        const BankState& state = banks_[bank];
        if (state.open_row < 0 || state.blocked) continue;
        const AccessQueue& queue = queues_[bank / banks_per_queue()];
        if (queue.wants_row(bank % banks_per_queue(), state.open_row)) continue;
        Choice one;
        offer(one, What::close, Command::precharge, bank_place(bank), bank);
        if (timeout) one.at = std::max(one.at, state.last_access + part_.controller.page_timeout.value());
        if (one.at < best.at) best = one;
    }
}

}  // namespace pamsim::memory
