// What a reader knows: unknown keys are refused by name, and every rule is recorded.
#include <algorithm>

#include "unit/base/config_support.h"

namespace pamsim::base {
namespace {

const UintRule any{"a number"};

TEST(ConfigKeys, AnUnknownKeyNamesTheKnownOnesAndTheNearest) {
    const Document document = parsed("levels:\n  - channels: 1\n    t_rcd_cycle: 14\n");
    const ConfigNode level = document.root().children("levels", "")[0];
    level.uint("channels", any);
    level.uint("t_rcd_cycles", {"", 0, 99, 14});
    EXPECT_EQ(error_of([&] { level.finish(); }),
              "x.yaml:3:5: levels[0].t_rcd_cycle: unknown key; known keys are channels, t_rcd_cycles; "
              "did you mean t_rcd_cycles?");
}

TEST(ConfigKeys, AnUnknownKeyLikeNoOtherGetsNoGuess) {
    const Document document = parsed("a: 1\nzebra: 2\n");
    document.root().uint("a", any);
    EXPECT_EQ(error_of([&] { document.root().finish(); }),
              "x.yaml:2:1: zebra: unknown key; known keys are a");
}

TEST(ConfigKeys, AKeyThatWasReadIsKnown) {
    const Document document = parsed("a: 1");
    document.root().uint("a", any);
    EXPECT_NO_THROW(document.root().finish());
}

TEST(ConfigKeys, AKeyThatHasAskedForIsKnown) {
    const Document document = parsed("a: 1");
    EXPECT_TRUE(document.root().has("a"));
    EXPECT_NO_THROW(document.root().finish());
}

TEST(ConfigKeys, NamesDescriptionsAndSourcesAreAlwaysKnown) {
    EXPECT_NO_THROW(parsed("name: x\ndescription: y\nsource: z\n").root().finish());
}

TEST(ConfigKeys, AMappingNobodyReadIsUnknown) {
    EXPECT_EQ(error_of([] { parsed("kv: {a: 1}").root().finish(); }),
              "x.yaml:1:1: kv: unknown key; known keys are none");
}

TEST(ConfigKeys, ARecordHoldsTheRule) {
    const Document document = parsed("a: 1");
    document.root().uint("a", {"channels", 1, 64, 8});
    ASSERT_EQ(document.keys().size(), 1u);
    const KeyRecord record = document.keys()[0];
    EXPECT_EQ(record.path, "a");
    EXPECT_EQ(record.type, "uint");
    EXPECT_EQ(record.doc, "channels");
    EXPECT_EQ(record.allowed, "1 to 64");
    EXPECT_EQ(record.fallback, "8");
    EXPECT_FALSE(record.required);
}

TEST(ConfigKeys, AKeyWithoutAFallbackIsRecordedAsRequired) {
    const Document document = parsed("w: b");
    document.root().word("w", {"", {"a", "b"}});
    EXPECT_TRUE(document.keys()[0].required);
    EXPECT_EQ(document.keys()[0].fallback, "");
    EXPECT_EQ(document.keys()[0].allowed, "a, b");
}

TEST(ConfigKeys, ARuleWithoutBoundsRecordsNone) {
    const Document document = parsed("a: 1\nr: 2\n");
    document.root().uint("a", any);
    document.root().real("r", {""});
    EXPECT_EQ(document.keys()[0].allowed, "");
    EXPECT_EQ(document.keys()[1].allowed, "");
}

TEST(ConfigKeys, ListPositionsAreRecordedOnceAsBrackets) {
    const Document document = parsed("levels: [{n: 1}, {n: 2}]");
    for (const ConfigNode& level : document.root().children("levels", "")) level.uint("n", any);
    std::vector<std::string> paths;
    for (const KeyRecord& record : document.keys()) paths.push_back(record.path + " " + record.type);
    EXPECT_EQ(paths, (std::vector<std::string>{"levels list", "levels[].n uint"}));
}

TEST(ConfigKeys, ARecordHoldsBoundsAndWordsForPrograms) {
    const Document document = parsed("a: 1\nr: 2\nw: b\n");
    document.root().uint("a", {"", 1, 64});
    document.root().real("r", {"", 0.5});
    document.root().word("w", {"", {"a", "b"}});
    EXPECT_EQ(document.keys()[0].low + " " + document.keys()[0].high, "1 64");
    EXPECT_EQ(document.keys()[1].low + " " + document.keys()[1].high, "0.5 ");
    EXPECT_EQ(document.keys()[2].words, (std::vector<std::string>{"a", "b"}));
}

TEST(ConfigKeys, AKeyReadUnderTwoRulesHasARecordForEach) {
    const Document document = parsed("l: [{n: 1}, {n: 2}]");
    const std::vector<ConfigNode> items = document.root().children("l", "");
    items[0].uint("n", {"", 0, 9});
    items[1].uint("n", {"", 0, 99});
    ASSERT_EQ(document.keys().size(), 3u);
    EXPECT_EQ(document.keys()[1].allowed + ", " + document.keys()[2].allowed, "0 to 9, 0 to 99");
}

TEST(ConfigKeys, AKeyThatOnlyHasAskedForIsRecordedWithoutARule) {
    const Document document = parsed("a: 1");
    document.root().has("b");
    ASSERT_EQ(document.keys().size(), 1u);
    EXPECT_EQ(document.keys()[0].path + " " + document.keys()[0].type, "b asked");
    EXPECT_FALSE(document.keys()[0].required);
}

TEST(ConfigKeys, EveryKindOfReadRecordsItsType) {
    const Document document = parsed("a: 1");
    const ConfigNode root = document.root();
    root.real("r", {"", 0.0, 1.0, 0.5});
    root.text("t", {"", "x"});
    root.flag("f", {"", true});
    root.uints("l", {"", 0, 9, 1});
    root.optional_child("m", "");
    std::string types;
    for (const KeyRecord& record : document.keys()) types += record.type + " ";
    EXPECT_EQ(types, "real text flag list map ");
}

TEST(ConfigKeys, AssumedSourcesAreListedByTheirMapping) {
    const Document document = parsed(
        "source: JEDEC\nkv: {source: 'assumed: no figure is printed'}\nl: [{source: assumed}, {source: "
        "measured}]\n");
    EXPECT_EQ(document.assumed(), (std::vector<std::string>{"kv", "l[0]"}));
}

TEST(ConfigKeys, AnAssumedWholeFileIsADot) {
    EXPECT_EQ(parsed("source: assumed").assumed(), std::vector<std::string>{"."});
}

}  // namespace
}  // namespace pamsim::base
