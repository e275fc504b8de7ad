// Where the KV of sequences goes on one owner's drives: which drive has a block, and as the how-manieth of
// its sequence there.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "kv/kv_cache.h"

namespace pamsim::pim {

class FlashHomes {
public:
    struct Home {
        std::uint32_t drive = 0;
        std::uint32_t page = 0;  ///< of tokens, of this sequence, on this drive
    };

    FlashHomes(const kv::KvCache& cache, std::uint32_t level) : cache_(cache), level_(level) {}

    /// Of the sequence's block number `block` on the level, counted from the start of its stay. A sequence
    /// that the cache does not have any more (it ended while its KV was on the way) goes round the drives.
    Home of(std::uint64_t sequence, std::uint32_t block);
    void forget(std::uint64_t sequence) { stays_.erase(sequence); }
    /// Sequences known here that have left the cache since the last question.
    std::vector<std::uint64_t> departed();

private:
    struct Stay {
        std::uint32_t position = 0;  ///< of the sequence: blocks before it have been seen
        std::vector<Home> homes;
        std::vector<std::uint32_t> pages;  ///< per drive
    };
    std::uint32_t next_drive(std::uint64_t sequence, Stay& stay) const;

    const kv::KvCache& cache_;
    std::uint32_t level_;
    std::uint64_t freed_ = 0;  ///< blocks, when last asked
    std::unordered_map<std::uint64_t, Stay> stays_;
};

}  // namespace pamsim::pim
