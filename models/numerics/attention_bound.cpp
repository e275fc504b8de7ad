#include "numerics/attention_bound.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/random.h"

namespace pamsim::numerics {
namespace {

double power_of_two(int exponent) {
    return std::ldexp(1.0, exponent);
}

const double kHalfUlpFp32 = power_of_two(-24);
/// Of the argument of exp, relative: half a TF32 ulp, and the difference's own rounding.
const double kArgumentError = power_of_two(-11) + 2 * kHalfUlpFp32;
/// exp(e) - 1 <= 1.05 e for the e = kArgumentError x |x| that occur, |x| < 88.
constexpr double kArgumentGrowth = 1.05;
constexpr double kWeightError = 1.8779e-05;      // 2^-15.7, exponential.h
constexpr double kReciprocalError = 1.7522e-05;  // 2^-15.8, reciprocal.h

/// Of a value of the format, relative to it: 11 and 8 significant bits.
double half_ulp(Format format) {
    return power_of_two(format == Format::fp16 ? -11 : -8);
}
/// Half of the smallest subnormal.
double half_smallest(Format format) {
    return power_of_two(format == Format::fp16 ? -25 : -134);
}
double largest(Format format) {
    return format == Format::fp16 ? 65519.0 : 3.39e38;
}

/// (1 + e)^n - 1, from above.
double grown(double e, double n) {
    return base::portable_exp(e * n) - 1.0;
}

}  // namespace

double dot_error_bound(Format format, std::size_t length, std::size_t lanes, double magnitude,
                       unsigned sums) {
    const double roundings = static_cast<double>((length + lanes - 1) / lanes) + sums;
    const double cut = std::ldexp(static_cast<double>(lanes), -31);
    const double underflow = format == Format::bf16 ? std::ldexp(static_cast<double>(length), -150) : 0.0;
    return magnitude * ((1.0 + cut) * (1.0 + grown(kHalfUlpFp32, roundings)) - 1.0) + underflow;
}

namespace {

/// The largest root of the mean of (max - s_t)^2 under the softmax: with u = -ln(w_t), max - s_t <= u, and
/// the mean of (1 + u)^2 is a concave function of the weights, largest for equal ones: (1 + ln(tokens))^2.
double largest_distance(const AttentionTask& task) {
    const double log_tokens = base::portable_log(static_cast<double>(task.tokens));
    return std::sqrt(log_tokens * (log_tokens + 2.0));
}

/// Relative error of every weight but for the rounding of its arguments.
double common_error(const AttentionTask& task) {
    const double by_score = grown(task.score_error, 1.0 + 3.0 * kArgumentError);
    return (1.0 + by_score) * (1.0 + grown(kWeightError, 1 + task.merge_rounds)) *
               (1.0 + half_ulp(task.format)) -
           1.0;
}

/// By how much the weights' errors move a mean of v.
double moved_mean(const AttentionTask& task, const ValueSpread& value) {
    const double common = common_error(task), by_distance = (1.0 + common) * kArgumentGrowth * kArgumentError;
    // Weights too small for the format, or for exp, lose at most this each, beside a largest one of 1.
    const double vanished = static_cast<double>(task.tokens) *
                            base::portable_exp(std::min(task.score_error, 1.0)) *
                            (half_smallest(task.format) + power_of_two(-119));
    const double lost = common + by_distance * largest_distance(task) + vanished;
    const double both = 2.0 * task.max_value;  // both outputs are means of v
    if (!(lost < 0.5)) return both;
    const double moved = common * value.deviation + by_distance * value.distant + both * vanished;
    return std::min(both, moved / (1.0 - lost));
}

/// The spread of values that no spread exceeds: v deviates from its mean by at most max|v| in the root of the
/// mean square.
ValueSpread largest_spread(const AttentionTask& task) {
    const double v = task.max_value;
    return {v, v, v, v * largest_distance(task)};
}

}  // namespace

double attention_error_bound(const AttentionTask& task, const ValueSpread& value) {
    if (task.tokens == 0) return 0.0;
    const auto tokens = static_cast<double>(task.tokens);
    const double additions =
        static_cast<double>(task.tokens_per_unit) + static_cast<double>(task.merge_rounds) * (task.ways + 1);
    const double of_sums = grown(kHalfUlpFp32, additions);
    const double last = (1.0 + kReciprocalError) * (1.0 + kHalfUlpFp32) * (1.0 + half_ulp(task.format)) - 1.0;
    const bool overflows = of_sums >= 0.5 || task.max_value * tokens >= power_of_two(127) ||
                           task.max_value * (1.0 + 4.0 * of_sums) * (1.0 + last) >= largest(task.format);
    if (overflows) return std::numeric_limits<double>::infinity();
    const double moved = moved_mean(task, value);
    const double magnitude =
        std::min(task.max_value, value.magnitude + moved_mean(task, largest_spread(task)));
    const double summed = magnitude * (2.0 * of_sums / (1.0 - of_sums));  // O and l, each relative of_sums
    const double underflow = half_smallest(task.format) + tokens * power_of_two(-148);
    return moved + summed + (value.output + moved + summed) * last + underflow;
}

double attention_error_bound(const AttentionTask& task) {
    return task.tokens == 0 ? 0.0 : attention_error_bound(task, largest_spread(task));
}

}  // namespace pamsim::numerics
