// Platform files that are wrong: one sentence with file, line, column, key, what was found, what is allowed.
#include "support/program.h"

namespace pamsim::test {
namespace {

class PlatformFile : public ::testing::Test {
protected:
    Words run(const std::string& file) const {
        return {"run", file, "--model", "tiny", "--workload", "pam-mini-chat", "--out", scratch_.path("out")};
    }
    /// The text as a platform is refused with all parts, and no folder is begun.
    void expect_refused(const std::string& text, const Words& parts) const {
        expect_refusal(run(scratch_.file("node.yaml", text)), parts);
        EXPECT_FALSE(fs::exists(scratch_.path("out")));
    }
    Scratch scratch_;
};

TEST_F(PlatformFile, WithAnUnknownKeyIsRefused) {
    expect_refused("extends: pam-mini\nseving: {max_num_seqs: 1}\n",
                   {"node.yaml:2:1: seving: unknown key", "did you mean serving?"});
}

TEST_F(PlatformFile, WithAnUnknownKeyInALevelIsRefused) {
    expect_refused(
        "extends: pam-mini\nlevels:\n  - {name: hbm, part: hbm3-5200-pim, count: 1, attach: gpu, row: 3}\n",
        {"node.yaml:3:61: levels[0].row: unknown key", "did you mean rows?"});
}

TEST_F(PlatformFile, WithAMissingKeyIsRefused) {
    expect_refused("name: bare\n", {"node.yaml:1:1: parallel: missing", "a mapping"});
}

TEST_F(PlatformFile, WithAMissingKeyInALevelIsRefused) {
    expect_refused("extends: pam-mini\nlevels:\n  - {name: hbm, part: hbm3-5200-pim, attach: gpu}\n",
                   {"node.yaml:3:5: levels[0].count: missing", "a whole number from 1"});
}

TEST_F(PlatformFile, WithADuplicateKeyIsRefused) {
    expect_refused("extends: pam-mini\nkv: {attention: pam}\nkv: {attention: gpu}\n",
                   {"node.yaml:3:1: kv: duplicate key", "line 2"});
}

TEST_F(PlatformFile, WithAMistypedValueIsRefused) {
    expect_refused("extends: pam-mini\nserving:\n  max_num_seqs: several\n",
                   {"node.yaml:3:17: serving.max_num_seqs: found 'several'", "a whole number from 1"});
}

TEST_F(PlatformFile, WithAListWhereAMappingBelongsIsRefused) {
    expect_refused("extends: pam-mini\nserving: [1, 2]\n", {"node.yaml:2:10: serving: found", "a mapping"});
}

TEST_F(PlatformFile, WithAValueOutOfRangeIsRefused) {
    expect_refused("extends: pam-mini\nserving:\n  watermark: 0.9\n",
                   {"node.yaml:3:14: serving.watermark: found '0.9'", "from 0 to 0.5"});
}

TEST_F(PlatformFile, WithAnOctalLookingNumberIsRefused) {
    expect_refused("extends: pam-mini\nserving:\n  max_num_seqs: 010\n",
                   {"node.yaml:3:17: serving.max_num_seqs: found '010'", "leading zero"});
}

TEST_F(PlatformFile, ThatExtendsItselfThroughAnotherIsRefused) {
    scratch_.file("other.yaml", "extends: node.yaml\n");
    expect_refused("extends: other.yaml\n", {"other.yaml:1:10: extends: ", "circle", "node.yaml -> "});
}

TEST_F(PlatformFile, ThatExtendsItselfIsRefused) {
    expect_refused("extends: node.yaml\n", {"node.yaml:1:10: extends: ", "circle"});
}

TEST_F(PlatformFile, ThatExtendsNothingIsRefused) {
    expect_refused("extends: pam-maxi\n", {"node.yaml:1:10: extends: found 'pam-maxi'", "pam-mini"});
}

TEST_F(PlatformFile, WithAMissingPartIsRefused) {
    expect_refused("extends: pam-mini\ngpu: {part: b200, count: 1}\n",
                   {"node.yaml:2:13: gpu.part: found 'b200', no such file or part", "h100-sxm"});
}

TEST_F(PlatformFile, WithAPartOfAnotherKindIsRefused) {
    expect_refused("extends: pam-mini\ngpu: {part: hbm3-5200, count: 1}\n",
                   {"hbm3-5200.yaml:", "gpu.kind: found 'dram'", "gpu"});
}

TEST_F(PlatformFile, WithATabIsRefused) {
    expect_refused("extends: pam-mini\nkv:\n\tattention: pam\n", {"node.yaml:3:1: ", "tab"});
}

TEST_F(PlatformFile, WithoutItsClosingBraceIsRefused) {
    expect_refused("extends: pam-mini\nkv: {attention: pam\n", {"node.yaml:", "broken YAML"});
}

TEST_F(PlatformFile, ThatIsEmptyIsRefused) {
    expect_refused("", {"node.yaml:1:1: ", "empty"});
}

TEST_F(PlatformFile, ThatIsNoTextIsRefused) {
    expect_refused(std::string("\0\xff\xfe", 3), {"node.yaml:1:1: ", "text file"});
}

TEST_F(PlatformFile, WithTwoLevelsOfOneNameIsRefused) {
    expect_refused(
        "extends: pam-mini\nlevels:\n  - {name: a, part: hbm3-5200-pim, count: 1, attach: gpu}\n"
        "  - {name: a, part: ddr4-3200-pim, count: 1, attach: host}\n",
        {"node.yaml:3:3: levels: found the name 'a' twice"});
}

TEST_F(PlatformFile, WithoutLevelsIsRefused) {
    expect_refused("extends: pam-mini\nlevels: []\n", {"node.yaml:2:9: levels: ", "attach: gpu"});
}

TEST_F(PlatformFile, ThatAttendsWithoutUnitsIsRefused) {
    expect_refused("extends: pam-mini\nlevels:\n  - {name: hbm, part: hbm3-5200, count: 1, attach: gpu}\n",
                   {"kv.attention: no level has PIM units", "allowed is gpu"});
}

TEST_F(PlatformFile, ThatIsAFolderIsRefused) {
    expect_refusal(run(scratch_.path("")), {"no such file or platform"});
}

}  // namespace
}  // namespace pamsim::test
