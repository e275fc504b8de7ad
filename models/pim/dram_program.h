// From the active tokens of a domain to the exact commands of K pass, softmax and V pass.
#pragma once

#include <cstdint>

#include "memory/dram/pim_program.h"
#include "pim/dram_summary.h"

namespace pamsim::pim {

/// One sequence, `kv_heads` one after the other, all with the same active tokens, behind what `program`
/// holds.
void append(const DramPlan& plan, const DomainTokens& tokens, std::uint32_t kv_heads,
            memory::PimProgram& program);
/// Rows of a bank from the first on that the sequence's commands open, all kv-heads.
std::uint32_t rows_of(const DramPlan& plan, const DomainTokens& tokens);
memory::PimProgram program_of(const DramPlan& plan, const DomainTokens& tokens, std::uint32_t kv_heads);

}  // namespace pamsim::pim
