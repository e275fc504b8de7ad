// The time of reduction units (paper §5.2.2), for every level alike: cycles are those of rtl/ru.
#pragma once

#include <algorithm>
#include <cstdint>

#include "pim/pim_part.h"
#include "pim/unit_shape.h"

namespace pamsim::pim {

/// Merges of (O, m, l) of one head dimension by one kind of RU. Each command merges as many partials as the
/// RU has ways and gives the result back: a merge of more is a tree of such commands.
class MergeTime {
public:
    MergeTime(const RuPart& ru, std::uint32_t head_dim)
        : ways_(ru.exp_units),
          command_s_(static_cast<double>(
                         numerics::merge_cycles(1, ways_, (head_dim + ru.lanes - 1) / ru.lanes, false)) *
                     ru.clock.period_s()) {}

    /// One command, which is also the least time between the last partial into an RU and the result out of
    /// it.
    double command_s() const { return command_s_; }
    double per_partial_s() const { return command_s_ / ways_; }
    /// `partials` merged by `rus` units that share them evenly.
    double all_s(std::int64_t partials, double rus) const {
        return std::max(static_cast<double>(partials) * per_partial_s() / rus, command_s_);
    }

private:
    std::uint32_t ways_;
    double command_s_;
};

}  // namespace pamsim::pim
