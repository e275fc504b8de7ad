// What a level asks of the units inside it: how long local attention takes, and how its tokens are laid out.
#pragma once

#include <cstdint>
#include <vector>

#include "kv/layout.h"
#include "pim/attention_cost.h"
#include "pim/attention_shape.h"

namespace pamsim::pim {

/// One owner's PIM devices of one level. A plain class: no kernel, no state but its constants.
class LocalAttention {
public:
    virtual ~LocalAttention() = default;

    virtual std::uint32_t block_tokens() const = 0;  ///< tokens of one kv-head's K that one row or page holds
    virtual std::uint32_t domains() const = 0;       ///< parts with a command stream of their own
    virtual std::uint32_t groups() const = 0;        ///< bank groups or dies of a domain

    /// Bytes per second that all banks or dies can deliver to their units, whatever the units do with them.
    virtual double peak_bytes_per_s() const = 0;

    /// One layer over the tokens that the loads describe (one entry per domain of the owner).
    virtual AttentionCost cost(const std::vector<kv::DomainLoad>& loads, const Selection& selection,
                               Softmax softmax) const = 0;
    /// Merging `partials` of (O, m, l) from other levels in the device RUs, seconds.
    virtual double merge_s(std::int64_t partials) const = 0;
};

}  // namespace pamsim::pim
