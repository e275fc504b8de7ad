// A clock domain: a rational frequency. Engines count cycles; time is made by rounding the product once.
#pragma once

#include <cstdint>

#include "base/units.h"

namespace pamsim::base {

/// Frequency in whole kilohertz, so that 666 MHz, 1300 MHz and 2400 MHz are exact and n cycles never
/// accumulate the rounding of one (a 417 ps period for DDR5-4800 would).
class Clock {
public:
    constexpr explicit Clock(std::int64_t khz) : khz_(khz) {}

    constexpr std::int64_t khz() const { return khz_; }
    constexpr double hertz() const { return static_cast<double>(khz_) * 1e3; }
    constexpr double period_s() const { return 1.0 / hertz(); }
    constexpr double seconds_of(Cycles n) const { return static_cast<double>(n.value()) / hertz(); }

    /// n >= 0 cycles as time, rounded to the nearest picosecond. Whole milliseconds are split off first: the
    /// plain product would overflow after 3.8 s of 2400 MHz.
    constexpr Picoseconds time_of(Cycles n) const {
        const std::int64_t rest = n.value() % khz_;
        return Picoseconds{n.value() / khz_ * 1'000'000'000 + (rest * 1'000'000'000 + khz_ / 2) / khz_};
    }
    /// The first cycle edge at or after t, edges being where time_of() puts them:
    /// ceil_cycles(time_of(n)) == n.
    constexpr Cycles ceil_cycles(Picoseconds t) const {
        const std::int64_t whole = t.value() / 1'000'000'000;
        const std::int64_t rest = t.value() % 1'000'000'000;
        return Cycles{whole * khz_ + ceil_div(rest * khz_ - khz_ / 2, 1'000'000'000)};
    }

private:
    std::int64_t khz_;
};

}  // namespace pamsim::base
