#include "memory/flash/die_blocks.h"

#include "base/invariant.h"

namespace pamsim::memory {

DieBlocks::DieBlocks(const FlashPart& part, std::uint32_t die)
    : fifo_(part.gc_fifo),
      die_(die),
      pages_(part.pages),
      most_live_(PageGeometry(part).block_pages() - part.planes),
      free_(part.blocks),
      states_(part.blocks, State::free),
      erases_(part.blocks),
      closed_at_(part.blocks) {}

bool DieBlocks::has_row(Stream stream) const {
    const Open& at = open_[static_cast<std::size_t>(stream)];
    const std::uint32_t kept = stream == Stream::host ? 1 : 0;
    return (at.any && at.next_page < pages_) || free_ > kept;
}

/// A full block is closed only now: its last row may have been waiting for pages until then.
std::optional<FlashRow> DieBlocks::next_row(Stream stream) {
    if (!has_row(stream)) return std::nullopt;
    Open& at = open_[static_cast<std::size_t>(stream)];
    if (at.any && at.next_page == pages_) {
        states_[at.block] = State::closed;
        closed_at_[at.block] = closed_++;
        at.any = false;
    }
    if (!at.any) {
        at = {*least_worn(), 0, true};
        states_[at.block] = State::open;
        --free_;
    }
    return FlashRow{die_, at.block, at.next_page++};
}

std::optional<std::uint32_t> DieBlocks::least_worn() const {
    std::optional<std::uint32_t> best;
    for (std::uint32_t block = 0; block < states_.size(); ++block)
        if (states_[block] == State::free && (!best || erases_[block] < erases_[*best])) best = block;
    return best;
}

std::optional<std::uint32_t> DieBlocks::take_victim(const PageMap& map) {
    const auto first = static_cast<std::uint32_t>(die_ * states_.size());
    std::optional<std::uint32_t> best;
    for (std::uint32_t block = 0; block < states_.size(); ++block) {
        if (states_[block] != State::closed || map.live(first + block) > most_live_) continue;
        const bool better = !best || (fifo_ ? closed_at_[block] < closed_at_[*best]
                                            : map.live(first + block) < map.live(first + *best));
        if (better) best = block;
    }
    if (best) states_[*best] = State::collected;
    return best;
}

void DieBlocks::erased(std::uint32_t block) {
    base::require(states_[block] == State::collected, "DieBlocks", "a block is erased without collection");
    states_[block] = State::free;
    ++erases_[block];
    ++free_;
}

}  // namespace pamsim::memory
