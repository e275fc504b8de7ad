#include "numerics/processing_unit.h"

namespace pamsim::numerics {

std::uint64_t load_q_cycles(std::uint32_t heads, std::uint32_t beats) {
    return std::uint64_t{heads} * beats;
}

std::uint64_t score_cycles(std::uint64_t tokens, std::uint32_t heads, std::uint32_t beats, bool partial) {
    return tokens * heads * beats + (partial ? 0 : heads);
}

std::uint64_t context_cycles(std::uint64_t tokens, std::uint32_t heads, std::uint32_t beats) {
    return tokens * heads * beats + heads * (beats + 1);
}

}  // namespace pamsim::numerics
