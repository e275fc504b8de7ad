// Every rule of PIM commands, under every way of reaching banks: legal at t, illegal at t - 1.
#include <gtest/gtest.h>

#include <ostream>

#include "timing/dram_books_pim.h"

namespace pamsim::tests {
namespace {

struct Case {
    const char* name;
    const char* part;
    memory::PimTimings pim;
};

void PrintTo(const Case& shown, std::ostream* out) {
    *out << shown.name;
}

bool is_pim(memory::Command command) {
    return command >= memory::Command::pim_activate;
}

class PimRules : public ::testing::TestWithParam<Case> {
protected:
    Settings settings() const {
        Settings list = settings_of(dram_part(GetParam().part));
        // Several activates of a row reach tRC only where all else is short.
        list.push_back({"short rows", list.front().part});
        memory::DramTimings& t = list.back().part.timing;
        t.rp = Cycles{1}, t.ras = Cycles{20}, t.faw = Cycles{5};
        for (Setting& setting : list) setting.pim = GetParam().pim;
        return list;
    }
};

TEST_P(PimRules, AreMetToTheCycle) {
    for (const Setting& setting : settings()) expect_met(setting, pim_book(setting));
}

TEST_P(PimRules, AreAllTested) {
    expect_every_rule_tested(settings(), pim_book, [](const memory::Rule& rule) {
        return is_pim(rule.before) || is_pim(rule.after);
    });
}

TEST_P(PimRules, FollowThePowerLimitAndTheModeChange) {
    const std::vector<Key> keys = {{"mac_interval", [](Setting& s) { ++s.pim->mac_interval; }},
                                   {"mode_change", [](Setting& s) { ++s.pim->mode_change; }}};
    expect_every_key_tested(settings(), pim_book, keys, {});
}

constexpr bool by_rank = true, lockstep = false, all_banks = false, same_bank = true;

INSTANTIATE_TEST_SUITE_P(
    Organisations, PimRules,
    ::testing::Values(
        Case{"hbm3_ranks", "hbm3-5200", {by_rank, all_banks, 6, 4, 1, 24, true}},
        Case{"hbm3_ranks_without_power_limit", "hbm3-5200", {by_rank, all_banks, 4, 4, 1, 24, true}},
        Case{"hbm3_ranks_within_faw", "hbm3-5200", {by_rank, all_banks, 6, 4, 4, 24, true}},
        Case{"hbm3_lockstep", "hbm3-5200", {lockstep, all_banks, 6, 4, 1, 24, true}},
        Case{"hbm3_bank_sets", "hbm3-5200", {by_rank, same_bank, 6, 4, 1, 24, true}},
        Case{"hbm3_6400_ranks", "hbm3-6400", {by_rank, all_banks, 7, 4, 1, 30, true}},
        Case{"hbm3_6400_bank_sets", "hbm3-6400", {by_rank, same_bank, 8, 4, 1, 30, true}},
        Case{"ddr4_lockstep", "ddr4-3200", {lockstep, all_banks, 8, 8, 1, 30, true}},
        Case{"ddr4_lockstep_within_faw", "ddr4-3200", {lockstep, all_banks, 8, 8, 2, 30, true}},
        Case{"ddr4_lockstep_bank_sets", "ddr4-3200", {lockstep, same_bank, 8, 8, 1, 30, true}},
        Case{"ddr5_ranks", "ddr5-4800", {by_rank, all_banks, 12, 12, 1, 44, true}},
        Case{"ddr5_lockstep_bank_sets", "ddr5-4800", {lockstep, same_bank, 12, 12, 1, 44, true}},
        Case{"gddr6_one_rank", "gddr6-16000", {by_rank, all_banks, 4, 3, 1, 37, true}}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace pamsim::tests
