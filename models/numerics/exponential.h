// exp of a non-positive argument: pam_exp.
#pragma once

#include "numerics/formats.h"

namespace pamsim::numerics {

/// exp(x) for x <= 0 in TF32 (an FP32 pattern whose low 13 bits are 0), as an FP32 pattern with 18 fraction
/// bits.
///
/// T = round(|x| log2(e) 2^16) as an integer; exp(x) = 2^(-T / 2^16) with the fraction of 2^f from a table of
/// 64 straight pieces. Relative error below 2^-15.7 for results of 2^-126 and above (measured over all 2^19
/// arguments); smaller results are 0. Rounded to FP16 it is within 1 ulp of exp(x) for all FP16 arguments.
/// exp(+-0) = 1, exp(-inf) = 0; NaN and arguments above 0 give NaN.
Bits32 exponential(Bits32 x);

}  // namespace pamsim::numerics
