#include "memory/dram/refresh.h"

#include <algorithm>
#include <limits>
#include <string>

#include "base/invariant.h"

namespace pamsim::memory {
namespace {

constexpr std::uint32_t kPostponable = 8;  // JESD79-4 4.24, JESD79-5, JESD238

}  // namespace

Refresh::Refresh(const DramPart& part, const Places& places, bool aligned)
    : next_due_(std::numeric_limits<Cycle>::max()) {
    const DramRefresh& refresh = part.refresh;
    const Cycle refi = part.timing.refi.value();
    all_groups_ = refresh.mode == RefreshMode::same_bank;
    switch (refresh.mode) {
        case RefreshMode::none:
            return;
        case RefreshMode::all_bank:
            interval_ = refi;
            break;
        case RefreshMode::fine_grained:
            interval_ = refi / refresh.fine_divisor;
            break;
        case RefreshMode::per_bank:
            commands_per_interval_ = places.bank_groups * places.banks;
            interval_ = refi / commands_per_interval_;
            break;
        case RefreshMode::same_bank:
            commands_per_interval_ = places.banks;
            interval_ = refi / (commands_per_interval_ * refresh.same_bank_rounds());
            break;
    }
    const bool fine = refresh.mode == RefreshMode::fine_grained || all_groups_;
    most_owed_ = (kPostponable + 1) * commands_per_interval_ * (fine ? refresh.same_bank_rounds() : 1);
    const std::uint32_t ranks = places.count(Level::rank);
    for (std::uint32_t rank = 0; rank < ranks; ++rank) {
        const std::uint32_t turn = aligned ? places.ranks : rank % places.ranks + 1;
        ranks_.push_back({interval_ * turn / places.ranks, 0, 0});
        next_due_ = std::min(next_due_, ranks_.back().due);
    }
}

void Refresh::count(Cycle now) {
    next_due_ = std::numeric_limits<Cycle>::max();
    for (std::size_t r = 0; r < ranks_.size(); ++r) {
        Rank& rank = ranks_[r];
        for (; rank.due <= now; rank.due += interval_) ++rank.owed, ++owed_;
        if (rank.owed > most_owed_)
            base::require(false, "DRAM channel",
                          "rank " + std::to_string(r) + " owes " + std::to_string(rank.owed) + " refreshes");
        next_due_ = std::min(next_due_, rank.due);
    }
}

std::uint64_t Refresh::skip(Cycle limit) {
    if (ranks_.empty() || by_bank() || owed_ > 0 || limit < next_due_ + 2 * interval_) return 0;
    const Cycle intervals = (limit - next_due_) / interval_ - 1;
    for (Rank& rank : ranks_) rank.due += intervals * interval_;
    next_due_ += intervals * interval_;
    return static_cast<std::uint64_t>(intervals);
}

void Refresh::paid(std::uint32_t rank) {
    --ranks_[rank].owed;
    --owed_;
    ranks_[rank].bank = (ranks_[rank].bank + 1) % commands_per_interval_;
}

void Refresh::paid_all_banks(std::uint32_t rank) {
    ranks_[rank].owed -= commands_per_interval_;
    owed_ -= commands_per_interval_;
}

}  // namespace pamsim::memory
