// Which units hold which tokens of a head, and how their partials come together.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "bench/accuracy/head.h"
#include "numerics/attention_bound.h"
#include "numerics/processing_unit.h"
#include "numerics/reduction_unit.h"

namespace pamsim::accuracy {

/// Groups of `split` PUs, each with a slice of every token of its group; an RU merges the partials of
/// `groups_per_ru` groups, a last one merges what those give. split = 1: a group is one PU with whole heads.
struct Plan {
    std::uint32_t split = 1;
    std::uint32_t groups_per_ru = 4;
    std::vector<std::vector<std::uint32_t>> tokens;  ///< of each group; may be none

    std::uint32_t slice(const Head& head) const { return head.dim / split; }
};

/// Every token to a random group, with uneven shares, and in random order.
Plan random_plan(std::uint32_t tokens, std::uint32_t split, std::uint32_t groups, std::uint32_t groups_per_ru,
                 base::RandomStream& random);

/// What the error bound of this head under this plan depends on.
numerics::AttentionTask task_of(const Head& head, const Exact& exact, const Plan& plan,
                                const numerics::PuShape& pu, const numerics::RuShape& ru);

/// Shapes of the PU of an HBM bank or flash channel (16 lanes, 512 bytes, resident q) and of a DDR4 chip (4
/// lanes, 128 bytes, streamed q), for slices of `slice` values.
numerics::PuShape wide_pu(Format format, std::uint32_t slice);
numerics::PuShape narrow_pu(Format format, std::uint32_t slice);
numerics::RuShape merging_ru(Format format);

}  // namespace pamsim::accuracy
