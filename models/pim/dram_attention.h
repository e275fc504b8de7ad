// Local attention inside one level of DRAM-PIM devices, in closed form: loads of domains in, time and traffic
// out. Layout and passes are dram_plan.h's, the time of rows and buses dram_time.h's and dram_contention.h's;
// models/memory/README.md shows how far they are from the commands themselves.
//
// Leaves out: ordinary accesses beside PIM (the level serialises them), the phase of refresh (its share of
// time is taken).
#pragma once

#include <cstdint>
#include <vector>

#include "memory/dram_part.h"
#include "pim/dram_plan.h"
#include "pim/dram_time.h"
#include "pim/local_attention.h"
#include "pim/pim_part.h"
#include "pim/reduction.h"

namespace pamsim::pim {

class DramAttention : public LocalAttention {
public:
    /// `devices` belong to one owner. Throws std::invalid_argument with one sentence when DramPlan does.
    DramAttention(const memory::DramPart& part, const DramPim& pim, std::uint32_t devices,
                  const AttentionShape& shape);
    DramAttention(const DramAttention&) = delete;  // its DramTime looks at its DramPlan
    DramAttention& operator=(const DramAttention&) = delete;

    std::uint32_t block_tokens() const override { return plan_.block_tokens(); }
    std::uint32_t domains() const override;
    std::uint32_t groups() const override { return plan_.groups(); }
    const DramPlan& plan() const { return plan_; }

    double peak_bytes_per_s() const override { return devices_ * plan_.peak_bytes_per_s(); }
    AttentionCost cost(const std::vector<kv::DomainLoad>& loads, const Selection& selection,
                       Softmax softmax) const override;
    double merge_s(std::int64_t partials) const override;

private:
    DomainSummary summary_of(const kv::DomainLoad& load, const Selection& selection) const;
    double gathered_cycles(double tokens) const;
    double estimate(const kv::DomainLoad& load, Softmax softmax) const;
    double estimate_channel(const kv::DomainLoad* loads, Softmax softmax) const;
    std::vector<DomainTime> channel_times(const kv::DomainLoad* loads, const Selection& selection,
                                          Softmax softmax) const;
    void count(const DomainSummary& summary, double sequences, Softmax softmax, AttentionCost& cost) const;

    std::uint32_t devices_;
    DramPlan plan_;
    DramTime time_;
    MergeTime merge_;
    std::uint32_t domains_per_channel_;
    BusTimes bus_;
    // Cycles of a sequence and kv-head: of every full block, besides, and on the bus.
    double block_cycles_ = 0, head_cycles_ = 0, head_bus_cycles_ = 0;
};

}  // namespace pamsim::pim
