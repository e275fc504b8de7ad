#include "unit/base/config_support.h"

namespace pamsim::base {
namespace {

const UintRule channels{"memory channels", 1, 64};
const RealRule ratio{"share of the cache", 0.0, 1.0};
const WordRule when_full{"when the cache is full", {"oom", "queue", "stream"}};
const FlagRule refresh{"model refresh"};
const TextRule note{"a note"};

std::string uint_error(const std::string& value, const UintRule& rule = channels) {
    return error_of([&] { parsed("a: 1\nn: " + value + "\n").root().uint("n", rule); });
}
std::string real_error(const std::string& value, const RealRule& rule = ratio) {
    return error_of([&] { parsed("r: " + value + "\n").root().real("r", rule); });
}

TEST(ConfigRead, AWholeNumberIsRead) {
    EXPECT_EQ(parsed("n: 32").root().uint("n", channels), 32u);
}

TEST(ConfigRead, BothEndsOfARangeAreAllowed) {
    EXPECT_EQ(parsed("n: 1").root().uint("n", channels), 1u);
    EXPECT_EQ(parsed("n: 64").root().uint("n", channels), 64u);
}

TEST(ConfigRead, ANumberOutOfRangeNamesTheRange) {
    EXPECT_EQ(uint_error("65"), "x.yaml:2:4: n: found '65', allowed is a whole number from 1 to 64");
    EXPECT_EQ(uint_error("0"), "x.yaml:2:4: n: found '0', allowed is a whole number from 1 to 64");
}

TEST(ConfigRead, ANegativeNumberIsOutOfRange) {
    EXPECT_EQ(uint_error("-3"), "x.yaml:2:4: n: found '-3', allowed is a whole number from 1 to 64");
}

TEST(ConfigRead, ALeadingZeroIsRefusedInsteadOfReadAsOctal) {
    EXPECT_EQ(uint_error("010"),
              "x.yaml:2:4: n: found '010' with a leading zero, allowed is a whole number from 1 to 64");
}

TEST(ConfigRead, ANumberBeyond64BitsIsTooLarge) {
    EXPECT_EQ(uint_error("99999999999999999999", {"n"}),
              "x.yaml:2:4: n: found '99999999999999999999', a number too large for this program, "
              "allowed is a whole number of at least 0");
}

TEST(ConfigRead, TextIsNotAWholeNumber) {
    EXPECT_EQ(uint_error("12GB", {"n", 5}),
              "x.yaml:2:4: n: found '12GB', allowed is a whole number of at least 5");
}

TEST(ConfigRead, AQuotedNumberIsText) {
    EXPECT_EQ(uint_error("\"5\""),
              "x.yaml:2:4: n: found the text '5', allowed is a whole number from 1 to 64");
}

TEST(ConfigRead, AnEmptyValueIsNothing) {
    EXPECT_EQ(uint_error(""), "x.yaml:2:1: n: found nothing, allowed is a whole number from 1 to 64");
}

TEST(ConfigRead, AListIsNotAWholeNumber) {
    EXPECT_EQ(uint_error("[1]"), "x.yaml:2:4: n: found a list, allowed is a whole number from 1 to 64");
}

TEST(ConfigRead, AMissingKeySaysWhatIsRequiredAtItsMapping) {
    EXPECT_EQ(error_of([] { parsed("a: 1\nm:\n  b: 2\n").root().child("m", "").uint("n", channels); }),
              "x.yaml:3:3: m.n: missing; required is a whole number from 1 to 64 (memory channels)");
}

TEST(ConfigRead, ANumberIsReadWithItsExponent) {
    EXPECT_EQ(parsed("r: 1.25e-1").root().real("r", ratio), 0.125);
    EXPECT_EQ(parsed("r: 1").root().real("r", ratio), 1.0);
}

TEST(ConfigRead, ARealOutOfRangeNamesTheRange) {
    EXPECT_EQ(real_error("1.5"), "x.yaml:1:4: r: found '1.5', allowed is a number from 0 to 1");
    EXPECT_EQ(real_error("-1", {"r", 0.0}), "x.yaml:1:4: r: found '-1', allowed is a number of at least 0");
}

TEST(ConfigRead, InfinityIsNotANumber) {
    EXPECT_EQ(real_error(".inf", {"r"}), "x.yaml:1:4: r: found '.inf', allowed is a finite number");
    EXPECT_EQ(real_error("1e999", {"r"}), "x.yaml:1:4: r: found '1e999', allowed is a finite number");
}

TEST(ConfigRead, AWordIsRead) {
    EXPECT_EQ(parsed("w: queue").root().word("w", when_full), "queue");
}

TEST(ConfigRead, AnUnknownWordListsTheAllowedOnes) {
    const Document document = parsed("kv:\n  when_full: strem\n");
    EXPECT_EQ(
        error_of([&] { document.root().child("kv", "").word("when_full", when_full); }),
        "x.yaml:2:14: kv.when_full: found 'strem', allowed are oom, queue, stream; did you mean stream?");
}

TEST(ConfigRead, AMappingIsNotAWord) {
    EXPECT_EQ(error_of([] { parsed("w: {}").root().word("w", when_full); }),
              "x.yaml:1:4: w: found a mapping, allowed are oom, queue, stream");
}

TEST(ConfigRead, FlagsAreTrueOrFalse) {
    EXPECT_TRUE(parsed("f: true").root().flag("f", refresh));
    EXPECT_FALSE(parsed("f: false").root().flag("f", refresh));
}

TEST(ConfigRead, YesIsNotAFlag) {
    EXPECT_EQ(error_of([] { parsed("f: yes").root().flag("f", refresh); }),
              "x.yaml:1:4: f: found 'yes', allowed is true or false");
}

TEST(ConfigRead, TextIsReadPlainOrQuoted) {
    EXPECT_EQ(parsed("t: a plain text").root().text("t", note), "a plain text");
    EXPECT_EQ(parsed("t: \"a: b\"").root().text("t", note), "a: b");
    EXPECT_EQ(parsed("t: 7").root().text("t", note), "7");
}

TEST(ConfigRead, AListIsNotText) {
    EXPECT_EQ(error_of([] { parsed("t: [a]").root().text("t", note); }),
              "x.yaml:1:4: t: found a list, allowed is text");
}

TEST(ConfigRead, AFallbackAnswersForAMissingKey) {
    const ConfigNode root = parsed("a: 1").root();
    EXPECT_EQ(root.uint("n", {"", 0, 9, 7}), 7u);
    EXPECT_EQ(root.real("r", {"", 0.0, 1.0, 0.5}), 0.5);
    EXPECT_EQ(root.text("t", {"", "x"}), "x");
    EXPECT_EQ(root.word("w", {"", {"a", "b"}, "b"}), "b");
    EXPECT_TRUE(root.flag("f", {"", true}));
}

TEST(ConfigRead, AListOfWholeNumbersIsRead) {
    EXPECT_EQ(parsed("l: [1, 2, 64]").root().uints("l", channels), (std::vector<std::uint64_t>{1, 2, 64}));
}

TEST(ConfigRead, ABadElementOfAListIsNamedByItsIndex) {
    EXPECT_EQ(error_of([] { parsed("l:\n  - 1\n  - 65\n").root().uints("l", channels); }),
              "x.yaml:3:5: l[1]: found '65', allowed is a whole number from 1 to 64");
}

TEST(ConfigRead, AWholeNumberIsNotAList) {
    EXPECT_EQ(error_of([] { parsed("l: 3").root().uints("l", channels); }),
              "x.yaml:1:4: l: found '3', allowed is a list, each element a whole number from 1 to 64");
}

TEST(ConfigRead, AListOfMappingsIsReadInOrder) {
    const std::vector<ConfigNode> nodes = parsed("l: [{n: 1}, {n: 2}]").root().children("l", "levels");
    ASSERT_EQ(nodes.size(), 2u);
    EXPECT_EQ(nodes[1].uint("n", channels), 2u);
    EXPECT_EQ(nodes[1].path(), "l[1]");
}

TEST(ConfigRead, AnElementThatIsNoMappingIsNamed) {
    EXPECT_EQ(error_of([] { parsed("l:\n  - {n: 1}\n  - 5\n").root().children("l", "levels"); }),
              "x.yaml:3:5: l[1]: found '5', allowed is a mapping");
}

TEST(ConfigRead, AMissingListOfMappingsIsAnError) {
    EXPECT_EQ(error_of([] { parsed("a: 1").root().children("l", "the levels"); }),
              "x.yaml:1:1: l: missing; required is a list of mappings (the levels)");
}

TEST(ConfigRead, AMissingMappingIsAnError) {
    EXPECT_EQ(error_of([] { parsed("a: 1").root().child("kv", "the cache"); }),
              "x.yaml:1:1: kv: missing; required is a mapping (the cache)");
}

TEST(ConfigRead, AnOptionalMappingMayBeMissingButNotSomethingElse) {
    EXPECT_FALSE(parsed("a: 1").root().optional_child("kv", ""));
    EXPECT_TRUE(parsed("kv: {}").root().optional_child("kv", ""));
    EXPECT_EQ(error_of([] { parsed("kv: 5").root().optional_child("kv", ""); }),
              "x.yaml:1:5: kv: found '5', allowed is a mapping");
}

TEST(ConfigRead, HasTellsWhetherAKeyIsThere) {
    EXPECT_TRUE(parsed("a: 1").root().has("a"));
    EXPECT_FALSE(parsed("a: 1").root().has("b"));
}

TEST(ConfigRead, FailPointsAtTheValueOfTheKey) {
    const Document document = parsed("a: 1\nm: {b: 2}\n");
    EXPECT_EQ(error_of([&] { document.root().child("m", "").fail("b", "must be odd"); }),
              "x.yaml:2:8: m.b: must be odd");
    EXPECT_EQ(error_of([&] { document.root().child("m", "").fail("", "is too small"); }),
              "x.yaml:2:4: m: is too small");
    EXPECT_EQ(error_of([&] { document.root().fail("", "is too small"); }), "x.yaml:1:1: is too small");
}

}  // namespace
}  // namespace pamsim::base
