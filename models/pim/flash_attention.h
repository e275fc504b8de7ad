// Local attention inside SSD-PIM drives: pages sensed in the dies, brought over the channels to the
// controller's PUs.
//
// Layout (`page_per_head`): a page holds K (or V) of consecutive tokens of one sequence, one layer, one
// kv-head; pages go round robin over channels and dies. A page is sensed and moved whole, however few of its
// tokens are active. A block that is not whole is still in the controller's buffer and costs no die.
//
// Leaves out: read retries and garbage collection beside reads. What programs and reads cost one another is
// memory::FlashWriteBuffer's.
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

    /// One PU on a page of one kv-head of which `tokens` are active.
    base::Picoseconds pu_time(std::uint32_t tokens) const { return base::picoseconds(pu_s(tokens)); }
    /// K (or V) of `tokens` in all kv-heads.
    std::int64_t vectors_bytes(std::uint32_t tokens) const {
        return tokens * shape_.kv_heads * shape_.vector_bytes();
    }
    /// A lone page's read, without its PU: command, tR, transfer, controller.
    base::Picoseconds first_page_time() const;
    /// What RU merges add after `local_s`, the time from the first page to the last PU.
    double exposed_reduction_s(const kv::DomainLoad& load, double local_s) const;

private:
    double pu_s(double vectors) const;
    double partials(const kv::DomainLoad& load) const;
    double flash_s(double pages) const;
    double local_s(const kv::DomainLoad& load, const Selection& selection) const;
    double pages(const kv::DomainLoad& load, const Selection& selection) const;

    memory::FlashPart part_;
    FlashPim pim_;
    std::uint32_t devices_;
    AttentionShape shape_;
    MergeTime merge_;
    std::uint32_t block_tokens_;
};

}  // namespace pamsim::pim
