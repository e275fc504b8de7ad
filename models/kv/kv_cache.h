// The KV cache as data: which token of which sequence lies where, and how loaded every domain is.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kv/block_pool.h"
#include "kv/footprint.h"
#include "kv/layout.h"
#include "kv/spread.h"

namespace pamsim::kv {

/// A table of blocks over several levels, the first being the one to fill first. It knows no time, no bytes
/// and no values; moving tokens between levels is not its business.
///
/// Asking about a sequence that is not resident throws base::InvariantError, about a level or a microbatch
/// that does not exist that or std::out_of_range.
class KvCache {
public:
    /// `spread` names the placement rule inside a level (spread.h).
    KvCache(std::vector<LevelLayout> levels, std::uint32_t microbatches,
            const std::string& spread = "balanced");

    /// Places `tokens` (at least 1) top level first, spilling to the next when a level is full. All or
    /// nothing.
    bool admit(SequenceId id, std::uint32_t tokens, std::uint32_t microbatch,
               std::uint32_t expected_sequences);
    /// One more token. A new block (top level first) only when the last one is full; false, and nothing
    /// changed, when no level has room.
    bool append(SequenceId id);
    void release(SequenceId id);

    /// A resident sequence whose KV is still on its way: it occupies its blocks but nothing can be read from
    /// them. No token may be appended until land().
    void begin_landing(SequenceId id);
    void land(SequenceId id);

    std::uint32_t levels() const { return static_cast<std::uint32_t>(layouts_.size()); }
    std::uint32_t microbatches() const { return microbatches_; }
    const LevelLayout& layout(std::uint32_t level) const { return layouts_.at(level); }
    std::int64_t capacity_tokens() const;
    /// Tokens that whole free blocks can take; room in half-full last blocks is not counted.
    std::int64_t free_tokens() const;
    /// free_tokens() as it would be after admitting `tokens`; nothing when they do not fit.
    std::optional<std::int64_t> free_tokens_after(std::uint32_t tokens) const;

    bool resident(SequenceId id) const { return slot_of(id) != kNoSlot; }
    std::uint32_t tokens(SequenceId id) const;
    std::uint32_t tokens_on(SequenceId id, std::uint32_t level) const;
    /// The level of the newest token.
    std::uint32_t newest_level(SequenceId id) const;
    std::uint32_t microbatch_of(SequenceId id) const;
    /// Resident and not landing.
    bool readable(SequenceId id) const { return resident(id) && !sequences_[slot_of(id)].landing; }
    Place place(SequenceId id, std::uint32_t position) const;

    std::int64_t tokens(std::uint32_t level) const;
    std::int64_t tokens(std::uint32_t level, std::uint32_t microbatch) const;
    /// Sequences with at least one token on the level.
    std::uint32_t sequences(std::uint32_t level) const;
    std::uint32_t sequences(std::uint32_t level, std::uint32_t microbatch) const;
    /// One entry per domain; always up to date. The reference stays valid as long as the cache.
    const std::vector<DomainLoad>& loads(std::uint32_t level, std::uint32_t microbatch) const;
    /// The same without sequences that are landing: what attention reads. `scratch` holds the answer when
    /// some are.
    std::int64_t readable_tokens(std::uint32_t level, std::uint32_t microbatch) const;
    std::uint32_t readable_sequences(std::uint32_t level, std::uint32_t microbatch) const;
    const std::vector<DomainLoad>& readable_loads(std::uint32_t level, std::uint32_t microbatch,
                                                  std::vector<DomainLoad>& scratch) const;
    /// Blocks of the readable sequences of a microbatch on a level, sequence after sequence, each in token
    /// order.
    std::vector<BlockSpan> readable_blocks(std::uint32_t level, std::uint32_t microbatch) const;
    /// Sequences of a microbatch, whatever their levels.
    std::uint32_t resident_sequences(std::uint32_t microbatch) const { return resident_.at(microbatch); }

    std::int64_t blocks_held(std::uint32_t level) const { return pools_.at(level).held(); }
    std::int64_t blocks_peak(std::uint32_t level) const { return pools_.at(level).peak(); }
    std::uint64_t blocks_allocated(std::uint32_t level) const { return pools_.at(level).allocated(); }
    std::uint64_t blocks_freed(std::uint32_t level) const { return pools_.at(level).freed(); }

    /// Recounts everything from the block lists; throws base::InvariantError naming what does not agree.
    void check() const;
    /// check(), and no sequence and no block is left.
    void check_empty() const;

private:
    friend struct KvCachePeer;  // tests break the state on purpose

    static constexpr std::uint32_t kNoSlot = 0xffffffff;

    /// What append() touches for a token inside the last block: one record of 16 bytes.
    struct Tail {
        std::uint32_t tokens = 0;  ///< of the sequence; 0 marks a slot that is not in use
        std::uint32_t room = 0;    ///< tokens that still fit the last block
        std::uint32_t share = 0;   ///< index into shares_ of the last block's level and our microbatch
        std::uint32_t domain = 0;  ///< of the last block
    };
    struct BlockRef {
        std::uint32_t first_token;
        std::uint32_t domain;
        std::uint32_t block;
        std::uint16_t group;
        std::uint16_t level;
    };
    struct Sequence {
        SequenceId id{};
        std::uint32_t microbatch = 0;
        std::uint32_t expected_sequences = 0;
        bool landing = false;
        std::vector<BlockRef> chain;        ///< in token order; all but the last block are full
        std::vector<Footprint> footprints;  ///< one per level
    };
    /// What one microbatch keeps on one level.
    struct Share {
        std::int64_t tokens = 0;
        std::uint32_t sequences = 0;
        std::vector<DomainLoad> loads;
    };

    std::uint32_t slot_of(SequenceId id) const {
        const auto i = static_cast<std::uint64_t>(id);
        return i < slots_.size() ? slots_[i] : kNoSlot;
    }
    std::uint32_t require_slot(SequenceId id) const;
    std::uint32_t share_index(std::uint32_t level, std::uint32_t microbatch) const;
    std::uint32_t claim_slot(SequenceId id, std::uint32_t microbatch, std::uint32_t expected_sequences);
    void place_tokens(std::uint32_t slot, std::uint32_t level, std::uint32_t tokens);
    bool append_block(std::uint32_t slot);
    void widen(const Sequence& sequence, std::uint32_t level, std::int64_t blocks, Footprint& footprint);
    void open_block(std::uint32_t slot, std::uint32_t level, std::uint32_t tokens);
    void tally(std::uint32_t slot, std::vector<Share>& shares, std::int32_t sign) const;

    void check_sequence(std::uint32_t slot, std::vector<std::vector<HeldBlock>>& held,
                        std::vector<Share>& recount) const;
    void check_shares(const std::string& of, const std::vector<Share>& kept,
                      const std::vector<Share>& recount) const;

    std::vector<LevelLayout> layouts_;
    std::uint32_t microbatches_;
    std::unique_ptr<const Spread> spread_;
    std::vector<BlockPool> pools_;         ///< by level
    std::vector<Share> shares_;            ///< by level, then microbatch
    std::vector<Share> landing_;           ///< the part of shares_ that is not readable yet
    std::vector<std::uint32_t> resident_;  ///< sequences by microbatch
    std::vector<std::uint32_t> slots_;     ///< by SequenceId
    std::vector<std::uint32_t> idle_slots_;
    std::vector<Tail> tails_;            ///< by slot
    std::vector<Sequence> sequences_;    ///< by slot
    std::vector<Candidate> candidates_;  ///< scratch of widen()
};

}  // namespace pamsim::kv
