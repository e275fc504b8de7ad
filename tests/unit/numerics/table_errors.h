// What is left of the error of logarithm() and reciprocal() over the fractions of one exponent.
#pragma once

#include <algorithm>
#include <cmath>

#include "numerics/formats.h"
#include "numerics/logarithm.h"
#include "numerics/reciprocal.h"

namespace pamsim::tests {

/// The largest |logarithm(x) - ln(x)| less half an ulp of the result, over every `stride`th x = 1.f x
/// 2^exponent.
inline double worst_logarithm_error(int exponent, std::uint32_t stride) {
    double worst = 0.0;
    for (std::uint32_t fraction = 0; fraction < 1u << 23; fraction += stride) {
        const numerics::Bits32 x = static_cast<numerics::Bits32>(exponent + 127) << 23 | fraction;
        const double exact = std::log(static_cast<double>(numerics::float_of(x)));
        const double result = static_cast<double>(numerics::float_of(numerics::logarithm(x)));
        const double half_ulp = result == 0.0 ? 0.0 : std::ldexp(1.0, std::ilogb(result) - 24);
        worst = std::max(worst, std::fabs(result - exact) - half_ulp);
    }
    return worst;
}

/// The largest |reciprocal(x) x - 1| over every `stride`th x = 1.f x 2^exponent.
inline double worst_reciprocal_error(int exponent, std::uint32_t stride) {
    double worst = 0.0;
    for (std::uint32_t fraction = 0; fraction < 1u << 23; fraction += stride) {
        const numerics::Bits32 x = static_cast<numerics::Bits32>(exponent + 127) << 23 | fraction;
        const double result = static_cast<double>(numerics::float_of(numerics::reciprocal(x)));
        worst = std::max(worst, std::fabs(result * static_cast<double>(numerics::float_of(x)) - 1.0));
    }
    return worst;
}

}  // namespace pamsim::tests
