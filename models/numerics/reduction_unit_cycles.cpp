#include "numerics/reduction_unit.h"

namespace pamsim::numerics {

std::uint64_t score_sum_cycles(std::uint64_t items, std::uint32_t heads, bool with_maxima) {
    return items * heads + (with_maxima ? heads : 0);
}

std::uint64_t merge_cycles(std::uint32_t rounds, std::uint32_t ways, std::uint32_t beats, bool /*finish*/) {
    return std::uint64_t{rounds} * beats * (ways + 1) + beats + 1;
}

std::uint64_t gather_cycles(std::uint32_t ways, std::uint32_t beats) {
    return std::uint64_t{ways} * beats + 1;
}

}  // namespace pamsim::numerics
