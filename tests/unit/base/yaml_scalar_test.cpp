#include "base/yaml_scalar.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace pamsim::base::detail {
namespace {

TEST(YamlScalar, DecimalDigitsAreAWholeNumber) {
    EXPECT_EQ(parse_uint("0"), 0u);
    EXPECT_EQ(parse_uint("18446744073709551615"), std::numeric_limits<std::uint64_t>::max());
}

TEST(YamlScalar, NothingElseIsAWholeNumber) {
    for (const char* text : {"", "-1", "+1", "010", "00", "0x10", "0o7", "1_000", "1e3", "1.0", " 1", "1 ",
                             "12GB", "18446744073709551616", "true"}) {
        EXPECT_EQ(parse_uint(text), std::nullopt) << text;
    }
}

TEST(YamlScalar, DecimalsWithAnOptionalExponentAreNumbers) {
    EXPECT_EQ(parse_real("0.125"), 0.125);
    EXPECT_EQ(parse_real("-2"), -2.0);
    EXPECT_EQ(parse_real("1e9"), 1e9);
    EXPECT_EQ(parse_real("2.5E-3"), 2.5e-3);
    EXPECT_EQ(parse_real("1e+3"), 1000.0);
    EXPECT_EQ(parse_real("0"), 0.0);
}

TEST(YamlScalar, NothingElseIsANumber) {
    for (const char* text : {"", "-", ".5", "5.", "+1", "1e", "1e999", "nan", ".inf", "inf", "0x1p3", "010.5",
                             "1,5", "1_0.5", "1 ", "--1", "1.2.3"}) {
        EXPECT_EQ(parse_real(text), std::nullopt) << text;
    }
}

TEST(YamlScalar, RealsAreWrittenShortAndReadBackTheSame) {
    EXPECT_EQ(real_text(0.1), "0.1");
    for (const double x : {0.1, 1.0 / 3.0, 1e300, 5e-324, -7.25, 1.6e12})
        EXPECT_EQ(parse_real(real_text(x)), x);
}

TEST(YamlScalar, PlainWordsStayPlain) {
    EXPECT_EQ(plain_scalar("hbm3-5200"), "hbm3-5200");
    EXPECT_EQ(plain_scalar("0.5"), "0.5");
    EXPECT_EQ(text_scalar("parts/hbm/hbm3-5200.yaml"), "parts/hbm/hbm3-5200.yaml");
}

TEST(YamlScalar, TextThatLooksLikeAnotherTypeIsQuoted) {
    for (const char* text : {"true", "Null", "off", "12", "0.5", "", "-1"}) {
        EXPECT_EQ(text_scalar(text), '"' + std::string(text) + '"');
    }
}

TEST(YamlScalar, QuotesBackslashesAndLineEndsAreEscaped) {
    EXPECT_EQ(text_scalar("a \"b\"\\\n"), R"("a \"b\"\\\n")");
    EXPECT_EQ(text_scalar(std::string("\x01", 1)), R"("\x01")");
}

}  // namespace
}  // namespace pamsim::base::detail
