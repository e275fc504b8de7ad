// The smallest pam_ru with every operation: 2 ways, 2 lanes, 4 beats of scratch, 2 heads.
#include <gtest/gtest.h>

#include "Vru_small.h"
#include "lockstep/faulty.h"
#include "ru/ru_suite.h"

namespace pamsim::tb {
namespace {

constexpr numerics::RuShape kShape{2, 2, 32, 2, numerics::Format::fp16};
constexpr std::uint64_t kJobs = 20000;

TEST(PamRuSmall, IsItsTwinsInEveryCycle) {
    expect_twins<Vru_small>(kShape, kJobs, 21);
}

TEST(PamRuSmall, EveryCommandTakesTheClosedForm) {
    expect_closed_form<Vru_small>(kShape, 5, 22);
}

TEST(PamRuSmall, TheHighestCounts) {
    expect_closed_form<Vru_small>(kShape, commands_of(kShape, 65535), 23);
}

TEST(PamRuSmall, TheMostBeatsOfAGather) {
    std::vector<RuCommand> commands;
    for (const std::uint32_t beats : {64, 65, 200, 255})
        for (const std::uint32_t count : {1, 2})
            commands.push_back({RuOp::gather, false, 3, 1, beats, count});
    expect_closed_form<Vru_small>(kShape, commands, 24);
}

template <typename Fault>
void expect_caught(Fault fault) {
    Coverage coverage("pam_ru, faulty twin");
    RuJobs jobs(coverage, kShape, 21);
    Faulty<RuAlone> faulty{RuAlone(kShape)};
    fault(faulty);
    RuLockstep<Vru_small, Faulty<RuAlone>, RuJobs> lockstep(jobs, faulty, coverage, 21, Pace::stalled);
    EXPECT_NE(run_random(lockstep, jobs, kJobs), "");
}

TEST(PamRuSmall, ATwinThatTakesBeatsWhileItsOutputWaitsIsCaught) {
    expect_caught(
        [](Faulty<RuAlone>& faulty) { faulty.to_inputs = [](RuTreeIn& in) { in.out_ready = true; }; });
}

TEST(PamRuSmall, ATwinWithoutSubnormalsIsCaught) {
    expect_caught([](Faulty<RuAlone>& faulty) {
        faulty.to_inputs = [](RuTreeIn& in) {
            for (numerics::Bits32& value : in.data)
                if ((value & numerics::kInfinity) == 0) value = 0;
        };
    });
}

TEST(PamRuSmall, ATwinThatMergesTheRoundsInOneGoIsCaught) {
    expect_caught([](Faulty<RuAlone>& faulty) {
        faulty.to_inputs = [](RuTreeIn& in) {
            if (in.cmd.op == RuOp::merge && in.cmd.count > 1) in.cmd.count = 1;
        };
    });
}

}  // namespace
}  // namespace pamsim::tb
