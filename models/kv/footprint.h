// What one sequence holds on one level, domain by domain.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pamsim::kv {

/// Blocks of a sequence per domain and group, and the homes that take its next blocks in turn.
///
/// The turn changes after a row (one block in each group) is full, so a sequence has no more rows than it
/// must.
class Footprint {
public:
    struct Entry {
        std::uint32_t domain;
        std::uint32_t first_group;  ///< where the sequence began in this domain
        std::uint32_t blocks;
        std::uint32_t depth;  ///< blocks in its fullest group
    };

    explicit Footprint(std::uint32_t groups) : groups_(groups) {}

    std::uint32_t blocks() const { return blocks_; }
    const std::vector<Entry>& entries() const { return entries_; }  ///< in order of domain
    const std::vector<std::uint32_t>& homes() const { return homes_; }
    bool row_is_full() const { return blocks_ % groups_ == 0; }

    void add_home(std::uint32_t domain) { homes_.push_back(domain); }
    void turn_to(std::uint32_t home) { turn_ = home; }
    std::uint32_t home() const { return homes_[turn_]; }
    /// The home whose turn it is has no block left: `domain` takes its place for good.
    void replace_home(std::uint32_t domain) { homes_[turn_] = domain; }

    static constexpr std::uint32_t kNone = 0xffffffff;
    /// Index of the entry of `domain`, or kNone.
    std::uint32_t find(std::uint32_t domain) const;
    /// Makes the entry of a domain that has none yet; returns its index.
    std::uint32_t enter(std::uint32_t domain, std::uint32_t first_group);
    std::uint32_t count(std::uint32_t entry, std::uint32_t group) const {
        return counts_[std::size_t{entry} * groups_ + group];
    }
    /// One block more. True when the entry became a row deeper.
    bool add_block(std::uint32_t entry, std::uint32_t group);
    void clear();

private:
    friend struct KvCachePeer;

    std::uint32_t groups_;
    std::uint32_t blocks_ = 0;
    std::uint32_t turn_ = 0;
    std::vector<std::uint32_t> homes_;
    std::vector<Entry> entries_;
    std::vector<std::uint32_t> counts_;  ///< `groups` per entry
};

}  // namespace pamsim::kv
