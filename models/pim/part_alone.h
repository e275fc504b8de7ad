// One attention on one DRAM-PIM device with nothing beside it: by commands and in closed form.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "memory/dram/channel.h"
#include "pim/dram_plan.h"
#include "pim/dram_program.h"

namespace pamsim::pim {

/// Tokens of one sequence, whose every kv-head lies alike.
struct AloneTokens {
    std::uint32_t tokens;
    /// Blocks dealt out evenly over domains and their bank groups; else every token goes to a bank group
    /// drawn at random.
    bool even = true;
    double keep_ratio = 1.0;  ///< every token is active with this probability
    std::uint64_t seed = 1;

    /// By domain of the device.
    std::vector<DomainTokens> place(const DramPlan& plan) const;
};

struct AloneRun {
    memory::Cycle cycles = 0;  ///< from the start on, in ordinary mode, to the last partial's last byte
    std::array<std::uint64_t, memory::kCommands> commands{};
    memory::Losses losses;  ///< of the domains' column slots
    std::uint64_t streams = 0;

    std::uint64_t all_commands() const;
};

/// Every channel's commands, each channel by itself. `start`: when they begin, in the life of a channel that
/// refreshes from cycle 0 on.
AloneRun run_commands(const DramPlan& plan, const std::vector<DomainTokens>& tokens, memory::Cycle start = 0);
/// The same in closed form: cycles alone, all heads followed.
double fast_cycles(const DramPlan& plan, const std::vector<DomainTokens>& tokens, memory::Cycle start = 0);
/// As a level takes it: the mean over all phases of refresh, from the heads that a level follows.
double level_cycles(const DramPlan& plan, const std::vector<DomainTokens>& tokens);
/// K and V that were needed and fetched.
DomainTraffic traffic_of(const DramPlan& plan, const std::vector<DomainTokens>& tokens);

}  // namespace pamsim::pim
