#include "numerics/reduction_unit.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "numerics/fp32.h"
#include "numerics/logarithm.h"
#include "numerics/reciprocal.h"
#include "numerics/softmax.h"

namespace pamsim::numerics {
namespace {

/// Sum of one score per way (0 for ways that take no part), pairwise.
Bits32 pairwise(const std::vector<const Bits32*>& partial, std::size_t item) {
    Bits32 sums[kMaxWays];
    std::size_t n = partial.size();
    for (std::size_t w = 0; w < n; ++w) sums[w] = partial[w] != nullptr ? partial[w][item] : 0;
    for (; n > 1; n = (n + 1) / 2) {
        for (std::size_t w = 0; w < n / 2; ++w) sums[w] = add(sums[2 * w], sums[2 * w + 1]);
        if (n % 2 != 0) sums[n / 2] = sums[n - 1];
    }
    return sums[0];
}

template <class T>
std::uint32_t taking_part(const std::vector<const T*>& ways) {
    return static_cast<std::uint32_t>(ways.size() - std::count(ways.begin(), ways.end(), nullptr));
}

void check_beats(const char* what, std::uint32_t beats, std::uint32_t allowed) {
    if (beats == 0 || beats > allowed)
        throw std::invalid_argument(
            fmt::format("an RU was asked to {} O of {} beats, allowed are 1 to {}", what, beats, allowed));
}

template <class T>
void check_ways(const std::vector<const T*>& ways) {
    if (taking_part(ways) == 0)
        throw std::invalid_argument("an RU was given a command in which no way takes part");
}

/// The mask of ways holds for all rounds of a command.
void check_rounds(const std::vector<std::vector<const Partial*>>& rounds) {
    const auto takes_part = [](const Partial* a, const Partial* b) {
        return (a == nullptr) == (b == nullptr);
    };
    for (const auto& ways : rounds)
        if (!std::equal(ways.begin(), ways.end(), rounds[0].begin(), rounds[0].end(), takes_part))
            throw std::invalid_argument("an RU was given a command whose rounds have different ways");
}

/// One more round into `running`.
void merge_round(const std::vector<const Partial*>& ways, OnlineSoftmax& softmax, std::vector<Bits32>& o) {
    Bits32 m[kMaxWays] = {}, l[kMaxWays] = {};
    std::uint32_t present = 0;
    for (std::size_t w = 0; w < ways.size(); ++w) {
        if (ways[w] == nullptr) continue;
        present |= 1u << w;
        m[w] = ways[w]->m;
        l[w] = ways[w]->l;
    }
    const OnlineSoftmax::Weights weights = softmax.step(m, l, present, ways.size());
    for (std::size_t i = 0; i < o.size(); ++i) {
        o[i] = multiply(weights.running, o[i]);
        for (std::size_t w = 0; w < ways.size(); ++w)
            if (ways[w] != nullptr) o[i] = add(o[i], multiply(weights.of_way[w], ways[w]->o[i]));
    }
}

Partial merged(const std::vector<std::vector<const Partial*>>& rounds, std::size_t values) {
    OnlineSoftmax softmax;
    Partial result;
    result.o.assign(values, 0);
    for (const auto& ways : rounds) merge_round(ways, softmax, result.o);
    result.m = softmax.m();
    result.l = softmax.l();
    return result;
}

}  // namespace

std::uint32_t ways_of(const std::vector<std::vector<const Partial*>>& rounds) {
    return rounds.empty() ? 0 : taking_part(rounds[0]);
}

void RuShape::check() const {
    if (ways == 0 || ways > kMaxWays)
        throw std::invalid_argument(fmt::format("an RU has {} ways, allowed are 1 to {}", ways, kMaxWays));
    if (lanes < 2)
        throw std::invalid_argument(fmt::format("an RU has {} lane(s), allowed are 2 and more", lanes));
    if (max_beats() == 0)
        throw std::invalid_argument(fmt::format(
            "an RU scratch of {} bytes does not hold one beat of O ({} bytes)", scratch_bytes, lanes * 4));
    if (max_beats() > kMaxRuBeats)
        throw std::invalid_argument(
            fmt::format("an RU scratch of {} bytes holds {} beats of O, a command can name {}", scratch_bytes,
                        max_beats(), kMaxRuBeats));
    if (max_heads == 0 || max_heads > 8)
        throw std::invalid_argument(fmt::format("an RU serves {} heads, allowed are 1 to 8", max_heads));
}

ReductionUnit::ReductionUnit(const RuShape& shape) : shape_(shape) {
    shape_.check();
}

void ReductionUnit::check_heads(std::uint32_t heads) const {
    if (heads == 0 || heads > shape_.max_heads)
        throw std::invalid_argument(fmt::format("an RU was asked for scores of {} heads, allowed are 1 to {}",
                                                heads, shape_.max_heads));
}

void ReductionUnit::score_add(const std::vector<const Bits32*>& partial, std::uint32_t items,
                              std::uint32_t heads, Bits32* sums) {
    check_heads(heads);
    if (items > 0) check_ways(partial);
    const std::size_t count = std::size_t{items} * heads;
    for (std::size_t i = 0; i < count; ++i) sums[i] = pairwise(partial, i);
    cycles_ += score_sum_cycles(items, heads, false);
}

void ReductionUnit::score_return(const std::vector<const Bits32*>& partial, std::uint32_t items,
                                 std::uint32_t heads, Bits32* sums, Bits32* maxima) {
    check_heads(heads);
    if (items > 0) check_ways(partial);
    std::fill(maxima, maxima + heads, kMinusInfinity);
    const std::size_t count = std::size_t{items} * heads;
    for (std::size_t i = 0; i < count; ++i) {
        sums[i] = pairwise(partial, i);
        maxima[i % heads] = maximum(maxima[i % heads], sums[i]);
    }
    cycles_ += score_sum_cycles(items, heads, true);
}

Partial ReductionUnit::merged_rounds(const std::vector<std::vector<const Partial*>>& rounds,
                                     std::uint32_t beats, bool finish) {
    check_beats("merge", beats, shape_.max_beats());
    for (const auto& round : rounds) check_ways(round);
    check_rounds(rounds);
    cycles_ += merge_cycles(static_cast<std::uint32_t>(rounds.size()), ways_of(rounds), beats, finish);
    return merged(rounds, std::size_t{beats} * shape_.lanes);
}

Partial ReductionUnit::merge(const std::vector<std::vector<const Partial*>>& rounds, std::uint32_t beats) {
    return merged_rounds(rounds, beats, false);
}

Normalised ReductionUnit::finish(const std::vector<std::vector<const Partial*>>& rounds,
                                 std::uint32_t beats) {
    const Partial partial = merged_rounds(rounds, beats, true);
    const Bits32 inverse = reciprocal(partial.l);
    Normalised result;
    for (const Bits32 o : partial.o) result.o.push_back(normalised(shape_.format, o, partial.l, inverse));
    result.log_sum_exp = add(partial.m, logarithm(partial.l));
    return result;
}

Partial ReductionUnit::gather(const std::vector<const Partial*>& slices, std::uint32_t beats) {
    check_beats("gather", beats, kMaxRuBeats);
    check_ways(slices);
    cycles_ += gather_cycles(1, taking_part(slices), beats);
    Partial result;
    for (const Partial* slice : slices) {
        if (slice == nullptr) continue;
        if (result.o.empty()) {
            result.m = slice->m;
            result.l = slice->l;
        }
        result.o.insert(result.o.end(), slice->o.begin(), slice->o.end());
    }
    return result;
}

}  // namespace pamsim::numerics
