// A whole head through processing units and a tree of reduction units.
#pragma once

#include <vector>

#include "bench/accuracy/group.h"
#include "bench/accuracy/plan.h"

namespace pamsim::tb {

using accuracy::Group;
using accuracy::Head;
using accuracy::Plan;
using numerics::Bits32;
using numerics::Normalised;
using numerics::Partial;

/// Pu, Ru and Tree have the commands of numerics::ProcessingUnit, ReductionUnit and ReductionTree.
template <class Pu, class Ru, class Tree>
class TreeHead {
public:
    TreeHead(Pu& pu, Ru& ru, Tree& tree) : pu_(pu), ru_(ru), tree_(tree) {}

    /// Every bank group's PUs have slices of its tokens; the leaves gather, the root merges. The plan has a
    /// multiple of the tree's groups.
    std::vector<Normalised> gathered(const Head& head, const Plan& plan) {
        const PerQuery partials =
            partials_of(head, plan, [&](const auto&... arguments) { return_sums(arguments...); });
        std::vector<Normalised> outputs;
        for (const auto& groups : partials) {
            std::vector<Rounds> of_group(tree_.groups());
            for (std::size_t i = 0; i < groups.size(); ++i)
                of_group[i % tree_.groups()].push_back(pointers(groups[i]));
            outputs.push_back(
                tree_.finish_gathered(of_group, plan.split, plan.slice(head) / tree_.leaf().lanes));
        }
        return outputs;
    }

    /// Every PU has whole heads of its tokens; the leaves merge, then the root. The plan has a multiple of
    /// the tree's ways in all.
    std::vector<Normalised> merged(const Head& head, const Plan& plan) {
        std::vector<Normalised> outputs;
        const std::size_t ways = tree_.leaf().ways;
        for (const auto& units : partials_of(head, plan, [](const auto&...) {})) {
            std::vector<Rounds> of_group(tree_.groups());
            for (std::size_t i = 0; i < units.size(); i += ways) {
                of_group[i / ways % tree_.groups()].emplace_back();
                for (std::size_t w = 0; w < ways; ++w)
                    of_group[i / ways % tree_.groups()].back().push_back(&units[i + w][0]);
            }
            outputs.push_back(tree_.finish(of_group, head.dim / tree_.leaf().lanes));
        }
        return outputs;
    }

    /// The head is split over all ways of the tree, which adds up the scores; each bank group finishes its
    /// part.
    std::vector<Normalised> split_over_all(const Head& head, const Plan& plan) {
        const std::size_t ways = tree_.leaf().ways;
        const auto add = [&](const auto& parts, auto tokens, auto heads, Bits32* sums, Bits32* maxima) {
            std::vector<std::vector<const Bits32*>> of_group(tree_.groups());
            for (std::size_t s = 0; s < parts.size(); ++s) of_group[s / ways].push_back(parts[s].data());
            tree_.score_add(of_group, tokens, heads, sums, maxima);
        };
        std::vector<Normalised> outputs;
        for (const auto& groups : partials_of(head, plan, add)) {
            Normalised output;
            for (std::size_t s = 0; s < groups[0].size(); s += ways)
                append(finished(groups[0], s, ways), output);
            outputs.push_back(output);
        }
        return outputs;
    }

private:
    using Rounds = std::vector<std::vector<const Partial*>>;
    using PerQuery = std::vector<std::vector<std::vector<Partial>>>;  ///< [query][group][slice]

    template <class SumScores>
    PerQuery partials_of(const Head& head, const Plan& plan, SumScores sum_scores) {
        Group<Pu> group(pu_, head, plan.split);
        PerQuery partials(head.queries);
        for (const auto& tokens : plan.tokens) {
            auto of_query = group.partials(tokens, sum_scores);
            for (std::uint32_t h = 0; h < head.queries; ++h) partials[h].push_back(std::move(of_query[h]));
        }
        return partials;
    }

    void return_sums(const std::vector<std::vector<Bits32>>& parts, std::uint32_t tokens, std::uint32_t heads,
                     Bits32* sums, Bits32* maxima) {
        std::vector<const Bits32*> ways;
        for (const auto& part : parts) ways.push_back(part.data());
        ru_.score_return(ways, tokens, heads, sums, maxima);
    }

    static std::vector<const Partial*> pointers(const std::vector<Partial>& slices) {
        std::vector<const Partial*> all;
        for (const Partial& slice : slices) all.push_back(&slice);
        return all;
    }

    Normalised finished(const std::vector<Partial>& slices, std::size_t first, std::size_t ways) {
        const std::uint32_t lanes = ru_.shape().lanes;
        std::vector<const Partial*> part;
        for (std::size_t w = 0; w < ways; ++w) part.push_back(&slices[first + w]);
        const Partial whole = ru_.gather(part, static_cast<std::uint32_t>(slices[0].o.size()) / lanes);
        std::vector<const Partial*> alone(ru_.shape().ways, nullptr);
        alone[0] = &whole;
        return ru_.finish({alone}, static_cast<std::uint32_t>(whole.o.size()) / lanes);
    }

    static void append(const Normalised& part, Normalised& output) {
        output.o.insert(output.o.end(), part.o.begin(), part.o.end());
        output.log_sum_exp = part.log_sum_exp;
    }

    Pu& pu_;
    Ru& ru_;
    Tree& tree_;
};

}  // namespace pamsim::tb
