// The time of reduction units (paper §5.2.2), for every level alike.
#pragma once

#include <cstdint>

#include "pim/pim_part.h"

namespace pamsim::pim {

/// One (O, m, l) merged into another by one RU: both O scaled, `lanes` values a cycle, two cycles for weights
/// and l.
inline double merge_one_s(const RuPart& ru, std::uint32_t head_dim) {
    const double beats = (head_dim + ru.lanes - 1) / ru.lanes;
    return (2 * beats + 2) * ru.clock.period_s();
}

/// From the last beat into an RU to the result out of it.
inline double pipeline_s(const RuPart& ru) {
    return ru.pipeline_cycles * ru.clock.period_s();
}

/// `partials` merged by `rus` units that share them evenly.
inline double merge_all_s(const RuPart& ru, std::uint32_t head_dim, std::int64_t partials, double rus) {
    return static_cast<double>(partials) * merge_one_s(ru, head_dim) / rus + pipeline_s(ru);
}

}  // namespace pamsim::pim
