#include "bench/pim_timing/tables.h"

#include <fmt/format.h>

#include "bench/pim_timing/errors.h"
#include "pim/part_alone.h"

namespace pamsim::pim_timing {
namespace {

constexpr std::uint32_t kMostTokens = 100000;
constexpr std::uint32_t kStreamCases = 50, kLevelCases = 100, kLevelTokens = 20000;

std::string error_row(const std::string& part, const Errors& errors, const char* kind = "") {
    return fmt::format("| {}{} | {} | {:.2f} | {:+.2f} | {:.2f} | {} | {} |\n", part, kind, errors.cases,
                       100 * errors.mean(), 100 * errors.signed_mean(), 100 * errors.worst, errors.far,
                       errors.worst_case.text());
}

std::string error_table(std::uint32_t cases) {
    std::string table =
        "| part | cases | mean error % | mean signed % | worst % | over 5 % | the worst case |\n"
        "|---|---|---|---|---|---|---|\n";
    for (const std::string& part : pim_parts()) table += error_row(part, errors_of(part, cases, kMostTokens));
    for (const char* part : {"ddr4-3200-pim", "ddr5-4800-pim"})
        table +=
            error_row(part, errors_of(part, kStreamCases, kMostTokens, CaseKind::streamed), ", q streamed");
    for (const std::string& part : pim_parts())
        table += error_row(part, errors_of(part, kLevelCases, kLevelTokens, CaseKind::level), ", as a level");
    return table;
}

/// One query head over so many tokens that rows, not q and partials, take the time.
Case long_case(bool power_limit, bool exempt) {
    Case one{};
    one.shape = {1, 1, 128, 2};
    one.tokens.tokens = 1u << 18;
    one.power_limit = power_limit;
    one.refresh = true;
    one.exempt = exempt;
    return one;
}

/// Of K and V in the banks, by commands, TB/s.
double reached(const std::string& part, const Case& one) {
    const auto plan = plan_of(part, one);
    const auto tokens = one.tokens.place(*plan);
    const double cycles = static_cast<double>(pim::run_commands(*plan, tokens).cycles);
    return pim::traffic_of(*plan, tokens).cell_read_bytes / cycles * plan->part().clock.hertz() / 1e12;
}

std::string peak_table() {
    std::string table =
        "| part | peak, TB/s | reached, exempt | reached, faw | peak without power limit | reached, exempt | "
        "reached, faw |\n|---|---|---|---|---|---|---|\n";
    for (const std::string& part : pim_parts()) {
        table += fmt::format("| {}", part);
        for (const bool limit : {true, false})
            table +=
                fmt::format(" | {:.3f} | {:.3f} | {:.3f}",
                            plan_of(part, long_case(limit, true))->peak_bytes_per_s() / 1e12,
                            reached(part, long_case(limit, true)), reached(part, long_case(limit, false)));
        table += " |\n";
    }
    return table;
}

}  // namespace

std::string tables(std::uint32_t cases) {
    return error_table(cases) +
           "\nOne query head over 262144 tokens, dealt out evenly, refresh on; K and V read in the "
           "banks:\n\n" +
           peak_table();
}

}  // namespace pamsim::pim_timing
