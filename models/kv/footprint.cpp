#include "kv/footprint.h"

#include <algorithm>

namespace pamsim::kv {

namespace {

bool is_before(const Footprint::Entry& entry, std::uint32_t domain) {
    return entry.domain < domain;
}

}  // namespace

std::uint32_t Footprint::find(std::uint32_t domain) const {
    const auto at = std::lower_bound(entries_.begin(), entries_.end(), domain, is_before);
    if (at == entries_.end() || at->domain != domain) return kNone;
    return static_cast<std::uint32_t>(at - entries_.begin());
}

std::uint32_t Footprint::enter(std::uint32_t domain, std::uint32_t first_group) {
    const auto at = std::lower_bound(entries_.begin(), entries_.end(), domain, is_before);
    const auto index = at - entries_.begin();
    entries_.insert(at, Entry{domain, first_group, 0, 0});
    counts_.insert(counts_.begin() + index * groups_, groups_, 0);
    return static_cast<std::uint32_t>(index);
}

bool Footprint::add_block(std::uint32_t entry, std::uint32_t group) {
    Entry& e = entries_[entry];
    const std::uint32_t count = ++counts_[std::size_t{entry} * groups_ + group];
    ++e.blocks;
    ++blocks_;
    if (count <= e.depth) return false;
    e.depth = count;
    return true;
}

void Footprint::clear() {
    blocks_ = turn_ = 0;
    homes_.clear();
    entries_.clear();
    counts_.clear();
}

}  // namespace pamsim::kv
