#include "pim/attention_shape.h"

#include <algorithm>

namespace pamsim::pim {

HeadRange heads_of_pass(std::uint32_t group, std::uint32_t pass, std::uint32_t passes) {
    const std::uint32_t each = group / passes, larger = group % passes;
    return {pass * each + std::min(pass, larger), each + (pass < larger ? 1 : 0)};
}

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
