// Cycle twins of the units that are one function of a beat: pam_exp, pam_log, pam_recip, pam_weight,
// pam_fp_mul.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "numerics/exponential.h"
#include "numerics/fp32.h"
#include "numerics/logarithm.h"
#include "numerics/reciprocal.h"
#include "numerics/softmax.h"
#include "twins/stand_still.h"

namespace pamsim::tb {

/// numerics::exponential and its like as a Function of StandStill.
template <numerics::Bits32 (*function)(numerics::Bits32)>
struct OneOperand {
    using Argument = numerics::Bits32;
    using Result = numerics::Bits32;
    std::optional<Result> operator()(Argument x) const { return function(x); }
};
/// The argument is a TF32 value as an FP32 pattern; port in_x has its upper 19 bits.
using ExpTwin = StandStill<OneOperand<numerics::exponential>, 2>;
using LogTwin = StandStill<OneOperand<numerics::logarithm>, 2>;
using RecipTwin = StandStill<OneOperand<numerics::reciprocal>, 2>;

struct WeightArgument {
    numerics::Bits32 m_i;
    numerics::Bits32 m;
};
struct Weighting {
    using Argument = WeightArgument;
    using Result = numerics::Bits32;
    Result (*weight)(numerics::Bits32 m_i, numerics::Bits32 m) = numerics::weight;

    std::optional<Result> operator()(const Argument& in) const { return weight(in.m_i, in.m); }
};
using WeightTwin = StandStill<Weighting, 3>;

/// Two vectors of Lanes values.
struct Operands {
    std::vector<numerics::Bits16> a;
    std::vector<numerics::Bits16> b;
};
struct Multiplying {
    using Argument = Operands;
    using Result = std::vector<numerics::Bits32>;
    numerics::Format format = numerics::Format::fp16;

    std::optional<Result> operator()(const Argument& in) const {
        Result products(in.a.size());
        for (std::size_t i = 0; i < products.size(); ++i)
            products[i] = numerics::product(format, in.a[i], in.b[i]);
        return products;
    }
};
using FpMulTwin = StandStill<Multiplying, 1>;

}  // namespace pamsim::tb
