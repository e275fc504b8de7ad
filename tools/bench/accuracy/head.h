// One attention head (or a group of query heads that share K and V), and its attention without the units'
// errors.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "numerics/attention_bound.h"
#include "numerics/formats.h"

namespace pamsim::accuracy {

using numerics::Bits16;
using numerics::Bits32;
using numerics::Format;

/// What the operands look like. All are deterministic in the seed.
enum class Data {
    normal,    ///< K, V of N(0,1), q of N(0,1) / sqrt(dim)
    dominant,  ///< as normal, one token's score about 40 above the others'
    equal,     ///< all keys the same
    edge,      ///< scores up to the largest that the format's operands or FP32 allow; four tokens share the
               ///< largest
    masked,    ///< as normal, three quarters of the tokens masked, whole runs of them
    nothing,   ///< every token masked
    rising,    ///< every token's score a little above the one before
    opposed,   ///< arguments of exp round up where v = 1 and down where v = -1
    halfway,   ///< p rounds up where v = 1 and down where v = -1
};
std::string name_of(Data data);

double value(Format format, Bits16 x);

struct Head {
    Format format = Format::fp16;
    std::uint32_t dim = 0;
    std::uint32_t tokens = 0;
    std::uint32_t queries = 0;  ///< query heads
    std::vector<Bits16> q;      ///< queries x dim, with 1/sqrt(dim) in it
    std::vector<Bits16> k, v;   ///< tokens x dim
};

Head make_head(Data data, Format format, std::uint32_t dim, std::uint32_t tokens, std::uint32_t queries,
               std::uint64_t seed);

/// Attention of one query in double: softmax(q K^T) V. Tokens of score -inf are masked; +0 if all are.
struct Exact {
    std::vector<double> output;                 ///< dim values
    std::vector<numerics::ValueSpread> spread;  ///< of each of them; the bound of its error needs it
    double magnitude = 0.0;  ///< the largest sum of |q_i k_i| of a token that is not masked
    double max_value = 0.0;  ///< the largest |v|
    std::uint64_t unmasked = 0;
};
Exact exact_attention(const Head& head, std::uint32_t query);

}  // namespace pamsim::accuracy
