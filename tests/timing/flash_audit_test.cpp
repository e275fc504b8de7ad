// Every bus grant of random work obeys a die's registers and array, in every mode of the part.
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "flash_auditor.h"
#include "flash_work.h"

namespace pamsim::memory {
namespace {

/// The grants of the work, after all of it is done.
std::vector<FlashGrant> grants_of(const FlashPart& part, const std::vector<TimedOp>& work) {
    std::vector<FlashGrant> trace;
    FlashEngine engine(part, {5, 2, false, &trace});
    for (const TimedOp& timed : work) engine.submit(timed.op, timed.at);
    engine.drain();
    EXPECT_EQ(answers(engine).size(), work.size());
    return trace;
}

std::map<std::uint64_t, FlashOp> by_tag(const std::vector<TimedOp>& work) {
    std::map<std::uint64_t, FlashOp> ops;
    for (const TimedOp& timed : work) ops[timed.op.tag] = timed.op;
    return ops;
}

class FlashAudit : public testing::TestWithParam<std::vector<base::Override>> {};

TEST_P(FlashAudit, NoGrantBreaksARuleOfTheDie) {
    std::vector<base::Override> overrides{{"channels=2"}, {"dies=3"}};
    overrides.insert(overrides.end(), GetParam().begin(), GetParam().end());
    const FlashPart part = round_part(overrides);
    for (const std::uint64_t seed : {1, 2, 3, 4}) {
        const auto work = mixed_work(part, 1500, seed);
        FlashAuditor auditor(part, by_tag(work));
        const auto trace = grants_of(part, work);
        EXPECT_GT(trace.size(), 2 * work.size());
        for (const FlashGrant& grant : trace) auditor.check(grant);
        auditor.check_end();
    }
}

INSTANTIATE_TEST_SUITE_P(
    Modes, FlashAudit,
    testing::Values(std::vector<base::Override>{{"planes=2"}},
                    std::vector<base::Override>{{"read_retry_rate=0.2"}},
                    std::vector<base::Override>{{"planes=4"}, {"cache_program=true"}},
                    std::vector<base::Override>{{"cache_program=true"}, {"read_retry_rate=0.2"}},
                    std::vector<base::Override>{{"planes=2"}, {"cache_read=false"}},
                    std::vector<base::Override>{{"planes=2"}, {"suspend=false"}, {"cache_program=true"}},
                    std::vector<base::Override>{{"planes=2"}, {"die_scheduling=in_order"}},
                    std::vector<base::Override>{{"die_scheduling=in_order"}, {"read_retry_rate=0.2"}},
                    std::vector<base::Override>{{"t_read_ns=1000"},
                                                {"t_program_ns=5000"},
                                                {"t_erase_ns=9000"},
                                                {"t_program_suspend_ns=100"},
                                                {"t_erase_suspend_ns=100"},
                                                {"t_resume_ns=100"},
                                                {"cache_program=true"},
                                                {"planes=2"}}));

TEST(FlashAuditorOfBadGrants, FindsWhatItIsFor) {
    const FlashPart part = round_part({{"dies=2"}});
    FlashAuditor auditor(part, {{1, read_of(0)}, {2, read_of(0)}, {3, read_of(1)}, {4, program_of(0)}});
    auditor.check({BusAction::sense, 0, 1, 0_us, 1_us});
    EXPECT_NONFATAL_FAILURE(auditor.check({BusAction::data_out, 0, 1, 30_us, 39_us}), "not sensed yet");
    EXPECT_NONFATAL_FAILURE(auditor.check({BusAction::sense, 1, 3, 38_us, 39_us}), "the bus is taken");
    auditor.check({BusAction::sense, 0, 1, 40_us, 41_us});
    EXPECT_NONFATAL_FAILURE(auditor.check({BusAction::sense, 1, 2, 45_us, 46_us}), "30h is busy");
    EXPECT_NONFATAL_FAILURE(auditor.check({BusAction::data_in, 0, 4, 60_us, 69_us}), "page would be lost");
}

}  // namespace
}  // namespace pamsim::memory
