// Partials of many units into one, in rounds of an RU's ways.
#pragma once

#include <vector>

#include "pim/unit_engine.h"

namespace pamsim::pim {

/// The order is that of `partials`. Up to `ways` of them take one round on as many ports; more come in rounds
/// on all ports, the last filled up with empty partials.
class MergeRounds {
public:
    MergeRounds(const std::vector<const numerics::Partial*>& partials, std::uint32_t ways);
    const std::vector<std::vector<const numerics::Partial*>>& rounds() const { return rounds_; }

private:
    numerics::Partial empty_;
    std::vector<std::vector<const numerics::Partial*>> rounds_;
};

/// One partial is passed on as it is, without the unit. At least one is there.
numerics::Partial merged(RuEngine& ru, const std::vector<numerics::Partial>& partials);

}  // namespace pamsim::pim
