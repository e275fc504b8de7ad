// What a memory level looks like to the KV cache, and the words for a place in it.
#pragma once

#include <cstdint>
#include <string>

namespace pamsim::kv {

/// A small whole number that its owner gives out densely (tables are as long as the largest one used).
enum class SequenceId : std::uint64_t {};

/// One owner's share of a memory level. All owners hold their shard of a block at the same place, so one
/// layout stands for all of them.
///
/// A domain has its own PIM command stream: an HBM pseudo-channel rank, a DIMM, an SSD drive. Its groups
/// (bank groups, dies) work in lockstep on different blocks. A block is `block_tokens` consecutive tokens of
/// one sequence, all layers and heads. Blocks that do not divide evenly go to the first domains, and in a
/// domain to the first groups.
struct LevelLayout {
    std::string name;
    std::int64_t capacity_blocks;
    std::uint32_t block_tokens;
    std::uint32_t domains;
    std::uint32_t groups;
};

/// What the sequences of one microbatch keep in one domain.
struct DomainLoad {
    std::uint32_t sequences = 0;
    /// Lockstep rows: over the sequences, the sum of the blocks in the sequence's fullest group.
    std::uint32_t depth = 0;
    std::uint32_t blocks = 0;
    std::uint64_t tokens = 0;
    std::uint32_t open_blocks = 0;  ///< of the blocks, those that are not full

    friend bool operator==(const DomainLoad& a, const DomainLoad& b) {
        return a.sequences == b.sequences && a.depth == b.depth && a.blocks == b.blocks &&
               a.tokens == b.tokens && a.open_blocks == b.open_blocks;
    }
};

/// Where one token lies: slot `slot` of block number `block` of a group.
struct Place {
    std::uint32_t level;
    std::uint32_t domain;
    std::uint32_t group;
    std::uint32_t block;
    std::uint32_t slot;
};

/// A block and how many tokens of its sequence it holds.
struct BlockSpan {
    std::uint64_t sequence;
    std::uint32_t domain;
    std::uint32_t group;
    std::uint32_t tokens;
    std::uint32_t first_token;  ///< of the sequence
};

}  // namespace pamsim::kv
