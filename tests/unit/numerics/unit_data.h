// Operands of processing and reduction units.
#pragma once

#include <vector>

#include "measured.h"
#include "numerics/processing_unit.h"
#include "numerics/reduction_unit.h"

namespace pamsim::tests {

inline std::vector<numerics::Bits16> normal_halves(base::RandomStream& random, numerics::Format format,
                                                   std::size_t count, double deviation = 1.0) {
    std::vector<numerics::Bits16> values(count);
    for (numerics::Bits16& value : values) value = half_of(format, deviation * random.normal());
    return values;
}

/// The PU of an HBM bank: 16 lanes, 512 bytes, slices of 32 values.
inline numerics::PuShape bank_pu(numerics::Format format = numerics::Format::fp16) {
    numerics::PuShape shape{};
    shape.lanes = 16;
    shape.buffer_bytes = 512;
    shape.max_heads = 8;
    shape.slice = 32;
    shape.format = format;
    shape.accumulate = numerics::Accumulate::fp32;
    shape.q_resident = true;
    return shape;
}

/// A partial of `values` random values.
inline numerics::Partial random_partial(base::RandomStream& random, std::size_t values) {
    numerics::Partial partial;
    for (std::size_t i = 0; i < values; ++i)
        partial.o.push_back(numerics::bits_of(static_cast<float>(10.0 * random.normal())));
    partial.m = numerics::bits_of(static_cast<float>(3.0 * random.normal()));
    partial.l = numerics::bits_of(static_cast<float>(1.0 + 100.0 * random.uniform()));
    return partial;
}

}  // namespace pamsim::tests
