#include "unit/base/config_support.h"

namespace pamsim::base {
namespace {

const UintRule any{"a number"};

class ConfigPart : public ConfigFolder {
protected:
    void SetUp() override {
        ConfigFolder::SetUp();
        write("shipped/parts/hbm/hbm3.yaml", "kind: dram\nchannels: 16\npu: {part: pu-a, lanes: 8}\n");
        write("shipped/parts/hbm/hbm4.yaml", "kind: dram\nchannels: 32\n");
        write("shipped/parts/pu/pu-a.yaml", "clock: 650\nlanes: 4\nonly_in_a: 1\n");
        write("shipped/parts/pu/pu-b.yaml", "clock: 900\n");
    }
};

TEST_F(ConfigPart, ContentMergesIntoTheMappingThatNamesIt) {
    write("x.yaml", "hbm: {name: top, part: hbm3, channels: 8}\n");
    const ConfigNode hbm = Document::load("x.yaml").root().child("hbm", "");
    EXPECT_EQ(hbm.uint("channels", any), 8u);
    EXPECT_EQ(hbm.text("kind", {""}), "dram");
    EXPECT_EQ(hbm.text("part", {""}), "hbm3");
}

TEST_F(ConfigPart, PartsInsidePartsAreMerged) {
    write("x.yaml", "hbm: {part: parts/hbm/hbm3.yaml}\n");
    const ConfigNode pu = Document::load("x.yaml").root().child("hbm", "").child("pu", "");
    EXPECT_EQ(pu.uint("clock", any), 650u);
    EXPECT_EQ(pu.uint("lanes", any), 8u);
}

TEST_F(ConfigPart, AnOuterPartReplacesTheInnerOneAndAllItsContent) {
    write("x.yaml", "hbm: {part: hbm3, pu: {part: pu-b}}\n");
    const ConfigNode pu = Document::load("x.yaml").root().child("hbm", "").child("pu", "");
    EXPECT_EQ(pu.uint("clock", any), 900u);
    EXPECT_EQ(pu.uint("lanes", any), 8u);
    EXPECT_FALSE(pu.has("only_in_a"));
}

TEST_F(ConfigPart, APartOfAnExtendedFileIsReplacedWhole) {
    write("base.yaml", "hbm: {part: hbm3}\n");
    write("x.yaml", "extends: base.yaml\nhbm: {part: hbm4}\n");
    const ConfigNode hbm = Document::load("x.yaml").root().child("hbm", "");
    EXPECT_EQ(hbm.uint("channels", any), 32u);
    EXPECT_FALSE(hbm.has("pu"));
}

TEST_F(ConfigPart, PartsInListsAreMerged) {
    write("x.yaml", "levels:\n  - {name: a, part: hbm3}\n  - {name: b, part: hbm4}\n");
    const std::vector<ConfigNode> levels = Document::load("x.yaml").root().children("levels", "");
    EXPECT_EQ(levels[0].uint("channels", any), 16u);
    EXPECT_EQ(levels[1].uint("channels", any), 32u);
}

TEST_F(ConfigPart, APartFileMayExtendAnother) {
    write("shipped/parts/hbm/hbm3-pim.yaml", "extends: hbm3.yaml\nchannels: 20\n");
    write("x.yaml", "hbm: {part: hbm3-pim}\n");
    const ConfigNode hbm = Document::load("x.yaml").root().child("hbm", "");
    EXPECT_EQ(hbm.uint("channels", any), 20u);
    EXPECT_EQ(hbm.text("kind", {""}), "dram");
}

TEST_F(ConfigPart, AnErrorNamesThePartFileAndTheWholePath) {
    write("shipped/parts/hbm/bad.yaml", "channels: many\n");
    write("x.yaml", "levels: [{part: bad}]\n");
    const ConfigNode level = Document::load("x.yaml").root().children("levels", "")[0];
    EXPECT_EQ(error_of([&] { level.uint("channels", any); }),
              "shipped/parts/hbm/bad.yaml:1:11: levels[0].channels: found 'many', "
              "allowed is a whole number of at least 0");
}

TEST_F(ConfigPart, AMissingPartListsTheKnownOnes) {
    write("x.yaml", "levels:\n  - {name: hbm, part: hbm5}\n");
    EXPECT_EQ(error_of([] { Document::load("x.yaml"); }),
              "x.yaml:2:23: levels[0].part: found 'hbm5', no such file or part; known parts are hbm3, hbm4, "
              "pu-a, pu-b; "
              "did you mean hbm3?");
}

TEST_F(ConfigPart, APartThatContainsItselfIsACircle) {
    write("shipped/parts/pu/loop.yaml", "inner: {part: loop}\n");
    write("x.yaml", "pu: {part: loop}\n");
    EXPECT_EQ(error_of([] { Document::load("x.yaml"); }),
              "shipped/parts/pu/loop.yaml:1:15: pu.inner.part: files name each other in a circle: "
              "shipped/parts/pu/loop.yaml -> shipped/parts/pu/loop.yaml");
}

TEST_F(ConfigPart, OnePartMayBeUsedTwiceOnOneBranch) {
    write("x.yaml", "a: {part: pu-b, b: {part: pu-b}}\n");
    EXPECT_EQ(Document::load("x.yaml").root().child("a", "").child("b", "").uint("clock", any), 900u);
}

}  // namespace
}  // namespace pamsim::base
