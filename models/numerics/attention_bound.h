// How far the units' attention can be from exact attention: the bound that models/numerics/README.md derives.
#pragma once

#include <cstddef>
#include <cstdint>

#include "numerics/formats.h"

namespace pamsim::numerics {

/// |dot() - exact| for FP32 accumulation and finite results, in beats of `lanes`, followed by `sums` FP32
/// additions of such parts (the RUs' sums of partial scores). `magnitude`: sum of |a_i b_i|.
double dot_error_bound(Format format, std::size_t length, std::size_t lanes, double magnitude,
                       unsigned sums = 0);

/// What the bound of one head's output depends on.
struct AttentionTask {
    Format format = Format::fp16;
    double score_error = 0.0;           ///< dot_error_bound() of the token with the largest sum of |q_i k_i|
    std::uint64_t tokens = 0;           ///< that are not masked
    std::uint64_t tokens_per_unit = 0;  ///< the most that one PU adds up
    unsigned merge_rounds = 0;          ///< rounds that a partial can pass, over all RUs on its way
    unsigned ways = 4;                  ///< partials of one round
    double max_value = 0.0;             ///< the largest |v|
};

/// One value of the exact output, sum of w_t v_t with softmax weights w_t, and the same sum over other
/// things.
struct ValueSpread {
    double output = 0.0;     ///< |sum of w_t v_t|
    double magnitude = 0.0;  ///< of |v_t|
    double deviation = 0.0;  ///< of |v_t - output|
    double distant = 0.0;    ///< of |v_t - output| (max - s_t)
};

/// Bound of |output - exact attention| of one value, for FP32 accumulation and finite scores. Infinite where
/// the output may overflow its format. No more than 2 max|v| and the last roundings: both outputs are means
/// of v.
double attention_error_bound(const AttentionTask& task, const ValueSpread& value);
/// The same for all q, K and V that the task describes.
double attention_error_bound(const AttentionTask& task);

}  // namespace pamsim::numerics
