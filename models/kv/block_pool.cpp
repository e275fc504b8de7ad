#include "kv/block_pool.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "base/invariant.h"

namespace pamsim::kv {

namespace {

/// Part `index` of `whole` dealt out evenly over `parts`, the remainder to the first ones.
std::int64_t deal(std::int64_t whole, std::uint32_t parts, std::uint32_t index) {
    return whole / parts + (index < whole % parts ? 1 : 0);
}

bool lies_before(const HeldBlock& a, const HeldBlock& b) {
    return std::tie(a.domain, a.group, a.block) < std::tie(b.domain, b.group, b.block);
}

std::string text(const HeldBlock& b) {
    return "block " + std::to_string(b.block) + " of domain " + std::to_string(b.domain) + ", group " +
           std::to_string(b.group);
}

void check_layout(const LevelLayout& layout) {
    const std::string where = "kv level " + layout.name;
    base::require(layout.domains > 0 && layout.groups > 0 && layout.block_tokens > 0, where,
                  "domains, groups and block_tokens must be at least 1");
    base::require(layout.capacity_blocks >= 0, where, "capacity_blocks is negative");
    base::require(layout.groups <= std::numeric_limits<std::uint16_t>::max(), where,
                  "more than 65535 groups");
    base::require(layout.capacity_blocks / layout.domains < std::numeric_limits<std::uint32_t>::max(), where,
                  "more than 2^32 - 2 blocks in a domain");
}

}  // namespace

BlockPool::BlockPool(const LevelLayout& layout)
    : capacity_(layout.capacity_blocks), domains_(layout.domains), groups_(layout.groups) {
    check_layout(layout);
    lists_.resize(std::size_t{domains_} * groups_);
    first_group_.assign(domains_, 0);
    for (std::uint32_t d = 0; d < domains_; ++d) {
        capacity_in_.push_back(static_cast<std::uint32_t>(deal(capacity_, domains_, d)));
        for (std::uint32_t g = 0; g < groups_; ++g) free_in_group_.push_back(group_capacity(d, g));
    }
    free_in_ = capacity_in_;
    while (leaves_ < domains_) leaves_ *= 2;
    // Leaves beyond the last domain repeat it: they never beat it, and need no special case.
    winner_.assign(std::size_t{2} * leaves_, domains_ - 1);
    for (std::uint32_t d = 0; d < domains_; ++d) winner_[leaves_ + d] = d;
    for (std::uint32_t node = leaves_ - 1; node > 0; --node) winner_[node] = play(node);
}

std::uint32_t BlockPool::group_capacity(std::uint32_t domain, std::uint32_t group) const {
    return static_cast<std::uint32_t>(deal(capacity_in_[domain], groups_, group));
}

std::uint32_t BlockPool::play(std::uint32_t node) const {
    const std::uint32_t left = winner_[2 * node];
    const std::uint32_t right = winner_[2 * node + 1];
    return free_in_[right] > free_in_[left] ? right : left;
}

void BlockPool::replay(std::uint32_t domain) {
    for (std::uint32_t node = (leaves_ + domain) / 2; node > 0; node /= 2) {
        const std::uint32_t winner = play(node);
        if (winner == winner_[node] && winner != domain) return;  // nothing above hears of the change
        winner_[node] = winner;
    }
}

std::uint32_t BlockPool::take(std::uint32_t domain, std::uint32_t group) {
    if (!group_has_room(domain, group))
        throw base::InvariantError("kv/pool", "take from a group without room");
    Group& list = lists_[group_index(domain, group)];
    std::uint32_t block = list.untouched;
    if (list.freed.empty()) {
        ++list.untouched;
    } else {
        block = list.freed.back();
        list.freed.pop_back();
    }
    --free_in_group_[group_index(domain, group)];
    --free_in_[domain];
    replay(domain);
    ++allocated_;
    peak_ = std::max(peak_, held());
    return block;
}

void BlockPool::give(const HeldBlock& block) {
    const std::size_t group = group_index(block.domain, block.group);
    lists_[group].freed.push_back(block.block);
    ++free_in_group_[group];
    ++free_in_[block.domain];
    replay(block.domain);
    ++freed_;
}

std::uint32_t BlockPool::next_first_group(std::uint32_t domain) {
    const std::uint32_t first = first_group_[domain];
    first_group_[domain] = first + 1 == groups_ ? 0 : first + 1;
    return first;
}

void BlockPool::check(const std::string& where, const std::vector<HeldBlock>& held_blocks) const {
    base::require(freed_ <= allocated_ && held() == static_cast<std::int64_t>(held_blocks.size()), where,
                  "allocated " + std::to_string(allocated_) + " blocks and freed " + std::to_string(freed_) +
                      ", but sequences hold " + std::to_string(held_blocks.size()));
    check_counts(where);
    std::vector<HeldBlock> known = held_blocks;
    std::size_t touched = 0;
    for (std::uint32_t d = 0; d < domains_; ++d) {
        for (std::uint32_t g = 0; g < groups_; ++g) {
            const Group& list = lists_[group_index(d, g)];
            for (const std::uint32_t block : list.freed) known.push_back({d, g, block});
            touched += list.untouched;
        }
    }
    std::sort(known.begin(), known.end(), lies_before);
    for (std::size_t i = 0; i < known.size(); ++i) {
        const HeldBlock& b = known[i];
        if (b.domain >= domains_ || b.group >= groups_ ||
            b.block >= lists_[group_index(b.domain, b.group)].untouched) {
            throw base::InvariantError(where, text(b) + " was never given out");
        }
        if (i > 0 && !lies_before(known[i - 1], b)) {
            throw base::InvariantError(where,
                                       text(b) + " is held twice, free twice, or held and free at once");
        }
    }
    base::require(known.size() == touched, where, "a block is neither held nor free");
}

void BlockPool::check_counts(const std::string& where) const {
    for (std::uint32_t d = 0; d < domains_; ++d) {
        std::uint32_t free = 0;
        for (std::uint32_t g = 0; g < groups_; ++g) {
            const Group& list = lists_[group_index(d, g)];
            const std::size_t room = group_capacity(d, g) - list.untouched + list.freed.size();
            if (free_in_group_[group_index(d, g)] != room) {
                throw base::InvariantError(where, "group " + std::to_string(g) + " of domain " +
                                                      std::to_string(d) +
                                                      " counts other free blocks than its free list has");
            }
            free += free_in_group_[group_index(d, g)];
        }
        if (free_in_[d] != free) {
            throw base::InvariantError(where, "domain " + std::to_string(d) + " counts " +
                                                  std::to_string(free_in_[d]) +
                                                  " free blocks, its groups have " + std::to_string(free));
        }
    }
    const auto most = std::max_element(free_in_.begin(), free_in_.end()) - free_in_.begin();
    base::require(
        most_free() == static_cast<std::uint32_t>(most), where,
        "domain " + std::to_string(most) + " has most free blocks, not " + std::to_string(most_free()));
}

}  // namespace pamsim::kv
