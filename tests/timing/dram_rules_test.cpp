// Every timing rule of every standard, part by part: legal at t, illegal at t - 1, and no rule or key that no
// expectation hangs on.
#include <gtest/gtest.h>

#include <ostream>

#include "timing/dram_books.h"

namespace pamsim::tests {
namespace {

struct Case {
    const char* part;
    std::set<std::string> unused;  ///< keys that the standard has no rule for
};

void PrintTo(const Case& shown, std::ostream* out) {
    *out << shown.part;
}

class DramRules : public ::testing::TestWithParam<Case> {
protected:
    Settings settings() const { return settings_of(dram_part(GetParam().part)); }
};

TEST_P(DramRules, AreMetToTheCycle) {
    for (const Setting& setting : settings()) expect_met(setting, standard_book(setting));
}

TEST_P(DramRules, AreAllTested) {
    expect_every_rule_tested(settings(), standard_book, [](const memory::Rule&) { return true; });
}

TEST_P(DramRules, UseEveryKeyOfThePart) {
    expect_every_key_tested(settings(), standard_book, dram_keys(), GetParam().unused);
}

const std::set<std::string> hbm_unused = {"t_rfc_fine"};
const std::set<std::string> ddr4_unused = {"t_ppd", "t_rfc_pb", "t_rrefd"};
const std::set<std::string> gddr6_unused = {"t_ccd_r", "t_cl", "t_rfc_fine"};

INSTANTIATE_TEST_SUITE_P(Parts, DramRules,
                         ::testing::Values(Case{"hbm2-2000", hbm_unused}, Case{"hbm3-5200", hbm_unused},
                                           Case{"hbm3-6400", hbm_unused}, Case{"hbm4-8000", hbm_unused},
                                           Case{"ddr4-2400", ddr4_unused}, Case{"ddr4-3200", ddr4_unused},
                                           Case{"ddr5-4800", {}}, Case{"ddr5-5600", {}},
                                           Case{"ddr5-6400", {}}, Case{"gddr6-16000", gddr6_unused},
                                           Case{"lpddr5-6400", {"t_rfc_fine"}}),
                         [](const auto& test) {
                             std::string name = test.param.part;
                             name[name.find('-')] = '_';
                             return name;
                         });

}  // namespace
}  // namespace pamsim::tests
