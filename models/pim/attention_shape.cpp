#include "pim/attention_shape.h"

namespace pamsim::pim {

double Selection::touched(std::uint32_t n) const {
    if (dense()) return 1.0;
    // Square and multiply instead of pow(): libm differs between machines.
    double untouched = 1.0;
    double factor = 1.0 - keep_ratio;
    for (std::uint32_t bits = n; bits != 0; bits >>= 1) {
        if (bits & 1u) untouched *= factor;
        factor *= factor;
    }
    return 1.0 - untouched;
}

}  // namespace pamsim::pim
