#include "pim/head_units.h"

#include "base/invariant.h"

namespace pamsim::pim {

using numerics::Bits16;
using numerics::Bits32;
using numerics::Partial;

HeadUnits::HeadUnits(PuEngine& pu, RuEngine& ru, std::uint32_t head_dim, const HeadPlan& plan)
    : pu_(pu), ru_(ru), head_dim_(head_dim), plan_(plan) {
    check_head(pu.shape(), ru.shape(), head_dim, plan);
    slice_ = head_dim / plan.split;
}

std::vector<Bits16> HeadUnits::cut(const Bits16* vectors, std::uint32_t rows, std::uint32_t first,
                                   std::uint32_t count) const {
    std::vector<Bits16> out;
    out.reserve(std::size_t{rows} * count);
    for (std::uint32_t row = 0; row < rows; ++row) {
        const Bits16* const from = vectors + std::size_t{row} * head_dim_ + first;
        out.insert(out.end(), from, from + count);
    }
    return out;
}

/// Scores of one pass's heads: from the one PU that has whole heads, or from the RU that adds the PUs' parts.
void HeadUnits::score_pass(const Bits16* q, const Bits16* k, std::uint32_t tokens, const HeadRange& heads,
                           Scores& all) {
    const bool partial = plan_.split > 1;
    const std::uint32_t beats = slice_ / pu_.shape().lanes;
    std::vector<std::vector<Bits32>> parts(plan_.split,
                                           std::vector<Bits32>(std::size_t{tokens} * heads.count));
    std::vector<const Bits32*> ways;
    for (std::uint32_t w = 0; w < plan_.split; ++w) {
        const std::vector<Bits16> q_slice =
            cut(q + std::size_t{heads.first} * head_dim_, heads.count, w * slice_, slice_);
        if (pu_.shape().q_resident) pu_.load_q(q_slice.data(), heads.count, beats);
        pu_.score(cut(k, tokens, w * slice_, slice_).data(), q_slice.data(), tokens, heads.count, beats,
                  partial, parts[w].data(), &all.maxima[heads.first]);
        ways.push_back(parts[w].data());
    }
    std::vector<Bits32> sums(parts[0].size());
    if (partial) ru_.score_return(ways, tokens, heads.count, sums.data(), &all.maxima[heads.first]);
    const std::vector<Bits32>& whole = partial ? sums : parts[0];
    for (std::size_t i = 0; i < whole.size(); ++i)
        all.of_token[i / heads.count * plan_.group + heads.first + i % heads.count] = whole[i];
}

/// The O slices of one pass's heads on every PU, then the heads joined and appended to `out`.
void HeadUnits::value_pass(const Bits16* v, std::uint32_t tokens, const Scores& scores,
                           const HeadRange& heads, std::vector<Partial>& out) {
    const std::uint32_t chunk = plan_.chunk_beats * pu_.shape().lanes;
    std::vector<Bits32> of_pass(std::size_t{tokens} * heads.count);
    for (std::size_t i = 0; i < of_pass.size(); ++i)
        of_pass[i] = scores.of_token[i / heads.count * plan_.group + heads.first + i % heads.count];
    std::vector<std::vector<Partial>> slices(heads.count, std::vector<Partial>(plan_.split));
    std::vector<Bits32> o(std::size_t{heads.count} * chunk), l(heads.count);
    for (std::uint32_t from = 0; from < head_dim_; from += chunk) {
        pu_.context(cut(v, tokens, from, chunk).data(), of_pass.data(), &scores.maxima[heads.first], tokens,
                    heads.count, plan_.chunk_beats, o.data(), l.data());
        for (std::uint32_t h = 0; h < heads.count; ++h) {
            base::require(from == 0 || slices[h][0].l == l[h], "pu",
                          "two PUs or chunks of a head differ in l");
            Partial& slice = slices[h][from / slice_];
            slice.m = scores.maxima[heads.first + h];
            slice.l = l[h];
            const Bits32* const values = o.data() + std::size_t{h} * chunk;
            slice.o.insert(slice.o.end(), values, values + chunk);
        }
    }
    for (const auto& head : slices) out.push_back(joined(head));
}

Partial HeadUnits::joined(const std::vector<Partial>& slices) {
    if (plan_.split == 1) return slices[0];
    std::vector<const Partial*> ways;
    for (const Partial& slice : slices) ways.push_back(&slice);
    return ru_.gather(ways, slice_ / ru_.shape().lanes);
}

std::vector<Partial> HeadUnits::attend(const Bits16* q, const Bits16* k, const Bits16* v,
                                       std::uint32_t tokens) {
    base::require(tokens <= kMaxTokens, "pu", "a command has at most 65535 tokens");
    Scores scores{std::vector<Bits32>(std::size_t{tokens} * plan_.group), std::vector<Bits32>(plan_.group)};
    for (std::uint32_t pass = 0; pass < plan_.score_passes; ++pass)
        score_pass(q, k, tokens, plan_.heads(pass, plan_.score_passes), scores);
    std::vector<Partial> partials;
    for (std::uint32_t pass = 0; pass < plan_.value_passes; ++pass)
        value_pass(v, tokens, scores, plan_.heads(pass, plan_.value_passes), partials);
    return partials;
}

}  // namespace pamsim::pim
