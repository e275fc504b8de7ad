// A DRAM device alone under a pattern of ordinary accesses, command by command.
#pragma once

#include <vector>

#include "memory/dram/pim_program.h"
#include "memory/dram/rule.h"
#include "memory/dram_part.h"
#include "memory/traffic/part_run.h"
#include "memory/traffic/pattern.h"

namespace pamsim::memory {

/// Every channel of the device is simulated by itself. Accesses are one burst each. With traffic.outstanding
/// 0 a channel takes the accesses that the address map gives it as fast as its queues let it; otherwise the
/// device has so many in flight, and the next comes when one completes. Ping-pong: the next access comes when
/// the column command of the last one is on the bus. Throws std::invalid_argument with one sentence when the
/// part is too small for the pattern.
PartRun run_dram(const DramPart& part, const Traffic& traffic);

/// PIM programs of a device, all submitted at the start: those of the streams of its first channel, of the
/// next, and so on. An empty program leaves its stream without work.
struct PimLoad {
    PimTimings timings;
    std::vector<PimProgram> programs;
};
struct MixedRun {
    PartRun accesses;  ///< its commands are those of both
    double programs_s;
    std::vector<PartRun::Share>
        programs_lost;  ///< of the streams' column slots; what is missing to 1 was used
};
/// Full queues beside PIM programs.
MixedRun run_mixed(const DramPart& part, const Traffic& traffic, const PimLoad& load);

}  // namespace pamsim::memory
