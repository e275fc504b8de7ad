// rtl/README.md ("pam_pu") derives these; tb/pu measures them on pam_pu and on its cycle twin.
#include "numerics/processing_unit.h"

namespace pamsim::numerics {
namespace {

/// From the edge that pairs K with q to the edge that takes the score: the pair register, then pam_dot.
constexpr std::uint64_t kPairToScore = 4;
/// From the edge that takes the last score to the first in which the maxima are shown: pam_rowmax.
constexpr std::uint64_t kScoreToMaxima = 1;
/// From the edge that takes a score to the edge that pairs its p with V: pam_weight, the ring.
constexpr std::uint64_t kScoreToPair = 4;
/// From the edge that pairs V with p to the edge that writes O: the pair register, the products.
constexpr std::uint64_t kPairToRow = 2;

}  // namespace

std::uint64_t load_q_cycles(std::uint32_t heads, std::uint32_t beats) {
    return std::uint64_t{heads} * beats;
}

std::uint64_t score_cycles(std::uint64_t tokens, std::uint32_t heads, std::uint32_t beats, bool partial) {
    const std::uint64_t maxima = partial ? 0 : heads;
    if (tokens == 0) return maxima;
    return tokens * heads * beats + kPairToScore + (partial ? 0 : kScoreToMaxima) + maxima;
}

std::uint64_t context_cycles(std::uint64_t tokens, std::uint32_t heads, std::uint32_t beats) {
    const std::uint64_t in = heads;
    const std::uint64_t out = std::uint64_t{heads} * (beats + std::uint64_t{1});
    if (tokens == 0) return in + out;
    return in + kScoreToPair + tokens * heads * beats + kPairToRow + out;
}

}  // namespace pamsim::numerics
