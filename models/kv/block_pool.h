// The blocks of one level: who is free, by domain and group.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "kv/layout.h"

namespace pamsim::kv {

/// A block by its physical place.
struct HeldBlock {
    std::uint32_t domain;
    std::uint32_t group;
    std::uint32_t block;
};

/// Free lists are stacks: the block given back last is taken first. A block that was never taken costs no
/// memory, so a level may be far larger than what a run uses of it.
class BlockPool {
public:
    explicit BlockPool(const LevelLayout& layout);

    std::int64_t capacity() const { return capacity_; }
    std::int64_t held() const { return static_cast<std::int64_t>(allocated_ - freed_); }
    std::int64_t free() const { return capacity_ - held(); }
    std::int64_t peak() const { return peak_; }
    std::uint64_t allocated() const { return allocated_; }
    std::uint64_t freed() const { return freed_; }

    std::uint32_t free_in(std::uint32_t domain) const { return free_in_[domain]; }
    std::uint32_t held_in(std::uint32_t domain) const { return capacity_in_[domain] - free_in_[domain]; }
    bool group_has_room(std::uint32_t domain, std::uint32_t group) const {
        return free_in_group_[group_index(domain, group)] > 0;
    }
    /// The domain with most free blocks, the lowest index among equals.
    std::uint32_t most_free() const { return winner_[1]; }

    std::uint32_t take(std::uint32_t domain, std::uint32_t group);
    void give(const HeldBlock& block);
    /// The group at which the next sequence that enters a domain begins: one further each time, so that short
    /// sequences do not all fill the first group.
    std::uint32_t next_first_group(std::uint32_t domain);

    /// Every block is either free or in `held`, none twice. Throws base::InvariantError, `where` first.
    void check(const std::string& where, const std::vector<HeldBlock>& held) const;

private:
    friend struct KvCachePeer;

    struct Group {
        std::uint32_t untouched = 0;  ///< blocks from here on were never taken
        std::vector<std::uint32_t> freed;
    };

    std::size_t group_index(std::uint32_t domain, std::uint32_t group) const {
        return std::size_t{domain} * groups_ + group;
    }
    std::uint32_t group_capacity(std::uint32_t domain, std::uint32_t group) const;
    std::uint32_t play(std::uint32_t node) const;
    void replay(std::uint32_t domain);
    void check_counts(const std::string& where) const;

    std::int64_t capacity_;
    std::uint32_t domains_, groups_;
    std::vector<Group> lists_;                  ///< domain by domain
    std::vector<std::uint32_t> free_in_group_;  ///< domain by domain
    std::vector<std::uint32_t> capacity_in_;    ///< by domain
    std::vector<std::uint32_t> free_in_;        ///< by domain
    std::vector<std::uint32_t> first_group_;
    std::uint32_t leaves_ = 1;
    /// A tournament of free_in_: node n has the children 2n and 2n + 1, the root is 1.
    std::vector<std::uint32_t> winner_;
    std::uint64_t allocated_ = 0, freed_ = 0;
    std::int64_t peak_ = 0;
};

}  // namespace pamsim::kv
