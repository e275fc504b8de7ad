#include "unit/base/config_support.h"

namespace pamsim::base {
namespace {

const UintRule any{"a number"};
const std::string levels = "kv: {keep: 1}\nlevels: [{name: hbm, count: 4}, {name: ddr, count: 8}]\n";

std::string set_error(const std::string& text) {
    return error_of([&] { parsed(levels, {{"kv.keep=2"}, {text}}); });
}
std::uint64_t count_of(std::size_t level, const std::string& set) {
    return parsed(levels, {{set}}).root().children("levels", "")[level].uint("count", any);
}

TEST(ConfigOverride, ReplacesALeaf) {
    EXPECT_EQ(parsed(levels, {{"kv.keep=7"}}).root().child("kv", "").uint("keep", any), 7u);
}

TEST(ConfigOverride, TheLastOfSeveralWins) {
    EXPECT_EQ(parsed(levels, {{"kv.keep=7"}, {"kv.keep=9"}}).root().child("kv", "").uint("keep", any), 9u);
}

TEST(ConfigOverride, AddressesAListElementByName) {
    EXPECT_EQ(count_of(1, "levels.ddr.count=20"), 20u);
}

TEST(ConfigOverride, AddressesAListElementByIndex) {
    EXPECT_EQ(count_of(1, "levels.1.count=20"), 20u);
    EXPECT_EQ(count_of(1, "levels[1].count=20"), 20u);
}

TEST(ConfigOverride, CreatesAKeyThatFinishCatches) {
    const Document document = parsed("a: 1", {{"a=2"}, {"bogus=3"}});
    document.root().uint("a", any);
    EXPECT_EQ(error_of([&] { document.root().finish(); }), "--set:2:1: bogus: unknown key; known keys are a");
}

TEST(ConfigOverride, CreatesTheMappingsOnTheWay) {
    EXPECT_EQ(parsed("a: 1", {{"m.n.k=5"}}).root().child("m", "").child("n", "").uint("k", any), 5u);
}

TEST(ConfigOverride, TakesListsAndMappings) {
    const ConfigNode root = parsed("a: 1", {{"l=[1, 2]"}, {"m={k: 3}"}}).root();
    EXPECT_EQ(root.uints("l", any), (std::vector<std::uint64_t>{1, 2}));
    EXPECT_EQ(root.child("m", "").uint("k", any), 3u);
}

TEST(ConfigOverride, ABadValueIsNamedByItsPlaceOnTheCommandLine) {
    const Document document = parsed("a: 1", {{"a=2"}, {"a=-3"}});
    EXPECT_EQ(error_of([&] {
                  document.root().uint("a", {"", 1, 64});
              }),
              "--set:2:3: a: found '-3', allowed is a whole number from 1 to 64");
}

TEST(ConfigOverride, AQuotedValueIsText) {
    EXPECT_EQ(parsed("a: 1", {{"a=\"\""}}).root().text("a", {""}), "");
}

TEST(ConfigOverride, WithoutAnEqualsSignIsAnError) {
    EXPECT_EQ(set_error("kv.keep"), "--set:2:1: found 'kv.keep' without '=', allowed is KEY=VALUE");
}

TEST(ConfigOverride, WithoutAValueIsAnError) {
    EXPECT_EQ(set_error("kv.keep="),
              "--set:2:9: kv.keep: nothing follows '='; the empty text is written kv.keep='\"\"'");
}

TEST(ConfigOverride, AnEmptyStepIsAnError) {
    EXPECT_EQ(set_error("kv..keep=1"),
              "--set:2:1: found the key 'kv..keep', allowed are names with dots between them");
    EXPECT_EQ(set_error("=1"), "--set:2:1: found the key '', allowed are names with dots between them");
}

TEST(ConfigOverride, APathThroughAScalarIsAnError) {
    EXPECT_EQ(set_error("kv.keep.ratio=1"),
              "--set:2:1: kv.keep.ratio: kv.keep is '2', not a mapping that could hold 'ratio'");
    EXPECT_EQ(set_error("kv.keep.ratio.x=1"),
              "--set:2:1: kv.keep.ratio: kv.keep is '2', not a mapping that could hold 'ratio'");
}

TEST(ConfigOverride, AnUnknownElementListsTheNames) {
    EXPECT_EQ(
        set_error("levels.dddr.count=1"),
        "--set:2:1: levels.dddr: no element 'dddr' in this list; elements are hbm, ddr; did you mean ddr?");
    EXPECT_EQ(set_error("levels.5=1"),
              "--set:2:1: levels.5: no element '5' in this list; elements are hbm, ddr");
}

TEST(ConfigOverride, AnIndexBeyondAPlainListSaysHowManyThereAre) {
    EXPECT_EQ(error_of([] { parsed("l: [1, 2]", {{"l.2=3"}}); }),
              "--set:1:1: l.2: no element '2' in this list; the list has 2 elements, counted from 0");
}

TEST(ConfigOverride, BrokenYamlInTheValueIsNamed) {
    EXPECT_EQ(set_error("kv.keep=@x"),
              "--set:2:9: kv.keep: broken YAML: this character cannot begin a value; quote the text");
    EXPECT_EQ(set_error("kv={a: 1, a: 2}"), "--set:2:11: kv: duplicate key; it is first written in line 2");
}

class ConfigOverrideFiles : public ConfigFolder {
protected:
    void SetUp() override {
        ConfigFolder::SetUp();
        write("shipped/parts/hbm3.yaml", "channels: 16\nrows: 1\npu: {part: pu-a}\n");
        write("shipped/parts/hbm4.yaml", "channels: 32\n");
        write("shipped/parts/pu-a.yaml", "clock: 650\nonly_in_a: 1\n");
        write("shipped/parts/pu-b.yaml", "clock: 900\n");
        write("base.yaml", "levels: [{name: hbm, part: hbm3}]\n");
        write("x.yaml", "extends: base.yaml\n");
    }
    static ConfigNode hbm(const std::vector<Override>& overrides) {
        return Document::load("x.yaml", overrides).root().children("levels", "")[0];
    }
};

TEST_F(ConfigOverrideFiles, WinsOverAPart) {
    EXPECT_EQ(hbm({{"levels.hbm.channels=3"}}).uint("channels", any), 3u);
}

TEST_F(ConfigOverrideFiles, AnotherPartReplacesTheOldOneWhole) {
    const ConfigNode level = hbm({{"levels.hbm.part=hbm4"}});
    EXPECT_EQ(level.uint("channels", any), 32u);
    EXPECT_FALSE(level.has("rows"));
}

TEST_F(ConfigOverrideFiles, APartInsideAPartIsReplacedWhole) {
    const ConfigNode pu = hbm({{"levels.hbm.pu.part=pu-b"}}).child("pu", "");
    EXPECT_EQ(pu.uint("clock", any), 900u);
    EXPECT_FALSE(pu.has("only_in_a"));
}

TEST_F(ConfigOverrideFiles, AMappingThatNamesAPartIsFilled) {
    EXPECT_EQ(hbm({{"levels.hbm={part: hbm4}"}}).uint("channels", any), 32u);
}

TEST_F(ConfigOverrideFiles, AMissingPartIsNamedByItsPlaceOnTheCommandLine) {
    EXPECT_EQ(error_of([] { hbm({{"levels.hbm.part=hbm9"}}); }),
              "--set:1:17: levels[0].part: found 'hbm9', no such file or part; known parts are hbm3, hbm4, "
              "pu-a, pu-b; "
              "did you mean hbm3?");
}

}  // namespace
}  // namespace pamsim::base
