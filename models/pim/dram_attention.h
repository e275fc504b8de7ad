// Local attention inside one level of DRAM-PIM devices: the buffer plan and the closed form of its time.
//
// Layout (`bank_group_rows`): a token's K (and its V) of one kv-head and layer is split by head dimension
// over `head_dim_split` banks of one bank group; a row of a bank group holds the K (or V) of consecutive
// tokens of one sequence: a block. Bank groups of a domain run one command stream in lockstep, each on its
// own block.
//
// One kv-head of one sequence goes: q in over the bus -> K pass (all rows), the bank group's RU adding the
// partial scores of its banks and finding their maximum -> full scores written to a row -> V pass, in which
// every PU turns the scores that come back into p -> (O, m, l) of every bank group out over the bus, merged
// by the RUs behind it.
//
// Leaves out: read/write turnaround around score write-back, per-command bus slots, refresh phase (its share
// of time is taken instead), activation power beyond tFAW, bank conflicts with ordinary traffic (the level
// serialises them).
#pragma once

#include <cstdint>
#include <vector>

#include "memory/dram_part.h"
#include "pim/local_attention.h"
#include "pim/pim_part.h"
#include "pim/reduction.h"

namespace pamsim::pim {

/// What the PU buffer holds in each pass, and the time one column slot then takes.
struct PassPlan {
    std::uint32_t passes;          ///< times every row is read
    std::uint32_t heads_per_pass;  ///< query heads served by one column read, the largest pass
    std::uint32_t chunk_columns;   ///< columns of a slice whose q (K) or O accumulators (V) are held together
    std::uint32_t buffer_bytes;    ///< of the PU buffer in use: q (K pass), O (V pass)
    double column_s;               ///< time of one column, summed over the passes
    std::vector<double> intervals_s;  ///< column spacing of each pass
};

class DramAttention : public LocalAttention {
public:
    /// `devices` belong to one owner. Throws std::invalid_argument with one sentence when the head dimension
    /// does not split or the PU buffer does not hold one head.
    DramAttention(const memory::DramPart& part, const DramPim& pim, std::uint32_t devices,
                  const AttentionShape& shape);

    std::uint32_t block_tokens() const override { return block_tokens_; }
    std::uint32_t domains() const override { return domains_; }
    std::uint32_t groups() const override { return groups_; }
    const PassPlan& k_plan() const { return k_; }
    const PassPlan& v_plan() const { return v_; }

    double peak_bytes_per_s() const override;
    AttentionCost cost(const std::vector<kv::DomainLoad>& loads, const Selection& selection,
                       Softmax softmax) const override;
    double merge_s(std::int64_t partials) const override;

private:
    /// One layer's times and bytes per unit of load, for one selection and softmax.
    struct LayerTerms {
        double depth_s;                ///< one row deep: K pass, scores, V pass, all kv-heads
        double sequence_s;             ///< filling and emptying the PUs for one sequence, all kv-heads
        double slot_touched;           ///< share of column slots that some group of the domain needs
        double activations_per_depth;  ///< bank rows opened
        double q_bytes_per_sequence, bytes_per_partial, ru_s_per_partial;
        double score_bytes_per_token, exp_s_per_token;  ///< gathered softmax only
    };
    /// What the domains of one data bus have to do together.
    struct BusShare {
        double local_s, reduction_s, partials, tokens, depth;
    };
    LayerTerms layer_terms(const Selection& selection, Softmax softmax) const;
    BusShare bus_share(const std::vector<kv::DomainLoad>& loads, std::size_t first, std::size_t last,
                       const LayerTerms& terms) const;
    PassPlan plan_k() const;
    PassPlan plan_v() const;
    PassPlan even_passes(std::uint32_t heads_fit, std::uint32_t bytes_per_head, std::uint32_t chunk,
                         bool stream) const;
    std::uint32_t beats_of(std::uint32_t columns) const;
    std::uint32_t chunks() const { return slice_columns_ / v_.chunk_columns; }
    double unit_overhead_s() const;
    double interval_s(std::uint32_t heads, bool stream) const;
    double row_s(double columns, const PassPlan& plan) const;
    double activate_s() const;
    double score_slots() const;
    double score_s_per_slot() const;

    memory::DramPart part_;
    DramPim pim_;
    AttentionShape shape_;
    std::uint32_t devices_, slice_, column_values_, slice_columns_;
    std::uint32_t block_tokens_ = 0, domains_ = 0, groups_ = 0, domains_per_bus_ = 0;
    double bus_bytes_per_s_ = 0;
    numerics::PuShape pu_;
    MergeTime merge_;
    PassPlan k_, v_;
};

}  // namespace pamsim::pim
