// Natural logarithm of a running sum: pam_log.
#pragma once

#include "numerics/formats.h"

namespace pamsim::numerics {

/// ln(x) for an FP32 x > 0: the exponent times ln 2 and the logarithm of 1.f from a table of 128 straight
/// pieces, in units of 2^-22, rounded to FP32. Absolute error below 2^-16.8 for x from 2^-24 to 2^24
/// (measured), and half an ulp of the result. ln(0) and ln of a subnormal are -inf, ln(inf) is inf; NaN and
/// arguments below 0 give NaN.
Bits32 logarithm(Bits32 x);

}  // namespace pamsim::numerics
