// One channel of a shipped PIM part, and PIM programs for it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "memory/dram/channel.h"
#include "pim/dram_plan.h"
#include "pim/dram_program.h"

#include "support/parts.h"

namespace pamsim::tests {

using memory::Cycle;

inline pim::DramPlan pim_plan(const std::string& part, std::uint32_t group,
                              const std::vector<base::Override>& sets = {}) {
    const DramPimPart p = dram_pim(part, sets);
    return {p.part, p.pim, pim::AttentionShape{1, group, 128, 2}};
}

inline memory::PimProgram rows_of(std::uint32_t rows, std::uint32_t columns, std::uint16_t interval) {
    memory::PimProgram program;
    for (std::uint32_t row = 0; row < rows; ++row)
        program.ops.push_back({memory::PimOp::Kind::row, 0, interval, columns, row});
    return program;
}

/// Everything that is left, in the order of completion: tags and when they were done.
inline std::vector<std::pair<std::uint64_t, Cycle>> finish(memory::DramChannel& channel) {
    std::vector<std::pair<std::uint64_t, Cycle>> done;
    while (const auto bound = channel.completion_bound()) {
        channel.advance(*bound);
        while (const auto c = channel.next_completion()) done.emplace_back(c->tag, c->done);
    }
    return done;
}

/// When one program in domain 0 is done, from cycle 0.
inline Cycle alone(const pim::DramPlan& plan, memory::PimProgram program) {
    memory::DramChannel channel(plan.part(), plan.timings());
    channel.submit(0, std::move(program), 1, 0);
    return finish(channel).front().second;
}

}  // namespace pamsim::tests
