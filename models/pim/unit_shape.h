// The units of a part as the numerics know them: one place that turns part keys into parameters of rtl/pu and
// rtl/ru.
#pragma once

#include <cstdint>
#include <string>

#include "numerics/processing_unit.h"
#include "numerics/reduction_unit.h"
#include "pim/pim_part.h"

namespace pamsim::pim {

/// `slice`: values of one head that the PU holds. Throws std::invalid_argument with one sentence when the
/// unit cannot be built so.
numerics::PuShape pu_shape(const PuPart& part, std::uint32_t slice, QDelivery delivery,
                           numerics::Format format = numerics::Format::fp16);
/// The same, its sentence beginning with the memory part that carries the unit.
numerics::PuShape pu_shape_in(const std::string& memory_part, const PuPart& part, std::uint32_t slice,
                              QDelivery delivery);
numerics::RuShape ru_shape(const RuPart& part, numerics::Format format = numerics::Format::fp16);

}  // namespace pamsim::pim
