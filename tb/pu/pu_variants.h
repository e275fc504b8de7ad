// The pam_pu that are verilated for the benches.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "numerics/processing_unit.h"
#include "pu/pu_unit.h"

namespace pamsim::tb {

struct PuVariant {
    std::string name;
    numerics::PuShape shape;
    /// seed: of registers that reset leaves alone.
    std::unique_ptr<PuUnit> (*make)(std::uint32_t lanes, int seed);

    std::unique_ptr<PuUnit> unit(int seed) const { return make(shape.lanes, seed); }
};

inline std::ostream& operator<<(std::ostream& stream, const PuVariant& variant) {
    return stream << variant.name;
}

/// The processing units of HBM-PIM and DDR-PIM, and what lies around them. "small" is the smallest.
const std::vector<PuVariant>& pu_variants();
const PuVariant& pu_variant(const std::string& name);

}  // namespace pamsim::tb
