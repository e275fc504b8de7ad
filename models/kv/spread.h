// Over how many domains of a level a sequence spreads, and which.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pamsim::kv {

struct SpreadQuestion {
    std::int64_t capacity_blocks;  ///< of the level
    std::uint32_t domains;
    std::uint32_t groups;
    std::int64_t blocks;               ///< of the sequence on this level, the one to be placed included
    std::uint32_t expected_sequences;  ///< that will share the level
    std::uint32_t microbatches;        ///< they are dealt out over; one at a time computes
};

/// How many home domains a sequence of `blocks` blocks gets: wide when few share the level (every domain has
/// work), narrow when many do (a sequence in many domains costs each of them a row, however few blocks it has
/// there).
class Spread {
public:
    virtual ~Spread() = default;
    virtual std::uint32_t span(const SpreadQuestion& question) const = 0;
};

/// "balanced": domains / sequences of a microbatch, but no home without a row of groups; at least a home per
/// 16 rows
///   when the level will be nearly full. The sequences are min(expected, of this size that fit the level) /
///   microbatches.
/// "wide": as many homes as have a row of their own, whoever else is there.
/// "narrow": one home.
///
/// Throws base::InvariantError on another name.
std::unique_ptr<const Spread> make_spread(const std::string& name);
const std::vector<std::string>& spread_names();

/// A domain that could become a home.
struct Candidate {
    bool full;             ///< has no free block
    std::uint32_t depth;   ///< of the sequence's microbatch
    std::uint32_t blocks;  ///< of all microbatches
    std::uint32_t domain;
};

/// Brings the `count` best candidates to the front, best first: those with room, then the least depth, then
/// the fewest blocks, then the lowest index.
void pick_least_loaded(std::vector<Candidate>& candidates, std::uint32_t count);

}  // namespace pamsim::kv
