// The recount: everything that is kept up to date step by step, once more from the block lists.
#include <algorithm>
#include <map>
#include <utility>

#include "base/invariant.h"
#include "kv/kv_cache.h"

namespace pamsim::kv {

namespace {

using BlocksByGroup = std::map<std::uint32_t, std::map<std::uint32_t, std::uint32_t>>;  // domain, group

/// Compares what a footprint says with the blocks counted, and adds the rows and the sequence to `loads`.
void check_footprint(const std::string& where, const Footprint& footprint, const BlocksByGroup& counted,
                     std::vector<DomainLoad>& loads) {
    base::require(footprint.entries().size() == counted.size(), where, "is in other domains than it says");
    std::uint32_t index = 0;
    for (const auto& [domain, groups] : counted) {
        const Footprint::Entry& entry = footprint.entries()[index];
        std::uint32_t depth = 0;
        std::uint32_t blocks = 0;
        for (const auto& [group, count] : groups) {
            base::require(footprint.count(index, group) == count, where,
                          "counts other blocks in group " + std::to_string(group) + " of domain " +
                              std::to_string(domain) + " than it has");
            depth = std::max(depth, count);
            blocks += count;
        }
        base::require(entry.domain == domain && entry.depth == depth && entry.blocks == blocks, where,
                      "has another depth in domain " + std::to_string(domain) + " than its blocks make");
        ++loads[domain].sequences;
        loads[domain].depth += depth;
        ++index;
    }
}

}  // namespace

void KvCache::check_sequence(std::uint32_t slot, std::vector<std::vector<HeldBlock>>& held,
                             std::vector<Share>& recount) const {
    const Sequence& sequence = sequences_[slot];
    const Tail& tail = tails_[slot];
    const std::string where = "kv/cache sequence " + std::to_string(static_cast<std::uint64_t>(sequence.id));
    base::require(!sequence.chain.empty() && slot_of(sequence.id) == slot, where,
                  "is not where its id leads");
    std::vector<BlocksByGroup> counted(levels());
    std::uint32_t next = 0;
    for (std::size_t i = 0; i < sequence.chain.size(); ++i) {
        const BlockRef& ref = sequence.chain[i];
        base::require(ref.first_token == next, where,
                      "token " + std::to_string(next) + " is on no level or on two");
        base::require(ref.level < levels() && ref.domain < layouts_[ref.level].domains, where,
                      "has a block outside the levels");
        const bool last = i + 1 == sequence.chain.size();
        const std::uint32_t tokens = layouts_[ref.level].block_tokens - (last ? tail.room : 0);
        held[ref.level].push_back({ref.domain, ref.group, ref.block});
        ++counted[ref.level][ref.domain][ref.group];
        Share& share = recount[share_index(ref.level, sequence.microbatch)];
        share.tokens += tokens;
        share.loads[ref.domain].tokens += tokens;
        ++share.loads[ref.domain].blocks;
        if (last && tail.room > 0) ++share.loads[ref.domain].open_blocks;
        next += tokens;
    }
    const BlockRef& newest = sequence.chain.back();
    base::require(next == tail.tokens && tail.room < layouts_[newest.level].block_tokens, where,
                  "has " + std::to_string(tail.tokens) + " tokens, its blocks hold " + std::to_string(next));
    base::require(
        tail.share == share_index(newest.level, sequence.microbatch) && tail.domain == newest.domain, where,
        "would append to another block than its last");
    for (std::uint32_t level = 0; level < levels(); ++level) {
        Share& share = recount[share_index(level, sequence.microbatch)];
        if (!counted[level].empty()) ++share.sequences;
        check_footprint(where + " on level " + layouts_[level].name, sequence.footprints[level],
                        counted[level], share.loads);
    }
}

void KvCache::check_shares(const std::string& of, const std::vector<Share>& all,
                           const std::vector<Share>& recount) const {
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string where = of + " level " + layouts_[i / microbatches_].name + ", microbatch " +
                                  std::to_string(i % microbatches_);
        const Share& kept = all[i];
        base::require(kept.tokens == recount[i].tokens, where,
                      "keeps " + std::to_string(kept.tokens) + " tokens, a recount finds " +
                          std::to_string(recount[i].tokens));
        base::require(kept.sequences == recount[i].sequences, where, "keeps another number of sequences");
        for (std::size_t d = 0; d < kept.loads.size(); ++d) {
            base::require(kept.loads[d] == recount[i].loads[d], where,
                          "the load of domain " + std::to_string(d) + " differs from a recount");
        }
    }
}

void KvCache::check() const {
    std::vector<std::vector<HeldBlock>> held(levels());
    std::vector<Share> recount(shares_.size());
    for (std::size_t i = 0; i < shares_.size(); ++i) recount[i].loads.resize(shares_[i].loads.size());
    std::vector<std::uint32_t> resident(microbatches_, 0);
    std::size_t in_use = 0;
    for (std::uint32_t slot = 0; slot < sequences_.size(); ++slot) {
        if (tails_[slot].tokens == 0) continue;
        ++in_use;
        ++resident[sequences_[slot].microbatch];
        check_sequence(slot, held, recount);
    }
    base::require(in_use + idle_slots_.size() == sequences_.size(), "kv/cache",
                  "a slot is neither idle nor in use");
    base::require(resident == resident_, "kv/cache",
                  "the resident sequences per microbatch differ from a recount");
    check_shares("kv/cache", shares_, recount);
    std::vector<Share> landing(landing_.size());
    for (std::size_t i = 0; i < landing.size(); ++i) landing[i].loads.resize(landing_[i].loads.size());
    for (std::uint32_t slot = 0; slot < sequences_.size(); ++slot)
        if (tails_[slot].tokens > 0 && sequences_[slot].landing) tally(slot, landing, 1);
    check_shares("kv/cache landing on", landing_, landing);
    for (std::uint32_t level = 0; level < levels(); ++level) {
        pools_[level].check("kv/pool level " + layouts_[level].name, held[level]);
    }
}

void KvCache::check_empty() const {
    check();
    std::uint32_t left = 0;
    for (const std::uint32_t sequences : resident_) left += sequences;
    base::require(left == 0, "kv/cache", std::to_string(left) + " sequences are left at the end");
    for (std::uint32_t level = 0; level < levels(); ++level) {
        base::require(blocks_held(level) == 0, "kv/cache",
                      "level " + layouts_[level].name + " still holds blocks");
    }
}

}  // namespace pamsim::kv
