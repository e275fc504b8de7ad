// Dot products as pam_dot computes them: exact products, one aligned adder tree per beat, a running sum.
#pragma once

#include <cstddef>

#include "numerics/formats.h"

namespace pamsim::numerics {

/// Bits below the 24 of the largest product that the adder tree keeps.
constexpr int kTreeGuardBits = 8;
/// The most products one tree adds (integers of 64 bits hold their sum).
constexpr std::size_t kTreeMaxLanes = 1024;

/// Sum of `lanes` FP32 products: aligned to the largest exponent, cut off (towards zero) kTreeGuardBits below
/// its last bit, added exactly, rounded once to FP32. Error: at most 2^-24 |sum| + lanes x 2^-31 x 2^E, E the
/// exponent of the largest product (measured in tests/unit/numerics/tree_test.cpp). NaN if a product is NaN
/// or infinities of both signs meet; an infinite product gives infinity; a sum of 0 is +0. Like the sums of
/// fp32.h it comes twice: on the host's numbers, and as the rule that the RTL follows.
Bits32 tree_sum(const float* products, std::size_t lanes);
Bits32 tree_sum(const Bits32* products, std::size_t lanes);
namespace rule {
Bits32 tree_sum(const Bits32* products, std::size_t lanes);
}

/// One beat: the tree over the products of two vectors of `lanes` values.
Bits32 dot_beat(Format format, const Bits16* a, const Bits16* b, std::size_t lanes);

/// What a slot of the accumulator does with a beat: the first replaces, later ones are added.
Bits32 accumulate_beat(Accumulate accumulate, bool first, Bits32 running, Bits32 beat);

/// Whole vectors, `length` a multiple of `lanes`, in beats of `lanes`; 0 values give +0.
Bits32 dot(Format format, Accumulate accumulate, const Bits16* a, const Bits16* b, std::size_t length,
           std::size_t lanes);

}  // namespace pamsim::numerics
