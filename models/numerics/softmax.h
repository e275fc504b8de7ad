// Softmax in pieces: the running maximum, the weight of a score or partial under it, and the running (m, l).
#pragma once

#include <cstddef>
#include <cstdint>

#include "numerics/formats.h"

namespace pamsim::numerics {

/// NaN if either is; +0 is above -0.
Bits32 maximum(Bits32 a, Bits32 b);

/// exp(m_i - m) as the units compute it, for m_i <= m: 0 for m_i = -inf (a masked token, an empty partial), 1
/// for m_i = m (so that one +inf score takes all), else exponential(to_tf32(m_i - m)). NaN if either is. FP32
/// pattern with 18 fraction bits.
Bits32 weight(Bits32 m_i, Bits32 m);

/// p of the value pass: the weight rounded to the unit's 16-bit format.
Bits16 probability(Format format, Bits32 score, Bits32 m);

/// The most pairs that pam_online_softmax takes together.
constexpr std::size_t kMaxWays = 8;

/// Running maximum and running sum over pairs (m_i, l_i) that come `ways` at a time: pam_online_softmax. A
/// plain score is the pair (score, 1). Error of l relative to the exact sum: one rounding to fp32 per product
/// and per sum, and per weight exponential()'s bound and half a TF32 ulp of the difference.
class OnlineSoftmax {
public:
    struct Weights {
        Bits32 running;           ///< of what was there before
        Bits32 of_way[kMaxWays];  ///< 0 for ways that take no part
    };
    /// `present`: bit i says that way i takes part; `m`, `l` have one entry per way.
    Weights step(const Bits32* m, const Bits32* l, std::uint32_t present, std::size_t ways);
    Bits32 m() const { return m_; }
    Bits32 l() const { return l_; }

private:
    Bits32 m_ = kMinusInfinity;
    Bits32 l_ = 0;
};

/// Cycles of pam_online_softmax from the edge that takes the first of `steps` steps to the edge that takes m
/// and l, with `ways` present in each, inputs always valid and outputs always taken.
std::uint64_t online_softmax_cycles(std::uint64_t steps, std::uint32_t ways);

}  // namespace pamsim::numerics
