// The closed form against the commands over random attentions of every PIM part. More cases, and the table:
// tools/bench/pim_timing.
#include <gtest/gtest.h>

#include <cmath>

#include "bench/pim_timing/errors.h"
#include "pim/dram_time.h"
#include "support/effort.h"
#include "support/parts.h"

namespace pamsim::pim_timing {
namespace {

class PimCampaign : public testing::TestWithParam<std::string> {};

TEST_P(PimCampaign, FastIsWithinTwoPercentInTheMeanAndFiveAtWorst) {
    constexpr auto cases = static_cast<std::uint32_t>(tests::effort(60));
    const Errors errors = errors_of(GetParam(), cases, 20000);
    EXPECT_EQ(errors.cases, cases);
    EXPECT_LE(errors.mean(), 0.02);
    EXPECT_LE(errors.worst, 0.05) << errors.worst_case.text();
}

TEST_P(PimCampaign, AsALevelDoesItWithManyHeads) {
    constexpr auto cases = static_cast<std::uint32_t>(tests::effort(20));
    const Errors errors = errors_of(GetParam(), cases, 5000, CaseKind::level);
    EXPECT_EQ(errors.cases, cases);
    EXPECT_LE(errors.mean(), 0.02);
    EXPECT_LE(errors.worst, 0.07) << errors.worst_case.text();
}

std::string name_of(const testing::TestParamInfo<std::string>& info) {
    std::string name = info.param;
    for (char& c : name)
        if (c == '-') c = '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(EveryPart, PimCampaign, testing::ValuesIn(pim_parts()), name_of);

TEST(PimCampaign, FastSeesCountsAloneAndIsOffByWhatTheyLeaveOut) {
    // Two placements with the same counts are one to it, and two to the commands: the last row holds one
    // token or the first one does.
    Case one{};
    one.shape = {1, 1, 128, 2};
    one.power_limit = one.refresh = one.exempt = true;
    const pim::DramPlan plan = *plan_of("hbm3-5200-pim", one);
    std::vector<pim::DomainTokens> first(4), last(4);
    for (auto* tokens : {&first, &last})
        for (pim::DomainTokens& domain : *tokens) domain.slots.resize(4);
    for (std::uint32_t slot = 0; slot < 16; ++slot) first[0].slots[0].push_back(slot);
    first[0].slots[0].push_back(40);
    last[0].slots[0].push_back(0);
    for (std::uint32_t slot = 32; slot < 48; ++slot) last[0].slots[0].push_back(slot);
    EXPECT_EQ(pim::fast_cycles(plan, first), pim::fast_cycles(plan, last));
    // A number of tokens that no list could hold.
    const auto many = pim::DomainSummary::dense(plan, 4e15, 4, 1e15);
    EXPECT_GT(pim::DramTime(plan).head(many).rows(), 4e15 * 6);
}

TEST(PimCampaign, SlowReductionUnitsHoldUpPartialsInBothTimings) {
    for (const char* part : {"hbm3-5200-pim", "ddr4-3200-pim"})
        for (const char* rus : {"pim.device_rus=64", "pim.device_rus=8", "pim.device_rus=1"}) {
            const auto p = tests::dram_pim(part, {{rus}, {"refresh.mode=none"}});
            const pim::DramPlan plan(p.part, p.pim, {4, 4, 128, 2});
            const auto tokens = pim::AloneTokens{8000}.place(plan);
            const auto commands = static_cast<double>(pim::run_commands(plan, tokens).cycles);
            EXPECT_NEAR(pim::fast_cycles(plan, tokens) / commands, 1, 0.02) << part << ' ' << rus;
        }
}

TEST(PimCampaign, ContendingDomainsShowThatItIsNoCopyOfTheEngine) {
    Cases cases("hbm3-5200-pim", 20000);
    std::uint32_t off = 0;
    for (int i = 0; i < 20; ++i) {
        const Comparison c = compare("hbm3-5200-pim", cases.draw());
        off += c.commands > 0 && std::abs(c.error()) > 1e-4 ? 1u : 0u;
    }
    EXPECT_GT(off, 5u);
}

}  // namespace
}  // namespace pamsim::pim_timing
