// Random back-pressure, and what of it a stream really met.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>

#include "support/coverage.h"

namespace pamsim::tb {

enum class StallPattern : std::uint8_t {
    none,    ///< go in every cycle
    rare,    ///< about one cycle in 16 stands still
    even,    ///< about every second cycle
    bursts,  ///< runs of 1 to 32 cycles of go and of stall
    starve,  ///< about one cycle in 8 goes
};
constexpr std::array<StallPattern, 5> kStallPatterns{
    StallPattern::none, StallPattern::rare, StallPattern::even, StallPattern::bursts, StallPattern::starve};
std::string name_of(StallPattern pattern);

/// One side of a stream: whether it wants to go on in each cycle (valid of a source, ready of a sink).
class Stalls {
public:
    Stalls(std::uint64_t seed, StallPattern pattern) : random_(seed), pattern_(pattern) {}
    /// All patterns by turns, each for 64 cycles, in an order of the seed.
    explicit Stalls(std::uint64_t seed) : random_(seed), pattern_(StallPattern::none), mixed_(true) {}

    /// Whether to go in this cycle; call it once per cycle. A source whose beat waits must stay valid
    /// whatever this says.
    bool go();

private:
    std::mt19937_64 random_;
    StallPattern pattern_;
    bool mixed_ = false;
    std::uint32_t left_in_pattern_ = 0;
    std::uint32_t left_in_run_ = 0;
    bool running_ = false;
};

/// Watches valid and ready of a stream in every cycle and counts, for the table "stalls": beats taken right
/// after another, after a gap without valid, after waiting 1, 2 to 7, 8 and more cycles for ready; cycles of
/// ready without valid; resets or flushes while a beat waited.
class StallMonitor {
public:
    StallMonitor(Coverage& coverage, const std::string& stream);
    void cycle(bool valid, bool ready);
    /// Instead of cycle() in a cycle that resets or flushes.
    void aborted(bool valid);

private:
    Coverage::Row& row_;
    std::uint32_t waited_ = 0;
    bool gap_ = true;
};

}  // namespace pamsim::tb
