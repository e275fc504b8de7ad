// From the active tokens of a domain to the exact commands of K pass, softmax and V pass, and to the few
// counts that the closed form needs.
#pragma once

#include <cstdint>
#include <vector>

#include "memory/dram/pim_program.h"
#include "pim/dram_plan.h"

namespace pamsim::pim {

/// Active tokens of one sequence in one domain: for every bank group the slots, ascending, that they have in
/// the group. Slot s of K is in the sequence's row s / block_tokens of the group, its columns are the
/// slice_columns from (s % block_tokens) * slice_columns on; of V in row s / row_tokens of every chunk.
struct DomainTokens {
    std::vector<std::vector<std::uint32_t>> slots;

    std::uint64_t tokens() const;
    std::uint32_t units() const;  ///< bank groups with at least one token
};

/// What the bank groups of a domain need together, in lockstep: a slot, row or batch counts once however many
/// groups need it. Counts of one kv-head, one pass, one chunk.
struct DomainSummary {
    double tokens = 0, units = 0;
    double slots = 0;
    double k_rows = 0;  ///< openings of rows of K
    double v_rows = 0;  ///< openings of rows of V
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
    double activations = 0;      ///< rows opened, of one bank each, scores not counted
};
DomainTraffic traffic_of(const DramPlan& plan, const DomainSummary& summary);

/// One sequence, `kv_heads` one after the other, all with the same active tokens, behind what `program`
/// holds.
void append(const DramPlan& plan, const DomainTokens& tokens, std::uint32_t kv_heads,
            memory::PimProgram& program);
memory::PimProgram program_of(const DramPlan& plan, const DomainTokens& tokens, std::uint32_t kv_heads);

}  // namespace pamsim::pim
