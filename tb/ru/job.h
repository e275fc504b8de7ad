// A command of pam_ru or pam_ru_tree with all that goes in and, from the functional twin, all that must come
// out.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "numerics/reduction_unit.h"
#include "support/coverage.h"
#include "twins/ru_tree_twin.h"

namespace pamsim::tb {

struct Job {
    using Beats = std::vector<std::vector<numerics::Bits32>>;

    RuCommand cmd;
    std::vector<Beats> in;                         ///< [port]
    std::vector<std::vector<RuTreeOut::Ret>> ret;  ///< [group]
    std::vector<RuTwin::Beat> out;
    std::uint64_t cycles = 0;  ///< the closed form
};

/// A random legal command: every op, set of ways, small counts (0 too), at most `max_beats` beats.
RuCommand random_command(std::mt19937_64& random, const numerics::RuShape& shape, std::uint32_t max_beats);

/// All legal commands with counts up to `max_count` that differ in more than data.
std::vector<RuCommand> all_commands(const numerics::RuShape& shape, std::uint32_t max_beats,
                                    std::uint32_t max_count);

/// One of every op of one beat and head, of all ways, with this count.
std::vector<RuCommand> commands_of(const numerics::RuShape& shape, std::uint32_t count);

/// Rows of the table "commands", one for each op: numbers of ways, of beats or heads, and counts met.
class CommandMonitor {
public:
    CommandMonitor(Coverage& coverage, const numerics::RuShape& shape);
    void command(const RuCommand& cmd, std::uint32_t max_beats);
    /// Bins that this shape cannot meet, for Coverage::require_all().
    static std::vector<std::string> impossible(const numerics::RuShape& shape);

private:
    numerics::RuShape shape_;
    std::vector<Coverage::Row*> rows_;
};

/// Rows of the table "long commands", one for each op: the counter has 16 bits, fewer fail in these bins
/// only.
class LongMonitor {
public:
    explicit LongMonitor(Coverage& coverage);
    void command(const RuCommand& cmd);

private:
    std::vector<Coverage::Row*> rows_;
};

/// Header and beats of O of a partial.
Job::Beats beats_of(const numerics::Partial& partial, std::uint32_t lanes);
/// The same as they leave a unit; the last one carries `last`.
std::vector<RuTwin::Beat> leaving(const Job::Beats& beats);
std::vector<RuTwin::Beat> leaving(const numerics::Normalised& result, numerics::Bits32 l,
                                  std::uint32_t lanes);
/// Sums and then maxima as they go back; only the last carries `last`.
std::vector<RuTreeOut::Ret> returning(const std::vector<numerics::Bits32>& sums,
                                      const std::vector<numerics::Bits32>& maxima);

}  // namespace pamsim::tb
