#include "numerics/reduction_tree.h"

namespace pamsim::numerics {
namespace {

/// The edges that take the first header of a gather and, in a unit whose inputs wait, of a merge.
constexpr std::uint64_t kGatheredHeader = 3;
constexpr std::uint64_t kHeader = 1;
/// From a leaf's score to the root, beside what the root takes for it itself.
constexpr std::uint64_t kThroughLeaf = 2;

}  // namespace

std::uint64_t tree_score_cycles(std::uint64_t items, std::uint32_t heads) {
    return score_sum_cycles(items, heads, true) + (items != 0 ? kThroughLeaf : 0);
}

std::uint64_t tree_merge_cycles(std::uint32_t groups, std::uint32_t rounds, std::uint32_t ways,
                                std::uint32_t beats, bool finish) {
    // The root starts when it takes the leaves' headers, `beats` before their last beats could leave.
    const std::uint64_t header = merge_cycles(rounds, ways, beats, false) - beats;
    return header - kHeader + merge_cycles(1, groups, beats, finish);
}

std::uint64_t tree_gather_cycles(std::uint32_t groups, std::uint32_t partials, std::uint32_t ways,
                                 std::uint32_t beats, bool finish) {
    // A leaf gives a beat a cycle and is always ahead of the root.
    return (partials != 0 ? kGatheredHeader - kHeader : 0) +
           merge_cycles(partials, groups, beats * ways, finish);
}

}  // namespace pamsim::numerics
