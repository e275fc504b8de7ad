// What PIM commands keep to: the rows' timings of JEDEC in all banks at once, a power limit on their columns,
// and the data bus that they share with ordinary reads and writes.
#pragma once

#include "timing/dram_books.h"

namespace pamsim::tests {

/// Rows and columns of one domain; a row of `activates` commands keeps tFAW between them.
Expectations pim_rows(const Setting& setting);
/// One set of banks beside another, under same-bank commands.
Expectations pim_bank_sets(const Setting& setting);
/// Of different ranks, where they work in lockstep.
Expectations pim_bank_sets_in_lockstep(const Setting& setting);
/// The domain at `other` and that at home do not meet, but on command and data buses.
Expectations pim_domains_apart(const Setting& setting, Where other);
/// q and partials on the data bus: as writes and reads of the rank.
Expectations pim_data(const Setting& setting);
/// Changes of mode, with the banks closed around them, and refresh.
Expectations pim_modes(const Setting& setting);
/// All of them.
Expectations pim_book(const Setting& setting);

}  // namespace pamsim::tests
