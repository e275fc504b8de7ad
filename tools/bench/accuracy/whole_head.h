// A whole head through processing and reduction units: scores, contexts, merges, the final normalisation.
#pragma once

#include <algorithm>
#include <vector>

#include "bench/accuracy/group.h"
#include "bench/accuracy/plan.h"

namespace pamsim::accuracy {

using numerics::Normalised;

/// Runs heads on one PU and one RU in turn for all of the plan; both have the commands of
/// numerics::ProcessingUnit and numerics::ReductionUnit.
template <class Pu, class Ru>
class WholeHead {
public:
    WholeHead(Pu& pu, Ru& ru) : pu_(pu), ru_(ru) {}

    /// The outputs of all queries.
    std::vector<Normalised> run(const Head& head, const Plan& plan) {
        const auto sum_scores = [&](const auto& parts, auto tokens, auto heads, Bits32* sums,
                                    Bits32* maxima) {
            std::vector<const Bits32*> ways(ru_.shape().ways, nullptr);
            for (std::size_t s = 0; s < parts.size(); ++s) ways[s] = parts[s].data();
            ru_.score_return(ways, tokens, heads, sums, maxima);
        };
        Group<Pu> group(pu_, head, plan.split);
        std::vector<std::vector<Partial>> of_query(head.queries);
        for (const auto& tokens : plan.tokens) {
            const auto partials = group.partials(tokens, sum_scores);
            for (std::uint32_t h = 0; h < head.queries; ++h) of_query[h].push_back(gathered(partials[h]));
        }
        std::vector<Normalised> outputs;
        for (const auto& partials : of_query) outputs.push_back(combined(head, plan, partials));
        return outputs;
    }

private:
    Partial gathered(const std::vector<Partial>& slices) {
        if (slices.size() == 1) return slices[0];
        std::vector<const Partial*> ways(ru_.shape().ways, nullptr);
        for (std::size_t s = 0; s < slices.size(); ++s) ways[s] = &slices[s];
        return ru_.gather(ways, static_cast<std::uint32_t>(slices[0].o.size()) / ru_.shape().lanes);
    }

    /// Rounds of all ways; the empty partial where there is none left.
    std::vector<std::vector<const Partial*>> rounds(const Partial* first, std::size_t count,
                                                    const Partial& empty) const {
        const std::size_t ways = ru_.shape().ways;
        std::vector<std::vector<const Partial*>> all((count + ways - 1) / ways);
        for (std::size_t i = 0; i < all.size() * ways; ++i)
            all[i / ways].push_back(i < count ? first + i : &empty);
        return all;
    }

    Normalised combined(const Head& head, const Plan& plan, const std::vector<Partial>& partials) {
        const std::uint32_t beats = head.dim / ru_.shape().lanes;
        const Partial empty{std::vector<Bits32>(head.dim, 0), numerics::kMinusInfinity, 0};
        std::vector<Partial> upper;
        for (std::size_t i = 0; i < partials.size(); i += plan.groups_per_ru) {
            const std::size_t count = std::min<std::size_t>(plan.groups_per_ru, partials.size() - i);
            upper.push_back(ru_.merge(rounds(&partials[i], count, empty), beats));
        }
        return ru_.finish(rounds(upper.data(), upper.size(), empty), beats);
    }

    Pu& pu_;
    Ru& ru_;
};

}  // namespace pamsim::accuracy
