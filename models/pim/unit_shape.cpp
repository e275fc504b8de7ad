#include "pim/unit_shape.h"

#include <fmt/format.h>

#include <stdexcept>

namespace pamsim::pim {

numerics::PuShape pu_shape(const PuPart& part, std::uint32_t slice, QDelivery delivery,
                           numerics::Format format) {
    numerics::PuShape shape;
    shape.lanes = part.lanes;
    shape.buffer_bytes = part.buffer_bytes;
    shape.slice = slice;
    shape.format = format;
    shape.accumulate = part.accumulator_bytes == 2 ? numerics::Accumulate::fp16 : numerics::Accumulate::fp32;
    shape.q_resident = delivery == QDelivery::resident;
    shape.check();
    return shape;
}

numerics::PuShape pu_shape_in(const std::string& memory_part, const PuPart& part, std::uint32_t slice,
                              QDelivery delivery) {
    try {
        return pu_shape(part, slice, delivery);
    } catch (const std::invalid_argument& refusal) {
        throw std::invalid_argument(fmt::format("{}: {}", memory_part, refusal.what()));
    }
}

numerics::RuShape ru_shape(const RuPart& part, numerics::Format format) {
    numerics::RuShape shape;
    shape.ways = part.exp_units;
    shape.lanes = part.lanes;
    shape.scratch_bytes = part.scratch_bytes;
    shape.format = format;
    shape.check();
    return shape;
}

}  // namespace pamsim::pim
