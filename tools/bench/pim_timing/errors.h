// How far the closed form of a case lies from its commands.
#pragma once

#include <cstdint>
#include <string>

#include "bench/pim_timing/cases.h"

namespace pamsim::pim_timing {

struct Comparison {
    double command = 0;  ///< cycles
    double fast = 0;     ///< cycles
    std::uint64_t commands = 0;

    /// (fast - command) / command.
    double error() const { return (fast - command) / command; }
};

/// Channels with the same tokens take the same commands; only one of them is run. With refresh, both are the
/// mean over four phases of it. No commands at all when no token is active.
Comparison compare(const std::string& part, const Case& one);

constexpr double kFar = 0.05;

struct Errors {
    std::uint32_t cases = 0;
    std::uint32_t far = 0;  ///< off by more than kFar
    double sum = 0, signed_sum = 0, worst = 0;
    std::uint64_t commands = 0;
    Case worst_case{};

    double mean() const { return sum / cases; }
    double signed_mean() const { return signed_sum / cases; }
    void add(const Case& one, const Comparison& comparison);
};

/// The first `cases` cases of a part, at least one token active in each.
Errors errors_of(const std::string& part, std::uint32_t cases, std::uint32_t most_tokens,
                 CaseKind kind = CaseKind::plain);

}  // namespace pamsim::pim_timing
