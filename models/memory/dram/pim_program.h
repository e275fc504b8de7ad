// What a PIM domain does for one attention, as runs of commands; and the domain's place in it.
#pragma once

#include <cstdint>
#include <vector>

#include "memory/dram/command.h"

namespace pamsim::memory {

/// A run of commands of one kind. Rows are opened before and closed after their columns.
struct PimOp {
    enum class Kind : std::uint8_t {
        query,        ///< `count` bursts of q to the units' buffers
        row,          ///< open `row`, `count` MACs, close
        score_write,  ///< open `row`, write `count` columns of scores, close
        score_read,   ///< open `row`, read `count` columns of scores, close
        partial,      ///< `count` bursts of partials out
        wait          ///< the units need `count` cycles after the command before
    };
    Kind kind;
    std::uint16_t bursts_per_mac = 0;  ///< row: bursts of q that stream in beside every MAC
    std::uint32_t interval = 0;  ///< cycles that the units need from MAC to MAC, or from partial to partial
    std::uint32_t count;
    std::uint32_t row = 0;
};

struct PimProgram {
    std::vector<PimOp> ops;
};

/// Commands of a program, the opening and closing of rows included (`activates` as in PimTimings).
std::uint64_t commands_of(const PimProgram& program, std::uint32_t activates);

}  // namespace pamsim::memory
