#include "kv/kv_cache.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "base/invariant.h"
#include "base/units.h"

namespace pamsim::kv {

namespace {

constexpr const char* kWhere = "kv/cache";

std::string text(SequenceId id) {
    return "sequence " + std::to_string(static_cast<std::uint64_t>(id));
}

/// Of the groups with room, the one where the sequence has fewest blocks; among equals the first from where
/// it began in this domain. While all groups have room this is round robin.
std::uint32_t choose_group(const BlockPool& pool, const Footprint& footprint, std::uint32_t entry,
                           std::uint32_t groups) {
    const Footprint::Entry& e = footprint.entries()[entry];
    std::uint32_t best = 0;
    std::uint32_t fewest = std::numeric_limits<std::uint32_t>::max();
    for (std::uint32_t i = 0; i < groups; ++i) {
        const std::uint32_t group =
            e.first_group + i < groups ? e.first_group + i : e.first_group + i - groups;
        const std::uint32_t count = footprint.count(entry, group);
        if (count >= fewest || !pool.group_has_room(e.domain, group)) continue;
        fewest = count;
        best = group;
    }
    return best;
}

/// The home for the next row: with room, and the least depth in the microbatch, so that rows fill the domains
/// evenly however the sequences' sizes fall. Among equals the first.
template <class Share>
std::uint32_t shallowest_home(const Footprint& footprint, const BlockPool& pool, const Share& share) {
    const std::vector<std::uint32_t>& homes = footprint.homes();
    const auto key = [&](std::uint32_t home) {
        return std::make_tuple(pool.free_in(home) == 0, share.loads[home].depth, pool.held_in(home));
    };
    std::uint32_t best = 0;
    for (std::uint32_t i = 1; i < homes.size(); ++i)
        if (key(homes[i]) < key(homes[best])) best = i;
    return best;
}

/// Where to go when the homes are full: of the domains with room, the one with the least depth in the
/// microbatch.
template <class Share>
std::uint32_t shallowest_with_room(const BlockPool& pool, const Share& share) {
    std::uint32_t best = pool.most_free();
    for (std::uint32_t d = 0; d < share.loads.size(); ++d)
        if (pool.free_in(d) > 0 && share.loads[d].depth < share.loads[best].depth) best = d;
    return best;
}

}  // namespace

KvCache::KvCache(std::vector<LevelLayout> levels, std::uint32_t microbatches, const std::string& spread)
    : layouts_(std::move(levels)),
      microbatches_(microbatches),
      spread_(make_spread(spread)),
      resident_(microbatches, 0) {
    base::require(!layouts_.empty() && layouts_.size() < 256, kWhere, "needs 1 to 255 levels");
    base::require(microbatches_ > 0, kWhere, "needs a microbatch");
    for (const LevelLayout& layout : layouts_) {
        pools_.emplace_back(layout);
        Share empty;
        empty.loads.resize(layout.domains);
        shares_.insert(shares_.end(), microbatches_, empty);
    }
    landing_ = shares_;
}

std::uint32_t KvCache::claim_slot(SequenceId id, std::uint32_t microbatch, std::uint32_t expected_sequences) {
    const auto number = static_cast<std::uint64_t>(id);
    base::require(number < kNoSlot, kWhere, text(id) + ": ids must be below 2^32 - 1");
    if (number >= slots_.size()) slots_.resize(number + 1, kNoSlot);
    if (idle_slots_.empty()) {
        idle_slots_.push_back(static_cast<std::uint32_t>(sequences_.size()));
        tails_.emplace_back();
        sequences_.emplace_back();
        for (const LevelLayout& layout : layouts_) sequences_.back().footprints.emplace_back(layout.groups);
    }
    const std::uint32_t slot = idle_slots_.back();
    idle_slots_.pop_back();
    slots_[number] = slot;
    Sequence& sequence = sequences_[slot];
    sequence.id = id;
    sequence.microbatch = microbatch;
    sequence.expected_sequences = expected_sequences;
    ++resident_[microbatch];
    return slot;
}

bool KvCache::admit(SequenceId id, std::uint32_t tokens, std::uint32_t microbatch,
                    std::uint32_t expected_sequences) {
    base::require(tokens > 0, kWhere, text(id) + ": admitted without a token");
    base::require(microbatch < microbatches_, kWhere, text(id) + ": no such microbatch");
    base::require(!resident(id), kWhere, text(id) + ": admitted twice");
    if (!free_tokens_after(tokens)) return false;
    const std::uint32_t slot = claim_slot(id, microbatch, expected_sequences);
    std::int64_t rest = tokens;
    for (std::uint32_t level = 0; rest > 0; ++level) {
        const std::int64_t here = std::min(rest, pools_[level].free() * layouts_[level].block_tokens);
        if (here > 0) place_tokens(slot, level, static_cast<std::uint32_t>(here));
        rest -= here;
    }
    return true;
}

void KvCache::place_tokens(std::uint32_t slot, std::uint32_t level, std::uint32_t tokens) {
    Sequence& sequence = sequences_[slot];
    const std::uint32_t block_tokens = layouts_[level].block_tokens;
    widen(sequence, level, base::ceil_div(tokens, block_tokens), sequence.footprints[level]);
    while (tokens > 0) {
        const std::uint32_t here = std::min(tokens, block_tokens);
        open_block(slot, level, here);
        tokens -= here;
    }
}

bool KvCache::append(SequenceId id) {
    const std::uint32_t slot = slot_of(id);
    if (slot == kNoSlot) throw base::InvariantError(kWhere, text(id) + " is not resident");
    Tail& tail = tails_[slot];
    if (tail.room == 0) return append_block(slot);
    --tail.room;
    ++tail.tokens;
    Share& share = shares_[tail.share];
    ++share.tokens;
    DomainLoad& load = share.loads[tail.domain];
    ++load.tokens;
    if (tail.room == 0) --load.open_blocks;
    return true;
}

bool KvCache::append_block(std::uint32_t slot) {
    base::require(!sequences_[slot].landing, kWhere, text(sequences_[slot].id) + ": grows while it lands");
    for (std::uint32_t level = 0; level < levels(); ++level) {
        if (pools_[level].free() == 0) continue;
        Sequence& sequence = sequences_[slot];
        Footprint& footprint = sequence.footprints[level];
        // Only a full row may ask for another home: before, the homes there are have room for the row they
        // are in.
        if (footprint.row_is_full()) widen(sequence, level, std::int64_t{footprint.blocks()} + 1, footprint);
        open_block(slot, level, 1);
        return true;
    }
    return false;
}

void KvCache::widen(const Sequence& sequence, std::uint32_t level, std::int64_t blocks,
                    Footprint& footprint) {
    const LevelLayout& layout = layouts_[level];
    const std::uint32_t span = spread_->span({layout.capacity_blocks, layout.domains, layout.groups, blocks,
                                              sequence.expected_sequences, microbatches_});
    std::vector<std::uint32_t> homes = footprint.homes();
    if (homes.size() >= span) return;
    std::sort(homes.begin(), homes.end());
    const Share& share = shares_[share_index(level, sequence.microbatch)];
    const BlockPool& pool = pools_[level];
    candidates_.clear();
    for (std::uint32_t d = 0; d < layout.domains; ++d) {
        if (std::binary_search(homes.begin(), homes.end(), d)) continue;
        candidates_.push_back({pool.free_in(d) == 0, share.loads[d].depth, pool.held_in(d), d});
    }
    const auto wanted = static_cast<std::uint32_t>(std::min(span - homes.size(), candidates_.size()));
    pick_least_loaded(candidates_, wanted);
    for (std::uint32_t i = 0; i < wanted; ++i) footprint.add_home(candidates_[i].domain);
}

void KvCache::open_block(std::uint32_t slot, std::uint32_t level, std::uint32_t tokens) {
    Sequence& sequence = sequences_[slot];
    Footprint& footprint = sequence.footprints[level];
    BlockPool& pool = pools_[level];
    const std::uint32_t share_at = share_index(level, sequence.microbatch);
    Share& share = shares_[share_at];

    if (footprint.blocks() == 0) ++share.sequences;
    if (footprint.row_is_full()) footprint.turn_to(shallowest_home(footprint, pool, share));
    if (pool.free_in(footprint.home()) == 0) footprint.replace_home(shallowest_with_room(pool, share));
    const std::uint32_t domain = footprint.home();
    DomainLoad& load = share.loads[domain];
    std::uint32_t entry = footprint.find(domain);
    if (entry == Footprint::kNone) {
        entry = footprint.enter(domain, pool.next_first_group(domain));
        ++load.sequences;
    }
    const std::uint32_t group = choose_group(pool, footprint, entry, layouts_[level].groups);
    const std::uint32_t block = pool.take(domain, group);
    if (footprint.add_block(entry, group)) ++load.depth;
    ++load.blocks;
    load.tokens += tokens;
    if (tokens < layouts_[level].block_tokens) ++load.open_blocks;
    share.tokens += tokens;

    Tail& tail = tails_[slot];
    sequence.chain.push_back(
        {tail.tokens, domain, block, static_cast<std::uint16_t>(group), static_cast<std::uint16_t>(level)});
    tail = {tail.tokens + tokens, layouts_[level].block_tokens - tokens, share_at, domain};
}

void KvCache::release(SequenceId id) {
    const std::uint32_t slot = require_slot(id);
    Sequence& sequence = sequences_[slot];
    if (sequence.landing) land(id);
    tally(slot, shares_, -1);
    for (auto ref = sequence.chain.rbegin(); ref != sequence.chain.rend(); ++ref)
        pools_[ref->level].give({ref->domain, ref->group, ref->block});
    for (Footprint& footprint : sequence.footprints) footprint.clear();
    sequence.chain.clear();
    tails_[slot] = {};
    --resident_[sequence.microbatch];
    slots_[static_cast<std::uint64_t>(id)] = kNoSlot;
    idle_slots_.push_back(slot);
}

void KvCache::begin_landing(SequenceId id) {
    const std::uint32_t slot = require_slot(id);
    base::require(!sequences_[slot].landing, kWhere, text(id) + ": lands already");
    sequences_[slot].landing = true;
    tally(slot, landing_, 1);
}

void KvCache::land(SequenceId id) {
    const std::uint32_t slot = require_slot(id);
    base::require(sequences_[slot].landing, kWhere, text(id) + ": lands without having begun");
    sequences_[slot].landing = false;
    tally(slot, landing_, -1);
}

/// Adds everything the sequence holds to `shares`, or takes it away.
void KvCache::tally(std::uint32_t slot, std::vector<Share>& shares, std::int32_t sign) const {
    const Sequence& sequence = sequences_[slot];
    const auto times = static_cast<std::uint32_t>(sign);  // modulo 2^32, like the counts it multiplies
    const Tail& tail = tails_[slot];
    if (tail.room > 0) shares[tail.share].loads[tail.domain].open_blocks += times;
    std::uint32_t end = tail.tokens;
    for (auto ref = sequence.chain.rbegin(); ref != sequence.chain.rend(); ++ref) {
        const std::int64_t tokens = std::int64_t{sign} * (end - ref->first_token);
        Share& share = shares[share_index(ref->level, sequence.microbatch)];
        share.tokens += tokens;
        share.loads[ref->domain].tokens += static_cast<std::uint64_t>(tokens);
        end = ref->first_token;
    }
    for (std::uint32_t level = 0; level < levels(); ++level) {
        const Footprint& footprint = sequence.footprints[level];
        if (footprint.blocks() == 0) continue;
        Share& share = shares[share_index(level, sequence.microbatch)];
        share.sequences += times;
        for (const Footprint::Entry& entry : footprint.entries()) {
            DomainLoad& load = share.loads[entry.domain];
            load.sequences += times;
            load.depth += times * entry.depth;
            load.blocks += times * entry.blocks;
        }
    }
}

}  // namespace pamsim::kv
