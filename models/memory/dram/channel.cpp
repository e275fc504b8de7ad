#include "memory/dram/channel.h"

#include <algorithm>
#include <utility>

#include "base/invariant.h"

namespace pamsim::memory {
namespace {

bool lockstep_ranks(const std::optional<PimTimings>& pim) {
    return pim && !pim->per_rank;
}

}  // namespace

DramChannel::DramChannel(const DramPart& part, const std::optional<PimTimings>& pim)
    : part_(part),
      pim_(pim),
      state_(part, pim ? &*pim : nullptr),
      places_(part.geometry),
      refresh_(part, places_, lockstep_ranks(pim)),
      banks_(places_.count(Level::bank)),
      open_(places_.count(Level::rank), 0),
      refreshed_(places_.count(Level::rank), 0),
      bus_owner_(places_.count(Level::pseudo_channel), -1),
      buses_(places_.count(Level::pseudo_channel)),
      idle_until_(places_.count(Level::pseudo_channel), 0),
      completed_(places_.count(Level::pseudo_channel) + 2) {
    for (std::uint32_t pc = 0; pc < places_.count(Level::pseudo_channel); ++pc)
        queues_.emplace_back(part, places_, pc);
    for (std::uint32_t rank = 0; rank < places_.count(Level::rank); ++rank)
        rank_places_.push_back(places_.at(rank / places_.ranks, rank % places_.ranks, 0, 0));
    if (!pim_) return;
    const std::uint32_t together = pim_->per_rank ? 1 : places_.ranks;
    const std::uint32_t sets = pim_->same_bank ? places_.banks : 1;
    for (std::uint32_t rank = 0; rank < places_.count(Level::rank); ++rank) {
        if (rank % together == 0) {
            domains_.push_back({rank, together, streams(), sets});
            for (std::uint32_t set = 0; set < sets; ++set)
                streams_.emplace_back(part, *pim_,
                                      places_.at(rank / places_.ranks, rank % places_.ranks, 0, set));
        }
        domain_of_rank_.push_back(static_cast<std::uint32_t>(domains_.size() - 1));
    }
}

void DramChannel::begin_with_open(std::uint32_t row) {
    for (BankState& bank : banks_) bank.open_row = row;
    for (std::uint32_t& open : open_) open = banks_per_rank();
}

/// What comes at `now` competes for every command from there on, and for none before.
void DramChannel::go_to(Cycle now) {
    if (now < horizon_ || now < now_) base::require(false, "DRAM channel", "work came from the past");
    if (now - 1 > horizon_) advance(now - 1);
    now_ = now;
}

void DramChannel::submit(const Address& at, bool write, std::uint64_t tag, Cycle now) {
    go_to(now);
    AccessQueue& queue = queues_[at.pseudo_channel];
    if (!write && queue.holds_write(at)) {
        ++forwarded_count_;
        completed_[completed_.size() - 2].push_back({tag, now, now + 1});
        return;
    }
    if (queue.waiting() == 0) idle_until_[at.pseudo_channel] = now;
    queue.push(at, write, tag, ++number_, now);
    ++accesses_;
}

void DramChannel::submit(std::uint32_t stream, PimProgram program, std::uint64_t tag, Cycle now) {
    go_to(now);
    Domain& domain = domains_[domain_of_rank_[streams_[stream].place().rank]];
    const bool idle = !has_work(domain);
    streams_[stream].submit(std::move(program), tag, now);
    if (!idle) return;
    streams_[stream].lose(now, Cause::idle);
    domain.last_number = number_;
    if (!domain.pim_mode) update_holds(domain);
}

/// Nothing to do but refresh, and no bank to close before that.
bool DramChannel::idle() const {
    const auto none_open = [](std::uint32_t open) { return open == 0; };
    const auto no_work = [](const PimStream& stream) { return stream.idle(); };
    return accesses_ == 0 && std::all_of(open_.begin(), open_.end(), none_open) &&
           std::all_of(streams_.begin(), streams_.end(), no_work);
}

void DramChannel::advance(Cycle limit) {
    while (true) {
        const Choice choice = pick();
        const Cycle reached = std::min(choice.at, limit);
        if (refresh_.next_due() <= reached) {
            if (idle()) state_.count(Command::refresh_all, refresh_.skip(limit) * places_.count(Level::rank));
            now_ = std::max(now_, refresh_.next_due());
            refresh_.count(refresh_.next_due());
            for (std::uint32_t rank = 0; rank < places_.count(Level::rank); ++rank) update_blocked(rank);
            continue;
        }
        if (choice.at > limit || choice.at == kLater) break;
        now_ = choice.at;
        commit(choice);
    }
    horizon_ = std::max(horizon_, limit);
}

std::optional<Completion> DramChannel::next_completion() {
    std::deque<Completion>* first = nullptr;
    for (auto& list : completed_)
        if (!list.empty() && (first == nullptr || list.front().done < first->front().done)) first = &list;
    if (first == nullptr) return std::nullopt;
    const Completion completion = first->front();
    first->pop_front();
    return completion;
}

std::optional<Cycle> DramChannel::completion_bound() const {
    Cycle bound = kLater;
    for (const auto& list : completed_)
        if (!list.empty()) bound = std::min(bound, list.front().done);
    const Cycle next = std::max(horizon_, now_);
    const Cycle latency = (base::min(part_.timing.cl, part_.timing.cwl) + part_.timing.bl).value();
    for (const AccessQueue& queue : queues_)
        if (queue.waiting() > 0) bound = std::min(bound, next + latency);
    for (const PimStream& stream : streams_)
        if (!stream.idle()) bound = std::min(bound, std::max(horizon_ + 1, next + stream.least_cycles()));
    if (bound == kLater) return std::nullopt;
    return bound;
}

std::size_t DramChannel::waiting() const {
    std::size_t sum = 0;
    for (const AccessQueue& queue : queues_) sum += queue.waiting();
    for (const PimStream& stream : streams_) sum += stream.waiting();
    for (const auto& list : completed_) sum += list.size();
    return sum;
}

std::uint64_t DramChannel::commands() const {
    std::uint64_t sum = 0;
    for (std::size_t c = 0; c < kCommands; ++c) sum += state_.issued(static_cast<Command>(c));
    return sum;
}

Losses DramChannel::bus_losses(Cycle until) const {
    Losses sum;
    for (Account bus : buses_) {
        bus.lose(until, Cause::idle);
        sum += bus.sum();
    }
    return sum;
}

Losses DramChannel::pim_losses() const {
    Losses sum;
    for (const PimStream& stream : streams_) sum += stream.losses();
    return sum;
}

}  // namespace pamsim::memory
