#include "pim/flash_homes.h"

#include <algorithm>

namespace pamsim::pim {

std::uint32_t FlashHomes::next_drive(std::uint64_t sequence, Stay& stay) const {
    const kv::SequenceId id{sequence};
    while (cache_.resident(id) && stay.position < cache_.tokens(id)) {
        const kv::Place place = cache_.place(id, stay.position);
        stay.position += cache_.layout(place.level).block_tokens;
        if (place.level == level_) return place.domain;
    }
    return static_cast<std::uint32_t>(stay.homes.size()) % cache_.layout(level_).domains;
}

FlashHomes::Home FlashHomes::of(std::uint64_t sequence, std::uint32_t block) {
    Stay& stay = stays_[sequence];
    stay.pages.resize(cache_.layout(level_).domains);
    while (block >= stay.homes.size()) {
        const std::uint32_t drive = next_drive(sequence, stay);
        stay.homes.push_back({drive, stay.pages[drive]++});
    }
    return stay.homes[block];
}

std::vector<std::uint64_t> FlashHomes::departed() {
    std::vector<std::uint64_t> gone;
    if (cache_.blocks_freed(level_) == freed_) return gone;
    freed_ = cache_.blocks_freed(level_);
    for (const auto& stay : stays_)
        if (!cache_.resident(kv::SequenceId{stay.first})) gone.push_back(stay.first);
    std::sort(gone.begin(), gone.end());  // an unordered map has no order of its own
    return gone;
}

}  // namespace pamsim::pim
