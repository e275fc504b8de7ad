// Random partials (O, m, l) and scores for reduction units, by kinds that meet the corners of a merge.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "numerics/reduction_unit.h"
#include "support/coverage.h"
#include "support/values.h"

namespace pamsim::tb {

/// What the partials of one merge are like.
enum class PartialKind : std::uint8_t {
    ordinary,  ///< what attention gives
    any,       ///< all classes of values, in m, l and O
    equal,     ///< every m the same
    rising,    ///< every round raises m
    masked,    ///< of masked tokens only
    huge,      ///< l and O near the largest values
    infinite,  ///< m is +inf now and then
};
constexpr std::size_t kPartialKinds = 7;

class RandomPartials {
public:
    /// Counts in `coverage` what it gives.
    RandomPartials(Coverage& coverage, std::uint64_t seed);

    /// The partials that follow are of one merge, of a random kind.
    void begin();
    /// The next one, of `values` values of O in round `round`. One in 16 is the empty partial.
    numerics::Partial next(std::size_t values, std::uint32_t round);
    numerics::Bits32 score();

private:
    numerics::Bits32 m_of(std::uint32_t round);

    std::mt19937_64 random_;
    RandomValues any_, ordinary_, huge_;
    Coverage& coverage_;
    ValueMonitor m_, l_;
    std::optional<ValueMonitor> o_, score_;  ///< from the first one on
    Coverage::Row& kinds_;
    PartialKind kind_ = PartialKind::ordinary;
    numerics::Bits32 same_ = 0;
};

}  // namespace pamsim::tb
