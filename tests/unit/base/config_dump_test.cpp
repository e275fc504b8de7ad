#include "unit/base/config_support.h"

namespace pamsim::base {
namespace {

const std::string head =
    "# The effective file: defaults and parts are written out, so it loads as it stands.\neffective: true\n";

TEST(ConfigDump, WritesValuesInTheirOrderAndDefaultsAfterThem) {
    const Document document = parsed("b: 1\nkv: {x: 0.5}\na: [1, 2]\n");
    document.root().uint("late", {"", 0, 9, 3});
    document.root().child("kv", "").flag("deep", {"", true});
    EXPECT_EQ(document.dump(), head + "b: 1\nkv:\n  x: 0.5\n  deep: true\na: [1, 2]\nlate: 3\n");
}

TEST(ConfigDump, WritesListsOfMappings) {
    EXPECT_EQ(parsed("l: [{name: a, m: {k: 1}}, {name: b}, {}]").dump(),
              head + "l:\n  - name: a\n    m:\n      k: 1\n  - name: b\n  - {}\n");
}

TEST(ConfigDump, WritesADefaultOnceHoweverOftenItIsAsked) {
    const Document document = parsed("a: 1");
    for (int i = 0; i < 3; ++i) document.root().real("r", {"", 0.0, 1.0, 0.1});
    EXPECT_EQ(document.dump(), head + "a: 1\nr: 0.1\n");
}

TEST(ConfigDump, KeepsTextText) {
    const Document document = parsed("a: '12'\nb: \"x: y\\n\"\nc: 'true'\nd:\ne: a b\n");
    document.root().text("f", {"", "off"});
    EXPECT_EQ(document.dump(),
              head + "a: \"12\"\nb: \"x: y\\n\"\nc: \"true\"\nd: null\ne: \"a b\"\nf: \"off\"\n");
}

TEST(ConfigDump, LoadsBackToTheSameDump) {
    const Document first =
        parsed("a: '12'\nl: [{n: 1}, [1, [2]], text]\nm: {}\ne: []\nq: \"it's \\\"so\\\"\"\n");
    first.root().uints("u", {"", 0, 9, 4});
    EXPECT_EQ(parsed(first.dump()).dump(), first.dump());
}

class ConfigDumpFiles : public ConfigFolder {
protected:
    void SetUp() override {
        ConfigFolder::SetUp();
        write("shipped/parts/hbm3.yaml", "channels: 16\n");
        write("shipped/parts/hbm4.yaml", "channels: 32\nrows: 9\n");
        write("base.yaml", "levels: [{name: hbm, part: hbm3}]\n");
        write("x.yaml", "extends: base.yaml\nkv: 1\n");
    }
};

TEST_F(ConfigDumpFiles, WritesPartsAndExtendedFilesOut) {
    EXPECT_EQ(Document::load("x.yaml").dump(),
              head + "kv: 1\nlevels:\n  - name: hbm\n    part: hbm3\n    channels: 16\n");
}

TEST_F(ConfigDumpFiles, LoadsWithoutTheFilesItCameFrom) {
    write("config.yaml", Document::load("x.yaml").dump());
    std::filesystem::remove_all("shipped");
    const Document again = Document::load("config.yaml");
    EXPECT_EQ(again.root().children("levels", "")[0].text("part", {""}), "hbm3");
    EXPECT_EQ(again.dump(), Document::parse(again.dump(), "again.yaml").dump());
}

TEST_F(ConfigDumpFiles, RefusesAnotherPartForWhatIsWrittenOut) {
    write("config.yaml", Document::load("x.yaml").dump());
    EXPECT_EQ(error_of([] { Document::load("config.yaml", {{"levels.hbm.part=hbm4"}}); }),
              "--set:1:17: levels[0].part: the content of 'hbm3' is already written out in config.yaml; "
              "set another part in the file it was made from");
}

TEST_F(ConfigDumpFiles, RefusesAnotherPartFromAFileThatExtendsIt) {
    write("one.yaml", "hbm: {part: hbm3}\n");
    write("config.yaml", Document::load("one.yaml").dump());
    write("y.yaml", "extends: config.yaml\nhbm: {part: hbm4}\n");
    EXPECT_EQ(error_of([] { Document::load("y.yaml"); }),
              "y.yaml:2:13: hbm.part: the content of 'hbm3' is already written out in config.yaml; "
              "extend the file it was made from");
}

TEST_F(ConfigDumpFiles, HoldsTheOverrides) {
    EXPECT_EQ(Document::load("x.yaml", {{"kv=2"}}).dump(),
              head + "kv: 2\nlevels:\n  - name: hbm\n    part: hbm3\n    channels: 16\n");
}

}  // namespace
}  // namespace pamsim::base
