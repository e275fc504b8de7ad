// Local attention inside SSD-PIM drives: pages sensed in the dies, brought over the channels to the
// controller's PUs.
//
// Layout (`page_per_head`): a page holds K (or V) of consecutive tokens of one sequence, one layer, one
// kv-head; pages go round robin over channels and dies. A page is sensed and moved whole, however few of its
// tokens are active.
//
// Leaves out: out-of-order die scheduling, read retries, garbage collection beside reads; programs make
// progress only while no read runs (program suspend), which memory::FlashWriteBuffer counts.
#pragma once

#include <cstdint>
#include <vector>

#include "memory/flash_part.h"
#include "pim/local_attention.h"
#include "pim/pim_part.h"
#include "pim/reduction.h"

namespace pamsim::pim {

class FlashAttention : public LocalAttention {
public:
    /// `devices` belong to one owner. Throws std::invalid_argument with one sentence when a page does not
    /// hold whole vectors or the PU buffer does not hold one q and a score.
    FlashAttention(const memory::FlashPart& part, const FlashPim& pim, std::uint32_t devices,
                   const AttentionShape& shape);

    std::uint32_t block_tokens() const override { return block_tokens_; }
    std::uint32_t domains() const override { return devices_; }
    std::uint32_t groups() const override { return part_.all_dies(); }
    double peak_bytes_per_s() const override;
    AttentionCost cost(const std::vector<kv::DomainLoad>& loads, const Selection& selection,
                       Softmax softmax) const override;
    double merge_s(std::int64_t partials) const override;

private:
    double pu_s(double vectors) const;

    memory::FlashPart part_;
    FlashPim pim_;
    std::uint32_t devices_;
    AttentionShape shape_;
    MergeTime merge_;
    std::uint32_t block_tokens_;
};

}  // namespace pamsim::pim
