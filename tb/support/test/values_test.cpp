#include "support/values.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace pamsim::tb {
namespace {

TEST(Values, ClassesOfKnownPatterns) {
    EXPECT_EQ(class_of(kFp16, 0x0000), ValueClass::plus_zero);
    EXPECT_EQ(class_of(kFp16, 0x8000), ValueClass::minus_zero);
    EXPECT_EQ(class_of(kFp16, 0x83ff), ValueClass::subnormal);
    EXPECT_EQ(class_of(kFp16, 0x0400), ValueClass::tiny);
    EXPECT_EQ(class_of(kFp16, 0x3c00), ValueClass::one);
    EXPECT_EQ(class_of(kFp16, 0xbc01), ValueClass::ordinary);
    EXPECT_EQ(class_of(kFp16, 0x7bff), ValueClass::huge);
    EXPECT_EQ(class_of(kFp16, 0x7c00), ValueClass::plus_infinity);
    EXPECT_EQ(class_of(kBf16, 0xff80), ValueClass::minus_infinity);
    EXPECT_EQ(class_of(kBf16, 0x7f81), ValueClass::nan);
    EXPECT_EQ(class_of(kFp32, 0x3f800000), ValueClass::one);
    EXPECT_EQ(class_of(kTf32, 0x7fc00), ValueClass::minus_infinity);
}

TEST(Values, EveryClassIsDrawnAsItself) {
    for (const FloatFormat format : {kFp16, kBf16, kTf32, kFp32}) {
        RandomValues random(1, format);
        for (std::size_t i = 0; i < kValueClasses; ++i) {
            for (int draw = 0; draw < 1000; ++draw) {
                const std::uint32_t pattern = random.of(static_cast<ValueClass>(i));
                ASSERT_EQ(class_of(format, pattern), static_cast<ValueClass>(i)) << std::hex << pattern;
            }
        }
    }
}

TEST(Values, AllPatternsOfAClassAreReached) {
    RandomValues random(1, kFp16);
    std::vector<bool> seen(1 << 16);
    for (int draw = 0; draw < 1 << 17; ++draw) {
        seen[random.of(ValueClass::subnormal)] = true;
    }
    for (std::uint32_t pattern = 1; pattern < 0x400; ++pattern) {
        ASSERT_TRUE(seen[pattern] && seen[pattern | 0x8000]) << std::hex << pattern;
    }
}

TEST(Values, WeightOfZeroKeepsAClassOut) {
    RandomValues random(1, kBf16, kFinite);
    for (int draw = 0; draw < 10000; ++draw) {
        ASSERT_LT(class_of(kBf16, random.next()), ValueClass::plus_infinity);
    }
    EXPECT_THROW(RandomValues(1, kBf16, ValueWeights{}), std::invalid_argument);
}

TEST(Values, AllClassesAreCovered) {
    Coverage coverage("values (self-test)");
    ValueMonitor monitor(coverage, "fp16", kFp16);
    RandomValues random(1, kFp16);
    for (int draw = 0; draw < 1000; ++draw) {
        monitor.value(random.next());
    }
    coverage.require_all();
}

}  // namespace
}  // namespace pamsim::tb
