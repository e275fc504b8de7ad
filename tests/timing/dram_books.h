// What the standards ask of DRAM commands, written from their definitions (JEDEC JESD79-4, JESD79-5, JESD235,
// JESD238, JESD250, JESD209-5); a gap runs from command to command, in cycles of the part's clock.
#pragma once

#include "timing/dram_rules.h"

namespace pamsim::tests {

/// One bank's row cycle, and PREA, which closes all banks of a rank.
Expectations row_cycle(const memory::DramPart& part);
/// Banks and ranks that do not hold each other's rows.
Expectations rows_apart();
/// tRRD_S, tRRD_L, tFAW.
Expectations activates(const memory::DramPart& part);
/// Reads and writes of one rank.
Expectations columns(const memory::DramPart& part);
/// Reads and writes of two ranks, or stack ids, on one data bus.
Expectations rank_switches(const memory::DramPart& part);
/// REFab of a rank; `rfc` as the refresh mode has it.
Expectations all_bank_refresh(const memory::DramPart& part);

/// Gaps in which the standards' refreshes of single banks differ.
struct BankRefreshGaps {
    Cycles activate_to_refresh_other_group;  ///< ACT to the refresh of a bank in another bank group
    Cycles refresh_to_refresh;               ///< of another bank
};
/// REFpb or REFsb, whose home is a bank or, with `bank_set`, the same bank of every bank group.
Expectations bank_refresh(const memory::DramPart& part, const BankRefreshGaps& gaps, bool bank_set);

/// Refresh of one rank leaves another alone.
Expectations refresh_apart(bool of_banks);

/// tPPD between precharges of a rank or, with `all_ranks`, of a pseudo-channel.
Expectations precharges(const memory::DramPart& part, bool all_ranks);
/// Pseudo-channels (DDR5: sub-channels) have banks and data buses of their own.
Expectations pseudo_channels_apart();

/// Those whose places the geometry has.
Expectations within(const memory::DramGeometry& geometry, const Expectations& expectations);

/// All that the standard of the setting's part asks, as far as the part has the places.
Expectations standard_book(const Setting& setting);

/// Settings in which rules behind others come to bind: a short tRP (tRC), long rank switches, long tRRD and
/// tPPD, long tCCD and tRTW, a burst longer than tCCD_S, fine-grained refresh where the part has it.
Settings settings_of(const memory::DramPart& part);

}  // namespace pamsim::tests
