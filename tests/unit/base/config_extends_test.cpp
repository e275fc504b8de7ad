#include "unit/base/config_support.h"

namespace pamsim::base {
namespace {

const UintRule any{"a number"};

class ConfigExtends : public ConfigFolder {};

TEST_F(ConfigExtends, OwnKeysWinOverTheExtendedFile) {
    write("base.yaml", "a: 1\nb: 2\n");
    write("x.yaml", "extends: base.yaml\nb: 3\n");
    const ConfigNode root = Document::load("x.yaml").root();
    EXPECT_EQ(root.uint("a", any), 1u);
    EXPECT_EQ(root.uint("b", any), 3u);
    EXPECT_FALSE(root.has("extends"));
}

TEST_F(ConfigExtends, NestedMappingsMergeAndListsAreReplaced) {
    write("base.yaml", "m: {a: 1, b: {c: 2, d: 3}}\nl: [1, 2, 3]\n");
    write("x.yaml", "extends: base.yaml\nm: {b: {d: 4}}\nl: [9]\n");
    const ConfigNode root = Document::load("x.yaml").root();
    const ConfigNode b = root.child("m", "").child("b", "");
    EXPECT_EQ(root.child("m", "").uint("a", any), 1u);
    EXPECT_EQ(b.uint("c", any), 2u);
    EXPECT_EQ(b.uint("d", any), 4u);
    EXPECT_EQ(root.uints("l", any), std::vector<std::uint64_t>{9});
}

TEST_F(ConfigExtends, AScalarReplacesAMapping) {
    write("base.yaml", "m: {a: 1}\n");
    write("x.yaml", "extends: base.yaml\nm: 5\n");
    EXPECT_EQ(Document::load("x.yaml").root().uint("m", any), 5u);
}

TEST_F(ConfigExtends, EveryLeafKeepsThePlaceItWasWritten) {
    write("base.yaml", "# a comment\nm:\n  a: x\n  b: 2\n");
    write("x.yaml", "extends: base.yaml\nm: {b: y}\n");
    const ConfigNode m = Document::load("x.yaml").root().child("m", "");
    EXPECT_EQ(error_of([&] { m.uint("a", any); }),
              "base.yaml:3:6: m.a: found 'x', allowed is a whole number of at least 0");
    EXPECT_EQ(error_of([&] { m.uint("b", any); }),
              "x.yaml:2:8: m.b: found 'y', allowed is a whole number of at least 0");
}

TEST_F(ConfigExtends, AChainOfFilesIsFollowed) {
    write("a.yaml", "extends: b.yaml\n");
    write("b.yaml", "extends: c.yaml\nv: 2\n");
    write("c.yaml", "v: 1\nw: 3\n");
    const ConfigNode root = Document::load("a.yaml").root();
    EXPECT_EQ(root.uint("v", any), 2u);
    EXPECT_EQ(root.uint("w", any), 3u);
}

TEST_F(ConfigExtends, ANestedMappingMayExtendAFile) {
    write("gpu.yaml", "tflops: 300\nclock: 1\n");
    write("x.yaml", "gpu:\n  extends: gpu\n  clock: 2\n");
    const ConfigNode gpu = Document::load("x.yaml").root().child("gpu", "");
    EXPECT_EQ(gpu.uint("tflops", any), 300u);
    EXPECT_EQ(gpu.uint("clock", any), 2u);
}

TEST_F(ConfigExtends, ACircleIsNamedInFull) {
    write("a.yaml", "extends: b.yaml\n");
    write("b.yaml", "v: 1\nextends: a.yaml\n");
    EXPECT_EQ(error_of([] { Document::load("a.yaml"); }),
              "b.yaml:2:10: extends: files name each other in a circle: a.yaml -> b.yaml -> a.yaml");
}

TEST_F(ConfigExtends, AFileThatExtendsItselfIsACircle) {
    write("a.yaml", "extends: a\n");
    EXPECT_EQ(error_of([] { Document::load("a"); }),
              "a.yaml:1:10: extends: files name each other in a circle: a.yaml -> a.yaml");
}

TEST_F(ConfigExtends, AMissingFileListsTheKnownNames) {
    write("shipped/pam.yaml", "a: 1\n");
    write("shipped/attacc.yaml", "a: 1\n");
    write("x.yaml", "a: 1\nextends: attac\n");
    EXPECT_EQ(
        error_of([] { Document::load("x.yaml"); }),
        "x.yaml:2:10: extends: found 'attac', no such file or platform; known platforms are attacc, pam; "
        "did you mean attacc?");
}

TEST_F(ConfigExtends, AMappingIsNotAFileName) {
    write("x.yaml", "extends: {a: 1}\n");
    EXPECT_EQ(error_of([] { Document::load("x.yaml"); }),
              "x.yaml:1:10: extends: found a mapping, allowed is the name of a file");
}

TEST_F(ConfigExtends, AnErrorInTheExtendedFileNamesThatFile) {
    write("base.yaml", "a: 1\na: 2\n");
    write("x.yaml", "extends: base.yaml\n");
    EXPECT_EQ(error_of([] { Document::load("x.yaml"); }),
              "base.yaml:2:1: a: duplicate key; it is first written in line 1");
}

TEST_F(ConfigExtends, AFolderOfItsOwnIsWhereRelativeNamesStart) {
    write("systems/x.yaml", "extends: common/base.yaml\n");
    write("systems/common/base.yaml", "extends: deeper\n");
    write("systems/common/deeper.yaml", "a: bad\n");
    EXPECT_EQ(error_of([] { Document::load("systems/x.yaml").root().uint("a", any); }),
              "systems/common/deeper.yaml:1:4: a: found 'bad', allowed is a whole number of at least 0");
}

}  // namespace
}  // namespace pamsim::base
