#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "bench/accuracy/head.h"

namespace pamsim::accuracy {
namespace {

/// Scores of all tokens in double; those that are not masked count in `exact`.
std::vector<double> exact_scores(const Head& head, std::uint32_t query, Exact& exact) {
    std::vector<double> scores(head.tokens, 0.0);
    for (std::uint32_t t = 0; t < head.tokens; ++t) {
        double magnitude = 0.0;
        for (std::uint32_t i = 0; i < head.dim; ++i) {
            const double product = value(head.format, head.q[std::size_t{query} * head.dim + i]) *
                                   value(head.format, head.k[std::size_t{t} * head.dim + i]);
            scores[t] += product;
            magnitude += std::fabs(product);
        }
        if (std::isinf(scores[t])) continue;
        exact.magnitude = std::max(exact.magnitude, magnitude);
        ++exact.unmasked;
    }
    return scores;
}

}  // namespace

Exact exact_attention(const Head& head, std::uint32_t query) {
    Exact exact;
    exact.output.assign(head.dim, 0.0);
    exact.spread.resize(head.dim);
    for (const Bits16 v : head.v)
        exact.max_value = std::max(exact.max_value, std::fabs(value(head.format, v)));
    const std::vector<double> scores = exact_scores(head, query, exact);
    if (exact.unmasked == 0) return exact;
    const double top = *std::max_element(scores.begin(), scores.end());
    std::vector<double> weights;
    double sum = 0.0;
    for (const double score : scores) sum += weights.emplace_back(base::portable_exp(score - top));
    const auto each = [&](auto action) {
        for (std::uint32_t t = 0; t < head.tokens; ++t)
            for (std::uint32_t i = 0; weights[t] > 0.0 && i < head.dim; ++i)
                action(t, i, weights[t] / sum, value(head.format, head.v[std::size_t{t} * head.dim + i]));
    };
    each([&](std::uint32_t, std::uint32_t i, double weight, double v) {
        exact.output[i] += weight * v;
        exact.spread[i].magnitude += weight * std::fabs(v);
    });
    each([&](std::uint32_t t, std::uint32_t i, double weight, double v) {
        const double deviation = weight * std::fabs(v - exact.output[i]);
        exact.spread[i].deviation += deviation;
        exact.spread[i].distant += deviation * (top - scores[t]);
    });
    for (std::uint32_t i = 0; i < head.dim; ++i) exact.spread[i].output = std::fabs(exact.output[i]);
    return exact;
}

}  // namespace pamsim::accuracy
