// In what passes and chunks the PUs of a level take the query heads of a kv-head.
#pragma once

#include <cstdint>

#include "numerics/processing_unit.h"
#include "numerics/reduction_unit.h"
#include "pim/attention_shape.h"

namespace pamsim::pim {

class DramAttention;

struct HeadPlan {
    std::uint32_t split;  ///< PUs over which a head is split, 1 for none
    std::uint32_t group;  ///< query heads of the kv-head
    std::uint32_t score_passes, value_passes;
    std::uint32_t chunk_beats;  ///< of a slice of O held together

    HeadRange heads(std::uint32_t pass, std::uint32_t passes) const {
        return heads_of_pass(group, pass, passes);
    }

    /// The plan whose time the closed form takes. `column_beats`: beats of a PU in one column.
    static HeadPlan of(const DramAttention& attention, std::uint32_t split, std::uint32_t group,
                       std::uint32_t column_beats);
    /// For pages that stay in the controller, where passes cost no reads: the largest chunk of O that the
    /// buffer holds, then as many heads as fit.
    static HeadPlan of_pages(const numerics::PuShape& pu, std::uint32_t head_dim, std::uint32_t group);
};

/// Throws std::invalid_argument with one sentence when units of these shapes cannot serve such heads.
void check_head(const numerics::PuShape& pu, const numerics::RuShape& ru, std::uint32_t head_dim,
                const HeadPlan& plan);

}  // namespace pamsim::pim
