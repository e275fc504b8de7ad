// Measured errors of whole heads against exact attention.
#pragma once

#include <cstdint>
#include <vector>

#include "bench/accuracy/head.h"
#include "bench/accuracy/plan.h"

namespace pamsim::accuracy {

struct Errors {
    double largest = 0.0;  ///< |output - exact|
    double root_mean_square = 0.0;
    double bound = 0.0;        ///< of any values of these shapes; the largest of what was added
    double share = 0.0;        ///< the largest error in parts of the bound of its own value
    std::uint64_t values = 0;  ///< compared
    void add(const Errors& other);
};

/// Errors of the functional twins over `queries` query heads of this head under this plan.
Errors measured(const Head& head, const Plan& plan, const numerics::PuShape& pu);

/// Errors of given outputs (queries x dim) under the bound of this plan.
Errors errors_of(const std::vector<std::vector<Bits16>>& outputs, const Head& head, const Plan& plan,
                 const numerics::PuShape& pu);

}  // namespace pamsim::accuracy
