// Softmax attention in double precision: what the units' values are measured against.
#pragma once

#include <cstdint>
#include <vector>

#include "numerics/attention_bound.h"
#include "numerics/formats.h"
#include "pim/kv_source.h"

namespace pamsim::system {

/// K and V of one layer, sequence and kv-head, exactly as the units read them.
class ExactAttention {
public:
    ExactAttention(const pim::KvSource& source, numerics::Format format, std::uint32_t head_dim,
                   std::uint32_t layer, std::uint64_t sequence, std::uint32_t kv_head, std::uint32_t tokens);

    struct Output {
        std::vector<double> o;
        std::vector<numerics::ValueSpread> spread;  ///< of each value of o
        double largest_magnitude;                   ///< over the tokens, of the sum of |q_i k_i|
    };
    /// q: head_dim values. Errors are those of double sums, about 1e-14.
    Output of(const numerics::Bits16* q) const;
    double largest_value() const { return largest_value_; }  ///< of |v|

private:
    /// `weights`, `distances` (max - score): of each token.
    std::vector<numerics::ValueSpread> spread_of(const std::vector<double>& o,
                                                 const std::vector<double>& weights,
                                                 const std::vector<double>& distances) const;

    numerics::Format format_;
    std::uint32_t head_dim_, tokens_;
    std::vector<double> k_, v_;  ///< tokens x head_dim
    double largest_value_ = 0.0;
};

}  // namespace pamsim::system
