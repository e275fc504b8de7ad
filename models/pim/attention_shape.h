// What one owner (a GPU with its share of stacks, DIMMs and drives) computes in one layer's attention.
#pragma once

#include <cstdint>

namespace pamsim::pim {

struct AttentionShape {
    std::uint32_t kv_heads;  ///< of this owner
    std::uint32_t group;     ///< query heads per kv-head
    std::uint32_t head_dim;
    std::uint32_t value_bytes;  ///< of q, k, v, p (FP16: 2)

    std::uint32_t query_heads() const { return kv_heads * group; }
    std::int64_t vector_bytes() const { return std::int64_t{head_dim} * value_bytes; }
    /// K and V of one token in this owner's heads, one layer.
    std::int64_t token_bytes() const { return 2 * kv_heads * vector_bytes(); }
};

/// Query heads that one pass over K or V serves.
struct HeadRange {
    std::uint32_t first, count;
};
/// The heads of one of `passes` passes over a group: passes differ by one head at most, the larger first.
HeadRange heads_of_pass(std::uint32_t group, std::uint32_t pass, std::uint32_t passes);

/// How the softmax of tokens on different banks, devices and levels comes together.
enum class Softmax {
    distributed,  ///< PAMattention: every unit makes (O, m, l) of its tokens, RUs merge them (paper §5.1)
    gathered      ///< scores go to one softmax unit, probabilities come back, O parts are summed (paper §7.5
                  ///< ablation)
};

/// The share of tokens one step reads: 1 is dense; below it every token is active with this probability, each
/// independent of its neighbours (the worst case for rows, lockstep columns and pages).
struct Selection {
    double keep_ratio = 1.0;
    bool dense() const { return keep_ratio >= 1.0; }
    /// Probability that at least one of n tokens is active: 1 - (1 - keep)^n.
    double touched(std::uint32_t n) const;
};

}  // namespace pamsim::pim
