// A timing rule as data, and the tables of rules: one per standard, one for PIM commands.
#pragma once

#include <cstdint>
#include <vector>

#include "memory/dram/command.h"
#include "memory/dram_part.h"

namespace pamsim::memory {

/// Where two commands must meet for a rule to bind them. A bank set is the same bank of every bank group.
enum class Level : std::uint8_t { channel, pseudo_channel, rank, bank_group, bank, bank_set };
constexpr std::size_t kLevels = 6;

/// `after` may come `gap` cycles after the `window`-th last `before` at the same place of `level`, or, with
/// `siblings`, at another place of that level below the same parent.
struct Rule {
    Level level;
    Command before, after;
    Cycle gap;
    Cause cause;
    std::uint32_t window = 1;
    bool siblings = false;
};
using Rules = std::vector<Rule>;

/// Banks that one PIM command reaches, and the limits on PIM commands; cycles of the part's clock.
struct PimTimings {
    bool per_rank;             ///< a domain is a rank; else all ranks of a pseudo-channel in lockstep
    bool same_bank;            ///< commands reach the same bank of every bank group, not all banks
    Cycle mac_interval;        ///< between MACs of a domain, power limit included
    Cycle mac_interval_nocap;  ///< the same without a power limit
    std::uint32_t activates;   ///< commands that open a row: 1, or the banks in fours (tFAW kept)
    Cycle mode_change;
    bool yield_at_rows;  ///< ordinary accesses come in between rows, else between programs

    /// The level of a domain's commands.
    Level domain_level() const { return per_rank ? Level::rank : Level::pseudo_channel; }
};

/// The table of `part.standard`. Throws std::invalid_argument for a standard without one.
Rules dram_rules(const DramPart& part);
Rules pim_rules(const DramPart& part, const PimTimings& pim);

}  // namespace pamsim::memory
