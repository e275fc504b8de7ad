// timing: command against timing: fast, a whole run from outside.
#include "support/effort.h"
#include "support/program.h"

namespace pamsim::test {
namespace {

class Timing : public ::testing::Test {
protected:
    /// Four prompts at once on an HBM and a DIMM, in which weights, prompts, new tokens and attention meet.
    Json served(const std::string& timing) const {
        const std::string requests = scratch_.file(
            "four.csv", "arrival_s,input,output\n0.0,190,5\n0.0001,250,5\n0.0002,220,5\n0.0004,300,5\n");
        return json_of({"run", "pam-mini", "--model", "tiny", "--workload", requests, "--timing", timing,
                        "--set", "levels.hbm.rows=10", "--set", "levels.ddr.rows=30"});
    }
    Scratch scratch_;
};

TEST_F(Timing, OfAContendedRunIsTheSameWithinFivePercentByCommandsAndInClosedForm) {
    const Json fast = served("fast"), command = served("command");
    EXPECT_EQ(fast["timing"], "fast");
    EXPECT_EQ(command["timing"], "command");
    for (const char* level : {"hbm", "ddr"}) EXPECT_GT(command["levels"][level]["tokens"], 0) << level;
    const double ratio = command["tpot_s"]["mean"].get<double>() / fast["tpot_s"]["mean"].get<double>();
    EXPECT_NEAR(ratio, 1, 0.05);
    EXPECT_NE(ratio, 1);
    EXPECT_EQ(command["requests"]["completed"], 4);
}

TEST_F(Timing, OfDecodeRightBehindPromptsToTheDriveAgrees) {
    if (tests::effort(10) < 10) GTEST_SKIP() << "by commands it takes minutes under sanitizers";
    // Pages that still wait for their program, and dies that read while they program. What is left is how the
    // pages of a layer lie on the dies while some are not programmed.
    const auto tpot_ratio = [this](const std::string& requests) {
        const auto tpot = [&](const std::string& timing) {
            return json_of({"run", "pam-mini", "--model", "tiny", "--workload", requests, "--timing",
                            timing})["tpot_s"]["mean"]
                .get<double>();
        };
        return tpot("command") / tpot("fast");
    };
    const std::string together = scratch_.file(
        "together.csv",
        "arrival_s,input,output\n0.0,3000,20\n0.0002,3000,20\n0.0004,3000,20\n0.0006,3000,20\n");
    EXPECT_NEAR(tpot_ratio(together), 1, 0.15);
    const std::string behind = scratch_.file(
        "behind.csv",
        "arrival_s,input,output\n0.0,3000,60\n0.03,3500,2\n0.04,3500,2\n0.05,3500,2\n0.06,3500,2\n");
    EXPECT_NEAR(tpot_ratio(behind), 1, 0.06);
}

TEST_F(Timing, ByCommandsOfAGatheredSoftmaxIsRefused) {
    expect_refusal({"run", "pam-mini", "--model", "tiny", "--workload", "pam-mini-chat", "--timing",
                    "command", "--set", "kv.attention=gathered"},
                   {"timing", "found 'command'", "fast"});
}

}  // namespace
}  // namespace pamsim::test
