// Random commands, values and stalls: RTL, cycle twin and functional twin agree.
#include <gtest/gtest.h>

#include "pu/pu_driver.h"
#include "pu/pu_variants.h"
#include "support/coverage.h"
#include "twins/pu_twin.h"

namespace pamsim::tb {
namespace {

class PuRandom : public ::testing::TestWithParam<PuVariant> {};

constexpr std::uint32_t kCommands = 1000;

/// The jobs through a new unit beside its cycle twin.
std::string run(const PuVariant& variant, const PuJobs& jobs, std::uint64_t seed,
                std::uint64_t cycles_per_abort, PuCoverage& coverage) {
    const auto rtl = variant.unit(static_cast<int>(seed));
    PuTwinUnit<PuTwin> twin{PuTwin(variant.shape)};
    PuDriver::Options options;
    options.stalls = seed;
    options.cycles_per_abort = cycles_per_abort;
    options.twin = &twin;
    options.coverage = &coverage;
    return PuDriver(*rtl, jobs, options).run();
}

TEST_P(PuRandom, RtlIsLikeItsTwinsInEveryCycleWhateverWaitsAndIsCutShort) {
    Coverage coverage("pam_pu");
    PuCoverage observer(coverage, GetParam().shape);
    std::uint64_t seed = 1;
    for (const std::uint64_t cycles_per_abort : {0, 0, 0, 2000, 1000, 500, 200, 50}) {
        const PuJobs jobs = random_jobs(GetParam().shape, seed, kCommands);
        ASSERT_EQ(run(GetParam(), jobs, seed, cycles_per_abort, observer), "") << "seed " << seed;
        ++seed;
    }
    for (const std::uint32_t tokens : {257, 4100}) {
        const PuJobs jobs = long_jobs(GetParam().shape, seed, 1, tokens);
        ASSERT_EQ(run(GetParam(), jobs, seed, 0, observer), "") << tokens << " tokens";
    }
    coverage.require_all(observer.impossible());
}

TEST_P(PuRandom, NothingStalledTakesTheCyclesOfTheClosedForms) {
    const PuVariant& variant = GetParam();
    const PuJobs jobs = random_jobs(variant.shape, 21, kCommands);
    const auto rtl = variant.unit(1);
    PuDriver driver(*rtl, jobs, PuDriver::Options{});
    ASSERT_EQ(driver.run(), "");
    for (std::size_t i = 0; i < jobs.jobs().size(); ++i)
        ASSERT_EQ(driver.job_cycles()[i], jobs.jobs()[i].cycles) << "command " << i;
}

INSTANTIATE_TEST_SUITE_P(Units, PuRandom, ::testing::ValuesIn(pu_variants()),
                         [](const auto& unit) { return unit.param.name; });

}  // namespace
}  // namespace pamsim::tb
