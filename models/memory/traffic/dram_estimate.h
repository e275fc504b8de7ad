// A DRAM device alone under a pattern of ordinary reads or writes, in closed form (cycles, JEDEC names).
//
// stream    A bus moves a burst every max(tBL, tCCD_S), or every tCCD_L / bank groups if that is longer
//           (writes: tCCD_L_WR).
// random    Every access opens a row. The accesses of a bus's queue, less half of what leaves it until it is
//           filled up again, go round a closed network: one of the banks for a row cycle, one of the ranks
//           for max(tRRD_S, tFAW / 4), the data bus as above, the command buses for ACT, PRE and the column
//           command of every bus that shares them. The device waits for the bus with most accesses: n +
//           sqrt(2 n ln buses) where n is the mean.
// pingpong  A row cycle each: of a read max(tRC, tRAS + tRP, tRCD + tRTP + tRP), of a write also
//           tRCDWR + CWL + tBL + tWR + tRP.
// All of these x 1 / refresh_share().
// random, one outstanding
//           CL + tBL, tRCD more as no row is met twice, tRP more when the bank was open: with l accesses per
//           bank since its last refresh (or in the whole run) for the share 1 - (1 - exp(-l)) / l of them.
//           A refresh that stops 1 of p accesses for t cycles stops them all for t - x (1 - exp(-t / x)),
//           where x = p times that latency; channels refresh together.
#pragma once

#include "memory/dram_part.h"
#include "memory/traffic/part_run.h"
#include "memory/traffic/pattern.h"

namespace pamsim::memory {

/// Precharges and the histogram of latencies are left out. Throws std::invalid_argument with one sentence for
/// what has no closed form: strided, mixed, reads with writes, a stream with accesses outstanding, random
/// with more than one.
PartRun estimate_dram(const DramPart& part, const Traffic& traffic);

}  // namespace pamsim::memory
