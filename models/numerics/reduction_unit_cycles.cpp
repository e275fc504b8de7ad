#include "numerics/reduction_unit.h"

namespace pamsim::numerics {
namespace {

constexpr std::uint64_t kThrough = 2;  ///< operand and term register, from an input beat to an output
constexpr std::uint64_t kWeights = 5;  ///< from the header beats of a round to its first term
constexpr std::uint64_t kTail = 4;     ///< the first header; draining the terms; kThrough of the last beat
constexpr std::uint64_t kFinish = 2;   ///< logarithm and reciprocal of l

}  // namespace

std::uint64_t score_sum_cycles(std::uint64_t items, std::uint32_t heads, bool with_maxima) {
    return (items != 0 ? items * heads + kThrough : 0) + (with_maxima ? heads + 1 : 0);
}

std::uint64_t merge_cycles(std::uint32_t rounds, std::uint32_t ways, std::uint32_t beats, bool finish) {
    const std::uint64_t terms = std::uint64_t{beats} * (rounds != 0 ? ways + 1 : 1);
    const std::uint64_t each = terms + kWeights;
    return (rounds != 0 ? rounds : 1) * each + beats + kTail + (finish ? kFinish : 0);
}

std::uint64_t gather_cycles(std::uint32_t partials, std::uint32_t ways, std::uint32_t beats) {
    return partials != 0 ? partials * (1 + std::uint64_t{ways} * beats) + kThrough : 0;
}

}  // namespace pamsim::numerics
