// The tokens of one group of PUs that share a head: scores, their sums, contexts.
#pragma once

#include <algorithm>
#include <vector>

#include "bench/accuracy/head.h"
#include "numerics/reduction_unit.h"

namespace pamsim::accuracy {

using numerics::Partial;

/// `split` PUs, each with a slice of every token. One PU (anything with the commands of
/// numerics::ProcessingUnit) does the work of all, one after the other.
template <class Pu>
class Group {
public:
    Group(Pu& pu, const Head& head, std::uint32_t split)
        : pu_(pu), head_(head), split_(split), slice_(head.dim / split), beats_(slice_ / pu.shape().lanes) {}

    /// The partials of these tokens, [query][slice]. `sum_scores(parts, tokens, heads, sums, maxima)` adds up
    /// the partial scores of the slices; it is not called when there is one.
    template <class SumScores>
    std::vector<std::vector<Partial>> partials(const std::vector<std::uint32_t>& tokens,
                                               SumScores sum_scores) {
        std::vector<std::vector<Partial>> all;
        const std::uint32_t at_once =
            std::min(pu_.shape().score_heads(beats_), pu_.shape().value_heads(beats_));
        for (std::uint32_t first = 0; first < head_.queries; first += at_once) {
            std::vector<std::uint32_t> queries;
            for (std::uint32_t h = first; h < std::min(first + at_once, head_.queries); ++h)
                queries.push_back(h);
            const Scores scores = scored(tokens, queries, sum_scores);
            for (auto& partial : contexts(tokens, scores)) all.push_back(std::move(partial));
        }
        return all;
    }

private:
    struct Scores {
        std::vector<Bits32> of_tokens;  ///< tokens x queries
        std::vector<Bits32> maxima;     ///< of the queries
    };

    /// Slice `s` of these rows of q, K or V.
    std::vector<Bits16> rows_of(const std::vector<Bits16>& matrix, const std::vector<std::uint32_t>& rows,
                                std::uint32_t s) const {
        std::vector<Bits16> slice;
        for (const std::uint32_t row : rows) {
            const Bits16* const begin = &matrix[std::size_t{row} * head_.dim + std::size_t{s} * slice_];
            slice.insert(slice.end(), begin, begin + slice_);
        }
        return slice;
    }

    template <class SumScores>
    Scores scored(const std::vector<std::uint32_t>& tokens, const std::vector<std::uint32_t>& queries,
                  SumScores sum_scores) {
        const auto count = static_cast<std::uint32_t>(tokens.size());
        const auto heads = static_cast<std::uint32_t>(queries.size());
        Scores scores{std::vector<Bits32>(tokens.size() * heads), std::vector<Bits32>(heads)};
        // Never without room: a null pointer would say that a slice takes no part in the sums.
        std::vector<std::vector<Bits32>> parts(split_, std::vector<Bits32>(scores.of_tokens.size() + 1));
        for (std::uint32_t s = 0; s < split_; ++s) {
            const std::vector<Bits16> q = rows_of(head_.q, queries, s), k = rows_of(head_.k, tokens, s);
            if (pu_.shape().q_resident) pu_.load_q(q.data(), heads, beats_);
            pu_.score(k.data(), q.data(), count, heads, beats_, split_ > 1, parts[s].data(),
                      scores.maxima.data());
        }
        if (split_ == 1)
            scores.of_tokens.assign(parts[0].begin(), parts[0].end() - 1);
        else
            sum_scores(parts, count, heads, scores.of_tokens.data(), scores.maxima.data());
        return scores;
    }

    std::vector<std::vector<Partial>> contexts(const std::vector<std::uint32_t>& tokens,
                                               const Scores& scores) {
        const auto heads = static_cast<std::uint32_t>(scores.maxima.size());
        std::vector<std::vector<Partial>> partials(heads);
        for (std::uint32_t s = 0; s < split_; ++s) {
            const std::vector<Bits16> v = rows_of(head_.v, tokens, s);
            std::vector<Bits32> o(std::size_t{heads} * slice_), l(heads);
            pu_.context(v.data(), scores.of_tokens.data(), scores.maxima.data(),
                        static_cast<std::uint32_t>(tokens.size()), heads, beats_, o.data(), l.data());
            for (std::uint32_t h = 0; h < heads; ++h) {
                const Bits32* const begin = &o[std::size_t{h} * slice_];
                partials[h].push_back(Partial{{begin, begin + slice_}, scores.maxima[h], l[h]});
            }
        }
        return partials;
    }

    Pu& pu_;
    const Head& head_;
    std::uint32_t split_;
    std::uint32_t slice_;  ///< values
    std::uint32_t beats_;  ///< of a slice
};

}  // namespace pamsim::accuracy
