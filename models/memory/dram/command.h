// The commands of a DRAM channel, JEDEC's and those of PIM, and why one has to wait.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace pamsim::memory {

/// A cycle of the channel's command clock, counted from the start of the simulation.
using Cycle = std::int64_t;

enum class Command : std::uint8_t {
    activate,       ///< ACT of one bank
    precharge,      ///< PRE of one bank
    precharge_all,  ///< PREA of a rank
    read,           ///< RD
    write,          ///< WR
    refresh_all,    ///< REFab of a rank
    refresh_bank,   ///< REFpb of a bank, REFsb of the same bank of every bank group
    // PIM commands work on all banks of a domain, or on the same bank of each of its bank groups.
    pim_activate,   ///< ACTab: one row in every bank
    pim_precharge,  ///< PREab
    mac,            ///< MACab: one column of every bank into its unit
    query_write,    ///< WRGB: a burst of q over the data bus into the units' buffers
    score_write,    ///< WRSC: scores from the units into the open row
    score_read,     ///< RDSC: scores from the open row into the units
    partial_read,   ///< RDPO: a burst of (O, m, l) over the data bus
    mode_change     ///< MODE: a domain enters or leaves PIM
};
constexpr std::size_t kCommands = 15;
extern const std::array<const char*, kCommands> kCommandNames;

constexpr std::size_t index(Command c) {
    return static_cast<std::size_t>(c);
}

/// Why a command, or the data behind it, came no earlier. Fits four bits.
enum class Cause : std::uint8_t {
    idle,         ///< nothing was asked
    burst,        ///< the data before it (tCCD_S)
    bank_group,   ///< tCCD_L
    row,          ///< a row had to be opened or closed
    activate,     ///< tRRD
    faw,          ///< the four-activate window
    turnaround,   ///< the bus changed direction or rank
    refresh,      ///< REFab, REFpb
    command_bus,  ///< another command was on the bus
    power,        ///< MACs further apart than the banks need
    units,        ///< the units were not ready
    query,        ///< q went to the units
    scores,       ///< scores went to a row or came back
    partials,     ///< (O, m, l) went out
    mode,         ///< changes between ordinary and PIM
    other         ///< PIM gave way to ordinary accesses, or they to PIM
};
constexpr std::size_t kCauses = 16;
extern const std::array<const char*, kCauses> kCauseNames;

constexpr std::size_t index(Cause c) {
    return static_cast<std::size_t>(c);
}

}  // namespace pamsim::memory
