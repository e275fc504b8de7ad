// The values of one level: attention over its tokens by its units, and the last merge over levels.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "kv/kv_cache.h"
#include "pim/head_units.h"
#include "pim/kv_source.h"
#include "protocol/attention_values.h"

namespace pamsim::pim {

/// How heads and the tokens of a domain are dealt out to PUs.
struct UnitLayout {
    HeadPlan plan;
    /// Units of a domain with tokens of their own: bank groups, or the channels of a drive; the groups of a
    /// domain are dealt to them in turn.
    std::uint32_t units;
};

/// Heads of the whole model: the level stands for all owners.
struct HeadLayout {
    std::uint32_t head_dim;
    std::uint32_t owned_kv_heads;  ///< of all owners, each kv-head as often as it is kept
    std::uint32_t model_group;     ///< query heads per kv-head of the model, however often it is kept
};

/// Not a module: it knows no time. Which unit computes what, and the order in which partials are merged, is
/// fixed by unit numbers alone, so results depend on nothing but values and places.
class LevelValues {
public:
    /// `cache` and `source` outlive this. Throws std::invalid_argument with one sentence when the engines
    /// cannot serve such heads.
    LevelValues(const kv::KvCache& cache, std::uint32_t level, const KvSource& source,
                const UnitLayout& units, const HeadLayout& heads, std::unique_ptr<PuEngine> pu,
                std::unique_ptr<RuEngine> ru);

    /// Partials of the tokens on this level.
    void attend(const protocol::AttentionQueries& queries, protocol::AttentionPartials& partials);
    /// Merges what the levels found, in their order, and divides by l.
    void finish(const protocol::AttentionQueries& queries,
                const std::vector<const protocol::AttentionPartials*>& found,
                protocol::AttentionOutputs& outputs);

    std::uint64_t pu_cycles() const { return pu_->cycles(); }  ///< over all PUs of the level, all owners
    std::uint64_t ru_cycles() const { return ru_->cycles(); }
    const numerics::PuShape& pu_shape() const { return pu_->shape(); }
    const numerics::RuShape& ru_shape() const { return ru_->shape(); }
    /// The most rounds of merges on the way of any partial so far, and the most tokens of one.
    std::uint32_t merge_rounds() const { return merge_rounds_; }
    std::uint32_t tokens_per_unit() const { return tokens_per_unit_; }

private:
    /// The tokens of one sequence on one unit, at most HeadUnits::kMaxTokens.
    struct Share {
        std::uint32_t domain;
        std::vector<std::uint32_t> tokens;
    };
    std::vector<Share> shares_of(std::uint64_t sequence) const;
    /// One partial per query head of the kv-head.
    std::vector<numerics::Partial> attend_head(std::uint32_t layer, std::uint64_t sequence,
                                               std::uint32_t kv_head, const numerics::Bits16* q,
                                               const std::vector<Share>& shares);
    numerics::Partial merge_head(const std::vector<Share>& shares,
                                 const std::vector<std::vector<numerics::Partial>>& of_share,
                                 std::uint32_t head);

    const kv::KvCache& cache_;
    std::uint32_t level_;
    const KvSource& source_;
    UnitLayout units_;
    HeadLayout heads_;
    std::unique_ptr<PuEngine> pu_;
    std::unique_ptr<RuEngine> ru_;
    HeadUnits head_units_;
    std::uint32_t merge_rounds_ = 0, tokens_per_unit_ = 0;
};

}  // namespace pamsim::pim
