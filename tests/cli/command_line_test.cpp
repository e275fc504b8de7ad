// Words on the command line that the program cannot read.
#include "support/program.h"

namespace pamsim::test {
namespace {

TEST(CommandLine, WithoutAVerbNamesTheVerbs) {
    expect_refusal({}, {"run", "attention", "check", "list", "compare"});
}

TEST(CommandLine, AnUnknownVerbIsNamedBesideTheKnownOnes) {
    expect_refusal({"fly", "pam-mini"}, {"'fly'", "run", "attention", "check", "list", "compare"});
}

TEST(CommandLine, AnUnknownOptionIsNamed) {
    expect_refusal(mini({"--frobnicate"}), {"--frobnicate", "pamsim run --help"});
}

TEST(CommandLine, AWordTooManyIsNamed) {
    expect_refusal(mini({"surplus"}), {"surplus"});
}

TEST(CommandLine, AMissingValueOfModelIsNamed) {
    expect_refusal({"run", "pam-mini", "--workload", "pam-mini-chat", "--model"}, {"--model"});
}

TEST(CommandLine, AMissingWorkloadIsNamed) {
    expect_refusal({"run", "pam-mini", "--model", "tiny"}, {"--workload", "required"});
}

TEST(CommandLine, AMissingPlatformIsNamed) {
    expect_refusal({"run"}, {"platform"});
}

TEST(CommandLine, AnUnknownPlatformIsNamedBesideTheKnownOnes) {
    expect_refusal({"run", "pam-maxi", "--model", "tiny", "--workload", "pam-mini-chat"},
                   {"pam-maxi", "pam-mini", "pam-dgx-h100"});
}

TEST(CommandLine, AnUnknownModelIsNamedBesideTheKnownOnes) {
    expect_refusal({"run", "pam-mini", "--model", "tyni", "--workload", "pam-mini-chat"},
                   {"tyni", "tiny", "opt-175b"});
}

TEST(CommandLine, AnUnknownWorkloadIsNamedBesideTheKnownOnes) {
    expect_refusal(mini({}, "chit-chat"), {"chit-chat", "pam-mini-chat", "azure-conv"});
}

TEST(CommandLine, ANegativeSeedIsRefused) {
    expect_refusal(mini({"--seed", "-1"}), {"--seed", "'-1'", "a whole number from 0"});
}

TEST(CommandLine, ASeedBeyondSixtyFourBitsIsRefused) {
    expect_refusal(mini({"--seed", "18446744073709551616"}), {"--seed", "18446744073709551615"});
}

TEST(CommandLine, ASeedThatIsNoNumberIsRefused) {
    expect_refusal(mini({"--seed", "lucky"}), {"--seed", "'lucky'", "a whole number"});
}

TEST(CommandLine, NoRequestsAtAllAreRefused) {
    expect_refusal(mini({"--max-requests", "0"}), {"--max-requests", "'0'", "a whole number from 1"});
}

TEST(CommandLine, ANegativeNumberOfRequestsIsRefused) {
    expect_refusal(mini({"--max-requests", "-3"}), {"--max-requests", "'-3'", "a whole number from 1"});
}

TEST(CommandLine, ATimingThatIsNotCompiledIsRefused) {
    expect_refusal(mini({"--timing", "psychic"}), {"--timing", "psychic", "fast"});
}

TEST(CommandLine, AReportWithoutAFolderIsRefused) {
    expect_refusal(mini({"--report"}), {"--report", "--out"});
}

TEST(CommandLine, ATimelineWithoutAFolderIsRefused) {
    expect_refusal(mini({"--timeline"}), {"--timeline", "--out"});
}

TEST(CommandLine, ALineBreakInAWordDoesNotBreakTheSentence) {
    expect_refusal(mini({}, "two\nlines"), {"two lines"});
}

TEST(CommandLine, AnEmptyBatchIsRefused) {
    expect_refusal({"attention", "pam-mini", "--model", "tiny", "--batch", "0", "--context", "8"},
                   {"--batch", "'0'", "from 1"});
}

TEST(CommandLine, AnEmptyContextIsRefused) {
    expect_refusal({"attention", "pam-mini", "--model", "tiny", "--batch", "1", "--context", "0"},
                   {"--context", "'0'", "from 1"});
}

TEST(CommandLine, AKeepRatioAboveOneIsRefused) {
    expect_refusal(
        {"attention", "pam-mini", "--model", "tiny", "--batch", "1", "--context", "8", "--keep-ratio", "1.5"},
        {"--keep-ratio", "'1.5'", "from 0.000001 to 1"});
}

TEST(CommandLine, VersionAndHelpAreAnswersNotErrors) {
    for (const char* word : {"--version", "--help"}) {
        const Answer answer = pamsim({word});
        EXPECT_EQ(answer.code, 0) << word;
        EXPECT_THAT(answer.out, ::testing::StartsWith("pamsim")) << word;
        EXPECT_EQ(answer.err, "") << word;
    }
}

}  // namespace
}  // namespace pamsim::test
