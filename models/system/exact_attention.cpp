#include "system/exact_attention.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace pamsim::system {

using numerics::Bits16;

ExactAttention::ExactAttention(const pim::KvSource& source, numerics::Format format, std::uint32_t head_dim,
                               std::uint32_t layer, std::uint64_t sequence, std::uint32_t kv_head,
                               std::uint32_t tokens)
    : format_(format), head_dim_(head_dim), tokens_(tokens) {
    std::vector<Bits16> vector(head_dim);
    const auto append = [&](std::vector<double>& to) {
        for (const Bits16 x : vector) to.push_back(numerics::float_of(numerics::widen(format_, x)));
    };
    for (std::uint32_t token = 0; token < tokens; ++token) {
        source.key(layer, sequence, kv_head, token, vector.data());
        append(k_);
        source.value(layer, sequence, kv_head, token, vector.data());
        append(v_);
    }
    for (const double v : v_) largest_value_ = std::max(largest_value_, std::abs(v));
}

ExactAttention::Output ExactAttention::of(const Bits16* q) const {
    std::vector<double> query(head_dim_), scores(tokens_);
    for (std::uint32_t i = 0; i < head_dim_; ++i)
        query[i] = numerics::float_of(numerics::widen(format_, q[i]));
    Output out{std::vector<double>(head_dim_), {}, 0.0};
    for (std::uint32_t t = 0; t < tokens_; ++t) {
        double magnitude = 0.0;
        for (std::uint32_t i = 0; i < head_dim_; ++i) {
            const double product = query[i] * k_[std::size_t{t} * head_dim_ + i];
            scores[t] += product;
            magnitude += std::abs(product);
        }
        out.largest_magnitude = std::max(out.largest_magnitude, magnitude);
    }
    const double top = *std::max_element(scores.begin(), scores.end());
    std::vector<double> weights(tokens_), distances(tokens_);
    double sum = 0.0;
    for (std::uint32_t t = 0; t < tokens_; ++t) {
        distances[t] = top - scores[t];
        weights[t] = base::portable_exp(-distances[t]);
        sum += weights[t];
    }
    for (std::uint32_t t = 0; t < tokens_; ++t) {
        weights[t] /= sum;
        for (std::uint32_t i = 0; i < head_dim_; ++i)
            out.o[i] += weights[t] * v_[std::size_t{t} * head_dim_ + i];
    }
    out.spread = spread_of(out.o, weights, distances);
    return out;
}

std::vector<numerics::ValueSpread> ExactAttention::spread_of(const std::vector<double>& o,
                                                             const std::vector<double>& weights,
                                                             const std::vector<double>& distances) const {
    std::vector<numerics::ValueSpread> spread(head_dim_);
    for (std::uint32_t i = 0; i < head_dim_; ++i) spread[i].output = std::abs(o[i]);
    for (std::uint32_t t = 0; t < tokens_; ++t)
        for (std::uint32_t i = 0; i < head_dim_; ++i) {
            const double v = v_[std::size_t{t} * head_dim_ + i];
            const double deviation = weights[t] * std::abs(v - o[i]);
            spread[i].magnitude += weights[t] * std::abs(v);
            spread[i].deviation += deviation;
            spread[i].distant += deviation * distances[t];
        }
    return spread;
}

}  // namespace pamsim::system
