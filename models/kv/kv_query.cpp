// The questions one can ask the KV cache.
#include <algorithm>

#include "base/invariant.h"
#include "base/units.h"
#include "kv/kv_cache.h"

namespace pamsim::kv {

std::uint32_t KvCache::require_slot(SequenceId id) const {
    const std::uint32_t slot = slot_of(id);
    if (slot == kNoSlot) {
        throw base::InvariantError(
            "kv/cache", "sequence " + std::to_string(static_cast<std::uint64_t>(id)) + " is not resident");
    }
    return slot;
}

std::uint32_t KvCache::share_index(std::uint32_t level, std::uint32_t microbatch) const {
    if (level >= levels() || microbatch >= microbatches_) {
        throw base::InvariantError("kv/cache", "no level " + std::to_string(level) + " with microbatch " +
                                                   std::to_string(microbatch));
    }
    return level * microbatches_ + microbatch;
}

std::int64_t KvCache::capacity_tokens() const {
    std::int64_t sum = 0;
    for (const LevelLayout& layout : layouts_) sum += layout.capacity_blocks * layout.block_tokens;
    return sum;
}

std::int64_t KvCache::free_tokens() const {
    return *free_tokens_after(0);
}

std::optional<std::int64_t> KvCache::free_tokens_after(std::uint32_t tokens) const {
    std::int64_t rest = tokens;
    std::int64_t free = 0;
    for (std::uint32_t level = 0; level < levels(); ++level) {
        const std::int64_t block_tokens = layouts_[level].block_tokens;
        const std::int64_t taken = std::min(pools_[level].free(), base::ceil_div(rest, block_tokens));
        rest -= std::min(rest, taken * block_tokens);
        free += (pools_[level].free() - taken) * block_tokens;
    }
    if (rest > 0) return std::nullopt;
    return free;
}

std::uint32_t KvCache::tokens(SequenceId id) const {
    return tails_[require_slot(id)].tokens;
}

std::uint32_t KvCache::tokens_on(SequenceId id, std::uint32_t level) const {
    const std::uint32_t slot = require_slot(id);
    const Sequence& sequence = sequences_[slot];
    // Every block is full but the last one.
    const std::uint32_t room = sequence.chain.back().level == level ? tails_[slot].room : 0;
    return sequence.footprints.at(level).blocks() * layouts_[level].block_tokens - room;
}

std::uint32_t KvCache::newest_level(SequenceId id) const {
    return sequences_[require_slot(id)].chain.back().level;
}

std::uint32_t KvCache::microbatch_of(SequenceId id) const {
    return sequences_[require_slot(id)].microbatch;
}

Place KvCache::place(SequenceId id, std::uint32_t position) const {
    const std::uint32_t slot = require_slot(id);
    if (position >= tails_[slot].tokens) {
        throw base::InvariantError("kv/cache", "the sequence has no token at that position");
    }
    const std::vector<BlockRef>& chain = sequences_[slot].chain;
    const auto after =
        std::upper_bound(chain.begin(), chain.end(), position,
                         [](std::uint32_t p, const BlockRef& ref) { return p < ref.first_token; });
    const BlockRef& ref = *(after - 1);
    return {ref.level, ref.domain, ref.group, ref.block, position - ref.first_token};
}

std::int64_t KvCache::tokens(std::uint32_t level) const {
    std::int64_t sum = 0;
    for (std::uint32_t m = 0; m < microbatches_; ++m) sum += tokens(level, m);
    return sum;
}

std::int64_t KvCache::tokens(std::uint32_t level, std::uint32_t microbatch) const {
    return shares_[share_index(level, microbatch)].tokens;
}

std::uint32_t KvCache::sequences(std::uint32_t level) const {
    std::uint32_t sum = 0;
    for (std::uint32_t m = 0; m < microbatches_; ++m) sum += sequences(level, m);
    return sum;
}

std::uint32_t KvCache::sequences(std::uint32_t level, std::uint32_t microbatch) const {
    return shares_[share_index(level, microbatch)].sequences;
}

const std::vector<DomainLoad>& KvCache::loads(std::uint32_t level, std::uint32_t microbatch) const {
    return shares_[share_index(level, microbatch)].loads;
}

std::int64_t KvCache::readable_tokens(std::uint32_t level, std::uint32_t microbatch) const {
    const std::uint32_t share = share_index(level, microbatch);
    return shares_[share].tokens - landing_[share].tokens;
}

std::uint32_t KvCache::readable_sequences(std::uint32_t level, std::uint32_t microbatch) const {
    const std::uint32_t share = share_index(level, microbatch);
    return shares_[share].sequences - landing_[share].sequences;
}

const std::vector<DomainLoad>& KvCache::readable_loads(std::uint32_t level, std::uint32_t microbatch,
                                                       std::vector<DomainLoad>& scratch) const {
    const std::uint32_t share = share_index(level, microbatch);
    if (landing_[share].sequences == 0) return shares_[share].loads;
    scratch = shares_[share].loads;
    for (std::size_t d = 0; d < scratch.size(); ++d) {
        const DomainLoad& away = landing_[share].loads[d];
        scratch[d].sequences -= away.sequences;
        scratch[d].depth -= away.depth;
        scratch[d].blocks -= away.blocks;
        scratch[d].tokens -= away.tokens;
        scratch[d].open_blocks -= away.open_blocks;
    }
    return scratch;
}

std::vector<BlockSpan> KvCache::readable_blocks(std::uint32_t level, std::uint32_t microbatch) const {
    std::vector<BlockSpan> blocks;
    for (std::uint32_t slot = 0; slot < sequences_.size(); ++slot) {
        const Sequence& sequence = sequences_[slot];
        const Tail& tail = tails_[slot];
        if (tail.tokens == 0 || sequence.landing || sequence.microbatch != microbatch) continue;
        for (const BlockRef& block : sequence.chain) {
            if (block.level != level) continue;
            const bool last = &block == &sequence.chain.back();
            const std::uint32_t tokens = layouts_[level].block_tokens - (last ? tail.room : 0);
            blocks.push_back({static_cast<std::uint64_t>(sequence.id), block.domain, block.group, tokens,
                              block.first_token});
        }
    }
    return blocks;
}

}  // namespace pamsim::kv
