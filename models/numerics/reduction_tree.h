// Functional twin of pam_ru_tree: reduction units of bank groups (leaves) that feed one root unit.
#pragma once

#include <cstdint>
#include <vector>

#include "numerics/reduction_unit.h"

namespace pamsim::numerics {

/// The leaves work at the same time and the root while they do; score_return() of a single group is
/// ReductionUnit's.
class ReductionTree {
public:
    /// rounds[r][w] as ReductionUnit::merge() takes them, and slices[p][w]: the p-th partial's slice on way
    /// w.
    using Rounds = std::vector<std::vector<const Partial*>>;
    using Slices = std::vector<std::vector<const Partial*>>;

    /// The root has a way per group and is otherwise as the leaves. Throws as RuShape::check().
    ReductionTree(std::uint32_t groups, const RuShape& leaf);

    /// A head dimension split over the ways of all groups. partial[g][w], sums, maxima: as
    /// ReductionUnit::score_return.
    void score_add(const std::vector<std::vector<const Bits32*>>& partial, std::uint32_t items,
                   std::uint32_t heads, Bits32* sums, Bits32* maxima);
    /// groups[g]: the rounds of group g, as many in each. The leaves merge them, the root merges the results.
    Partial merge(const std::vector<Rounds>& groups, std::uint32_t beats);
    Normalised finish(const std::vector<Rounds>& groups, std::uint32_t beats);
    /// groups[g]: slices of as many partials in each, on `ways` of its ways; the root merges a round of the
    /// gathered ones at a time.
    /// Throws std::invalid_argument where a gathered O exceeds the root's scratch.
    Partial merge_gathered(const std::vector<Slices>& groups, std::uint32_t ways, std::uint32_t beats);
    Normalised finish_gathered(const std::vector<Slices>& groups, std::uint32_t ways, std::uint32_t beats);

    std::uint32_t groups() const { return groups_; }
    const RuShape& leaf() const { return leaf_; }
    std::uint64_t cycles() const { return cycles_; }  ///< as ProcessingUnit::cycles()

private:
    using Gathered = std::vector<std::vector<Partial>>;  ///< [round of the root][group]

    Gathered merged_by_leaves(const std::vector<Rounds>& groups, std::uint32_t beats);
    Gathered gathered_by_leaves(const std::vector<Slices>& groups, std::uint32_t ways, std::uint32_t beats);

    std::uint32_t groups_;
    RuShape leaf_;
    RuShape root_;
    std::uint64_t cycles_ = 0;
};

/// The closed forms behind cycles(), arguments as those of ReductionUnit; `ways` that take part in each leaf.
std::uint64_t tree_score_cycles(std::uint64_t items, std::uint32_t heads);
std::uint64_t tree_merge_cycles(std::uint32_t groups, std::uint32_t rounds, std::uint32_t ways,
                                std::uint32_t beats, bool finish);
std::uint64_t tree_gather_cycles(std::uint32_t groups, std::uint32_t partials, std::uint32_t ways,
                                 std::uint32_t beats, bool finish);

}  // namespace pamsim::numerics
