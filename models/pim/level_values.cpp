#include "pim/level_values.h"

#include <algorithm>
#include <map>
#include <utility>

#include "pim/merge_tree.h"

namespace pamsim::pim {

using numerics::Bits16;
using numerics::Partial;
using protocol::AttentionOutputs;
using protocol::AttentionPartials;
using protocol::AttentionQueries;

namespace {

std::uint32_t rounds_of(std::size_t partials, std::uint32_t ways) {
    return partials == 1 ? 0 : static_cast<std::uint32_t>((partials + ways - 1) / ways);
}

}  // namespace

LevelValues::LevelValues(const kv::KvCache& cache, std::uint32_t level, const KvSource& source,
                         const UnitLayout& units, const HeadLayout& heads, std::unique_ptr<PuEngine> pu,
                         std::unique_ptr<RuEngine> ru)
    : cache_(cache),
      level_(level),
      source_(source),
      units_(units),
      heads_(heads),
      pu_(std::move(pu)),
      ru_(std::move(ru)),
      head_units_(*pu_, *ru_, heads.head_dim, units.plan) {}

/// In order of domain and unit; tokens in their order.
std::vector<LevelValues::Share> LevelValues::shares_of(std::uint64_t sequence) const {
    const kv::SequenceId id{sequence};
    std::vector<Share> shares;
    if (!cache_.resident(id) || cache_.tokens_on(id, level_) == 0) return shares;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<std::uint32_t>> of_unit;
    for (std::uint32_t token = 0; token < cache_.tokens(id); ++token) {
        const kv::Place place = cache_.place(id, token);
        if (place.level == level_) of_unit[{place.domain, place.group % units_.units}].push_back(token);
    }
    for (const auto& [unit, tokens] : of_unit)
        for (std::size_t first = 0; first < tokens.size(); first += HeadUnits::kMaxTokens) {
            const std::size_t end = std::min<std::size_t>(tokens.size(), first + HeadUnits::kMaxTokens);
            shares.push_back({unit.first,
                              {tokens.begin() + static_cast<std::ptrdiff_t>(first),
                               tokens.begin() + static_cast<std::ptrdiff_t>(end)}});
        }
    return shares;
}

/// Units of a domain first, then domains.
Partial LevelValues::merge_head(const std::vector<Share>& shares,
                                const std::vector<std::vector<Partial>>& of_share, std::uint32_t head) {
    std::vector<Partial> domains, units;
    std::uint32_t deepest = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        units.push_back(of_share[i][head]);
        if (i + 1 < shares.size() && shares[i + 1].domain == shares[i].domain) continue;
        deepest = std::max(deepest, rounds_of(units.size(), ru_->shape().ways));
        domains.push_back(merged(*ru_, units));
        units.clear();
    }
    merge_rounds_ = std::max(merge_rounds_, deepest + rounds_of(domains.size(), ru_->shape().ways));
    return merged(*ru_, domains);
}

std::vector<Partial> LevelValues::attend_head(std::uint32_t layer, std::uint64_t sequence,
                                              std::uint32_t kv_head, const Bits16* q,
                                              const std::vector<Share>& shares) {
    std::vector<std::vector<Partial>> of_share;
    for (const Share& share : shares) {
        const std::size_t d = heads_.head_dim;
        tokens_per_unit_ = std::max(tokens_per_unit_, static_cast<std::uint32_t>(share.tokens.size()));
        std::vector<Bits16> k(share.tokens.size() * d), v(share.tokens.size() * d);
        for (std::size_t i = 0; i < share.tokens.size(); ++i) {
            source_.key(layer, sequence, kv_head, share.tokens[i], &k[i * d]);
            source_.value(layer, sequence, kv_head, share.tokens[i], &v[i * d]);
        }
        of_share.push_back(
            head_units_.attend(q, k.data(), v.data(), static_cast<std::uint32_t>(share.tokens.size())));
    }
    std::vector<Partial> merged_heads;
    for (std::uint32_t head = 0; head < units_.plan.group; ++head)
        merged_heads.push_back(merge_head(shares, of_share, head));
    return merged_heads;
}

void LevelValues::attend(const AttentionQueries& queries, AttentionPartials& partials) {
    partials.resize(queries);
    const std::size_t d = heads_.head_dim;
    for (std::size_t s = 0; s < queries.sequences.size(); ++s) {
        const std::vector<Share> shares = shares_of(queries.sequences[s]);
        if (shares.empty()) continue;
        for (std::size_t layer = 0; layer < queries.layers.size(); ++layer)
            for (std::uint32_t owned = 0; owned < heads_.owned_kv_heads; ++owned) {
                const std::uint32_t query_head = owned * units_.plan.group;
                const std::size_t first = queries.row(layer, s, query_head);
                const std::vector<Partial> found =
                    attend_head(queries.layers[layer], queries.sequences[s], query_head / heads_.model_group,
                                &queries.q[first * d], shares);
                for (std::size_t h = 0; h < found.size(); ++h) {
                    partials.present[first + h] = 1;
                    partials.m[first + h] = found[h].m;
                    partials.l[first + h] = found[h].l;
                    std::copy(found[h].o.begin(), found[h].o.end(), &partials.o[(first + h) * d]);
                }
            }
    }
}

void LevelValues::finish(const AttentionQueries& queries, const std::vector<const AttentionPartials*>& found,
                         AttentionOutputs& outputs) {
    const std::size_t d = heads_.head_dim;
    outputs.o.assign(queries.rows() * d, 0);
    for (std::size_t row = 0; row < queries.rows(); ++row) {
        std::vector<Partial> of_level;
        for (const AttentionPartials* level : found) {
            if (level->present[row] == 0) continue;
            const auto* const o = &level->o[row * d];
            of_level.push_back({{o, o + d}, level->m[row], level->l[row]});
        }
        std::vector<const Partial*> list;
        for (const Partial& partial : of_level) list.push_back(&partial);
        const numerics::Normalised result = ru_->finish(MergeRounds(list, ru_->shape().ways).rounds(),
                                                        static_cast<std::uint32_t>(d / ru_->shape().lanes));
        std::copy(result.o.begin(), result.o.end(), &outputs.o[row * d]);
    }
}

}  // namespace pamsim::pim
