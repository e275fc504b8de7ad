// The few counts of a domain's active tokens that the closed form and the traffic need.
#pragma once

#include <cstdint>
#include <vector>

#include "pim/dram_plan.h"

namespace pamsim::pim {

/// Active tokens of one sequence in one domain: for every bank group the slots, ascending, that they have in
/// the group. Slot s of K is in the sequence's row s / block_tokens of the group, its columns are the
/// slice_columns from (s % block_tokens) * slice_columns on; of V in row s / row_tokens of every chunk.
struct DomainTokens {
    std::vector<std::vector<std::uint32_t>> slots;

    std::uint64_t tokens() const;
    std::uint32_t units() const;  ///< bank groups with at least one token
    /// Slots that at least one bank group needs, ascending.
    std::vector<std::uint32_t> lockstep() const;
};

/// What the bank groups of a domain need together, in lockstep: a slot, row or batch counts once however many
/// groups need it. Counts of one kv-head, one pass, one chunk.
struct DomainSummary {
    /// Of rows of K or V.
    struct Openings {
        double rows = 0;
        double brief = 0, brief_slots = 0;  ///< with PassPlan::brief_tokens at most, and the slots in those
    };

    double tokens = 0, units = 0;
    double slots = 0;
    Openings k, v;
    double k_batches = 0, v_batches = 0;

    static DomainSummary of(const DramPlan& plan, const DomainTokens& tokens);
    /// `slots` consecutive slots in the fullest group.
    static DomainSummary dense(const DramPlan& plan, double tokens, double units, double slots);
    /// The same when every token is active with probability keep, each independent of the others.
    static DomainSummary random(const DramPlan& plan, double tokens, double units, double slots,
                                const Selection& selection);
};

/// Fetched and needed bytes of K and V, all kv-heads; over-fetch is their ratio.
struct DomainTraffic {
    double useful_bytes = 0;     ///< of active tokens
    double read_bytes = 0;       ///< slots that lockstep fetches in every bank group, once
    double cell_read_bytes = 0;  ///< with repeated passes
    double activations = 0;      ///< rows opened, of one bank each, those of scores included
};
DomainTraffic traffic_of(const DramPlan& plan, const DomainSummary& summary);

}  // namespace pamsim::pim
