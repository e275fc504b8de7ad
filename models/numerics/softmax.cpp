#include "numerics/softmax.h"

#include "numerics/exponential.h"
#include "numerics/fp32.h"

namespace pamsim::numerics {
namespace {

/// Sign and magnitude to an integer that orders like the value, -0 just below +0.
std::int64_t order_of(Bits32 x) {
    const auto magnitude = static_cast<std::int64_t>(x & 0x7fffffffu);
    return (x >> 31) != 0 ? -magnitude - 1 : magnitude;
}

}  // namespace

Bits32 maximum(Bits32 a, Bits32 b) {
    if (is_nan(a) || is_nan(b)) return kNan;
    return order_of(a) >= order_of(b) ? a : b;
}

Bits32 weight(Bits32 m_i, Bits32 m) {
    if (is_nan(m_i) || is_nan(m)) return kNan;
    if (m_i == kMinusInfinity) return 0;
    if (m_i == m) return kOne;
    return exponential(to_tf32(add(m_i, negated(m))));
}

Bits16 probability(Format format, Bits32 score, Bits32 m) {
    return narrow(format, weight(score, m));
}

OnlineSoftmax::Weights OnlineSoftmax::step(const Bits32* m, const Bits32* l, std::uint32_t present,
                                           std::size_t ways) {
    Bits32 top = m_;
    for (std::size_t i = 0; i < ways; ++i)
        if ((present >> i & 1u) != 0) top = maximum(top, m[i]);
    Weights weights{};
    weights.running = weight(m_, top);
    l_ = multiply(weights.running, l_);
    for (std::size_t i = 0; i < ways; ++i) {
        if ((present >> i & 1u) == 0) continue;
        weights.of_way[i] = weight(m[i], top);
        l_ = add(l_, multiply(weights.of_way[i], l[i]));
    }
    m_ = top;
    return weights;
}

std::uint64_t online_softmax_cycles(std::uint64_t steps, std::uint32_t ways) {
    return steps * (6 + std::uint64_t{ways}) + 1;
}

}  // namespace pamsim::numerics
