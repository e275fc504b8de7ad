#include "numerics/reduction_tree.h"

#include <fmt/format.h>

#include <stdexcept>

namespace pamsim::numerics {
namespace {

RuShape with_ways(RuShape shape, std::uint32_t ways) {
    shape.ways = ways;
    return shape;
}

std::uint32_t length_of(const std::vector<std::vector<const Partial*>>& rounds) {
    return static_cast<std::uint32_t>(rounds.size());
}

std::vector<std::vector<const Partial*>> pointers(const std::vector<std::vector<Partial>>& rounds) {
    std::vector<std::vector<const Partial*>> all;
    for (const auto& round : rounds) {
        all.emplace_back();
        for (const Partial& partial : round) all.back().push_back(&partial);
    }
    return all;
}

}  // namespace

ReductionTree::ReductionTree(std::uint32_t groups, const RuShape& leaf)
    : groups_(groups), leaf_(leaf), root_(with_ways(leaf, groups)) {
    leaf_.check();
    root_.check();
}

void ReductionTree::score_add(const std::vector<std::vector<const Bits32*>>& partial, std::uint32_t items,
                              std::uint32_t heads, Bits32* sums, Bits32* maxima) {
    std::vector<std::vector<Bits32>> group_sums;
    std::vector<const Bits32*> ways;
    for (const auto& group : partial) {
        group_sums.emplace_back(std::size_t{items} * heads);
        ReductionUnit(leaf_).score_add(group, items, heads, group_sums.back().data());
        ways.push_back(group_sums.back().data());
    }
    ReductionUnit(root_).score_return(ways, items, heads, sums, maxima);
    cycles_ += tree_score_cycles(items, heads);
}

ReductionTree::Gathered ReductionTree::merged_by_leaves(const std::vector<Rounds>& groups,
                                                        std::uint32_t beats) {
    Gathered round(1);
    for (const Rounds& rounds : groups) round[0].push_back(ReductionUnit(leaf_).merge(rounds, beats));
    return round;
}

ReductionTree::Gathered ReductionTree::gathered_by_leaves(const std::vector<Slices>& groups,
                                                          std::uint32_t ways, std::uint32_t beats) {
    const std::uint32_t gathered = beats * ways;
    if (gathered > root_.max_beats())
        throw std::invalid_argument(fmt::format("the root's scratch holds {} beats of O, gathered are {}",
                                                root_.max_beats(), gathered));
    Gathered rounds(groups.at(0).size());
    for (std::size_t p = 0; p < rounds.size(); ++p)
        for (const Slices& slices : groups)
            rounds[p].push_back(ReductionUnit(leaf_).gather(slices.at(p), beats));
    return rounds;
}

Partial ReductionTree::merge(const std::vector<Rounds>& groups, std::uint32_t beats) {
    cycles_ += tree_merge_cycles(groups_, length_of(groups.at(0)), ways_of(groups.at(0)), beats, false);
    return ReductionUnit(root_).merge(pointers(merged_by_leaves(groups, beats)), beats);
}

Normalised ReductionTree::finish(const std::vector<Rounds>& groups, std::uint32_t beats) {
    cycles_ += tree_merge_cycles(groups_, length_of(groups.at(0)), ways_of(groups.at(0)), beats, true);
    return ReductionUnit(root_).finish(pointers(merged_by_leaves(groups, beats)), beats);
}

Partial ReductionTree::merge_gathered(const std::vector<Slices>& groups, std::uint32_t ways,
                                      std::uint32_t beats) {
    const Gathered rounds = gathered_by_leaves(groups, ways, beats);
    cycles_ += tree_gather_cycles(groups_, length_of(groups.at(0)), ways, beats, false);
    return ReductionUnit(root_).merge(pointers(rounds), beats * ways);
}

Normalised ReductionTree::finish_gathered(const std::vector<Slices>& groups, std::uint32_t ways,
                                          std::uint32_t beats) {
    const Gathered rounds = gathered_by_leaves(groups, ways, beats);
    cycles_ += tree_gather_cycles(groups_, length_of(groups.at(0)), ways, beats, true);
    return ReductionUnit(root_).finish(pointers(rounds), beats * ways);
}

}  // namespace pamsim::numerics
