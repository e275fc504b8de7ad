// --dump-config and config.yaml: the effective file gives the same run again.
#include "support/program.h"

namespace pamsim::test {
namespace {

using ::testing::HasSubstr;

const Words kSettings = {"kv.attention=gathered", "levels.hbm.rows=12", "serving.max_num_seqs=24"};

std::string results(const std::string& platform, const Words& more = {}) {
    const Answer answer =
        pamsim(Words{"run", platform, "--model", "tiny", "--workload", "pam-mini-chat", "--json"} + more);
    EXPECT_EQ(answer.code, 0) << answer.err;
    return answer.out;
}

TEST(EffectiveFile, OfDumpConfigGivesTheSameResultsToTheByte) {
    const Scratch scratch;
    const Answer dump = pamsim(mini(set(kSettings) + Words{"--dump-config"}));
    ASSERT_EQ(dump.code, 0) << dump.err;
    EXPECT_EQ(results(scratch.file("dump.yaml", dump.out)), results("pam-mini", set(kSettings)));
}

TEST(EffectiveFile, OfARunFolderGivesTheSameResultsToTheByte) {
    const Scratch scratch;
    ASSERT_EQ(pamsim(mini(set(kSettings) + Words{"--out", scratch.path("out")})).code, 0);
    EXPECT_EQ(results(scratch.path("out/config.yaml")), text_of(scratch.path("out/results.json")));
}

TEST(EffectiveFile, DumpedTwiceIsTheSameToTheByte) {
    const Scratch scratch;
    const Answer first = pamsim(mini({"--dump-config"}));
    const Answer second = pamsim({"run", scratch.file("d.yaml", first.out), "--model", "tiny", "--workload",
                                  "pam-mini-chat", "--dump-config"});
    EXPECT_EQ(second.out, first.out);
}

TEST(EffectiveFile, HasWhatWasSetAndDefaultsThatWereNot) {
    const Answer dump = pamsim(mini(set({"levels.hbm.rows=12"}) + Words{"--dump-config"}));
    EXPECT_THAT(dump.out, HasSubstr("rows: 12"));
    EXPECT_THAT(dump.out, HasSubstr("offload_path: via_host"));
    EXPECT_THAT(dump.out, HasSubstr("queue_depth: 16"));
}

TEST(EffectiveFile, OfAWrongPlatformIsNotDumped) {
    expect_refusal(mini(set({"kv.attention=pom"}) + Words{"--dump-config"}), {"kv.attention", "'pom'"});
}

TEST(EffectiveFile, OfEveryShippedPlatformLoadsAgain) {
    const Scratch scratch;
    for (const std::string& name : json_of({"list", "platforms"})["platforms"].get<Words>()) {
        const Answer dump =
            pamsim({"run", name, "--model", "tiny", "--workload", "pam-mini-chat", "--dump-config"});
        const Answer check = pamsim({"check", scratch.file(name + ".yaml", dump.out)});
        EXPECT_EQ(check.code, 0) << check.err;
    }
}

}  // namespace
}  // namespace pamsim::test
