// Broken YAML comes out as our sentence, with its place.
#include "unit/base/config_support.h"

namespace pamsim::base {
namespace {

std::string parse_error(const std::string& yaml) {
    return error_of([&] { parsed(yaml); });
}

TEST(ConfigYaml, ADuplicateKeyNamesItsFirstLine) {
    EXPECT_EQ(parse_error("kv:\n  a: 1\n  b: 2\n  a: 3\n"),
              "x.yaml:4:3: kv.a: duplicate key; it is first written in line 2");
}

TEST(ConfigYaml, ADuplicateKeyOfAFlowMappingIsRefused) {
    EXPECT_EQ(parse_error("l: [{a: 1, a: 2}]"),
              "x.yaml:1:12: l[0].a: duplicate key; it is first written in line 1");
}

TEST(ConfigYaml, ATabInTheIndentationIsRefused) {
    EXPECT_EQ(parse_error("a:\n\tb: 1\n"), "x.yaml:2:1: a tab in the indentation; use spaces");
    EXPECT_EQ(parse_error("a:\n  \tb: 1\n"), "x.yaml:2:3: a tab in the indentation; use spaces");
}

TEST(ConfigYaml, AnOpenQuoteIsNamedWhereItOpens) {
    EXPECT_EQ(parse_error("a: 1\nb: \"x\nc: 2\n"),
              "x.yaml:2:4: broken YAML: a quote is opened here and never closed");
    EXPECT_EQ(parse_error("a: 1\nb: 'it''s\nc: 2\n"),
              "x.yaml:2:4: broken YAML: a quote is opened here and never closed");
}

TEST(ConfigYaml, ClosedQuotesWithQuotesInsideAreText) {
    EXPECT_EQ(parsed("t: \"a \\\" b\"").root().text("t", {""}), "a \" b");
    EXPECT_EQ(parsed("t: 'it''s'").root().text("t", {""}), "it's");
    EXPECT_EQ(parsed("t: |\n  one\n  two\n").root().text("t", {""}), "one\ntwo\n");
}

TEST(ConfigYaml, AnOpenBracketIsASentence) {
    EXPECT_EQ(parse_error("a: [1, 2\nb: 3\n"),
              "x.yaml:2:2: broken YAML: '[' without its ']', or a missing comma");
    EXPECT_EQ(parse_error("a: {b: 1\nc: 2\n"),
              "x.yaml:2:2: broken YAML: '{' without its '}', or a missing comma");
    EXPECT_EQ(parse_error("a: ]\n"), "x.yaml:1:4: broken YAML: ']' or '}' without its beginning");
}

TEST(ConfigYaml, AMissingColonIsASentence) {
    EXPECT_EQ(
        parse_error("a: 1\nb 2\nc: 3\n"),
        "x.yaml:3:2: broken YAML: ':' is not expected here; quote text that contains it, and look for a ':' "
        "missing above");
}

TEST(ConfigYaml, AWrongIndentationIsASentence) {
    EXPECT_EQ(parse_error("a:\n  - 1\n b: 2\n"),
              "x.yaml:3:2: broken YAML: expected another key of this mapping; check the indentation");
}

TEST(ConfigYaml, ACharacterThatBeginsNothingIsASentence) {
    EXPECT_EQ(parse_error("a: @x"),
              "x.yaml:1:4: broken YAML: this character cannot begin a value; quote the text");
}

TEST(ConfigYaml, AnchorsAndTagsAreRefused) {
    EXPECT_EQ(parse_error("a: &x 1\n"), "x.yaml:1:4: anchors and aliases are not read; use extends");
    EXPECT_EQ(parse_error("a: *x\n"), "x.yaml:1:4: anchors and aliases are not read; use extends");
    EXPECT_EQ(parse_error("a: !!str 1\n"), "x.yaml:1:4: YAML tags are not read");
}

TEST(ConfigYaml, AnEmptyFileIsRefused) {
    EXPECT_EQ(parse_error(""), "x.yaml:1:1: the document is empty");
    EXPECT_EQ(parse_error("# only a comment\n"), "x.yaml:1:1: the document is empty");
}

TEST(ConfigYaml, ASecondDocumentIsRefused) {
    EXPECT_EQ(parse_error("a: 1\n---\nb: 2\n"),
              "x.yaml:2:1: more follows after the end of the document; one is allowed");
    EXPECT_EQ(parse_error("{a: 1} b\n"),
              "x.yaml:1:8: more follows after the end of the document; one is allowed");
}

TEST(ConfigYaml, ADocumentThatIsNoMappingIsRefused) {
    EXPECT_EQ(parse_error("- 1\n"),
              "x.yaml:1:1: found a list, allowed is a mapping, one 'key: value' a line");
    EXPECT_EQ(parse_error("a:1\n"), "x.yaml:1:1: found 'a:1', allowed is a mapping, one 'key: value' a line");
}

TEST(ConfigYaml, AKeyMustBeAWord) {
    EXPECT_EQ(parse_error("? [a]\n: 1\n"),
              "x.yaml:1:3: a list or a mapping stands where a key must; is a bracket open?");
    EXPECT_EQ(parse_error(": 1\n"), "x.yaml:1:1: a key is missing before ':'");
    EXPECT_EQ(parse_error("'': 1\n"), "x.yaml:1:1: a key is missing before ':'");
}

TEST(ConfigYaml, AControlCharacterDoesNotEndTheFileSilently) {
    EXPECT_EQ(parse_error("a: 1\n\x04"
                          "b: 2\n"),
              "x.yaml:2:1: a control character; is this a text file?");
    EXPECT_EQ(parse_error(std::string("a: \0", 4)), "x.yaml:1:4: a control character; is this a text file?");
}

TEST(ConfigYaml, WindowsLineEndsAndAByteOrderMarkAreRead) {
    const Document document = parsed(
        "\xef\xbb\xbf"
        "a: 1\r\nb: 2\r\n");
    EXPECT_EQ(document.root().uint("b", {""}), 2u);
    EXPECT_EQ(document.root().mark().column, 1);
}

TEST(ConfigYaml, EndlessNestingIsAnErrorAndNotACrash) {
    std::string deep;
    for (int i = 0; i < 5000; ++i) deep += "{a: ";
    EXPECT_NE(parse_error(deep), "no error");
}

}  // namespace
}  // namespace pamsim::base
