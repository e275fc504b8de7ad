// What the keys of a memory part and of its units must agree on.
#pragma once

#include "base/config.h"
#include "memory/dram_part.h"
#include "memory/flash_part.h"
#include "pim/pim_part.h"

namespace pamsim::system {

/// Columns in all banks come no faster than tCCD_L, and a row of them leaves time for refresh. `node`: the
/// `pim` group.
void check_mac_interval(const base::ConfigNode& node, const memory::DramPart& part, const pim::DramPim& pim);

/// Who reads the whole drive once loses no page. `node`: the part.
void check_read_retries(const base::ConfigNode& node, const memory::FlashPart& part);

}  // namespace pamsim::system
