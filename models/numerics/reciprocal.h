// Reciprocal of a softmax sum: pam_recip.
#pragma once

#include "numerics/formats.h"

namespace pamsim::numerics {

/// 1 / x as an FP32 pattern with 18 fraction bits, from a table of 128 straight pieces. Relative error below
/// 2^-15.8 (measured over all fractions). 1/0 and 1/subnormal are infinite, 1/inf is 0, results below 2^-126
/// are 0; the sign is that of x; NaN gives NaN.
Bits32 reciprocal(Bits32 x);

/// A value of the output: O / l in the 16-bit format; +0 where l is 0 (every token masked, or none).
Bits16 normalised(Format format, Bits32 o, Bits32 l, Bits32 reciprocal_of_l);

}  // namespace pamsim::numerics
