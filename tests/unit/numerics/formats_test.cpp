// Widening is exact; narrowing is to the nearest value, ties to the even one, everywhere.
#include "numerics/formats.h"

#include <gtest/gtest.h>

#include <cmath>

#include "measured.h"

namespace pamsim::numerics {
namespace {

using tests::value_of;

/// Value of a finite FP16 pattern, by the definition of binary16.
double fp16_value(Bits16 x) {
    const int exponent = x >> 10 & 0x1f, fraction = x & 0x3ff;
    const double magnitude =
        exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
    return (x & 0x8000) != 0 ? -magnitude : magnitude;
}

TEST(Formats, EveryFp16WidensToItsValue) {
    for (std::uint32_t x = 0; x < 0x10000u; ++x) {
        const auto half = static_cast<Bits16>(x);
        const Bits32 wide = widen(Format::fp16, half);
        if ((x & 0x7fffu) > 0x7c00u) {
            ASSERT_EQ(wide, kNan);
        } else if ((x & 0x7fffu) == 0x7c00u) {
            ASSERT_EQ(wide, x == 0x7c00u ? kInfinity : kMinusInfinity);
        } else {
            ASSERT_EQ(wide, bits_of(static_cast<float>(fp16_value(half)))) << std::hex << x;
            ASSERT_EQ(value_of(wide), fp16_value(half)) << std::hex << x;
        }
    }
}

TEST(Formats, EveryBf16WidensToItsUpperHalf) {
    for (std::uint32_t x = 0; x < 0x10000u; ++x)
        ASSERT_EQ(widen(Format::bf16, static_cast<Bits16>(x)), (x & 0x7fffu) > 0x7f80u ? kNan : x << 16);
}

TEST(Formats, NarrowingUndoesWidening) {
    for (const Format format : {Format::fp16, Format::bf16}) {
        for (std::uint32_t x = 0; x < 0x10000u; ++x) {
            const Bits32 wide = widen(format, static_cast<Bits16>(x));
            const std::uint32_t nan = format == Format::fp16 ? 0x7e00u : 0x7fc0u;
            ASSERT_EQ(narrow(format, wide), is_nan(wide) ? nan : x) << name_of(format) << std::hex << x;
        }
    }
}

/// At every midpoint of two neighbours the even one is taken, and one FP32 step off it the nearer one. As
/// narrowing is monotone (long tests), that is rounding to nearest, ties to even.
void expect_nearest_at_midpoints(Format format, Bits16 infinity) {
    for (std::uint32_t x = 0; x < infinity; ++x) {
        const Bits32 low = widen(format, static_cast<Bits16>(x));
        const double high = x + 1 == infinity
                                ? 2 * value_of(low) - value_of(format, static_cast<Bits16>(x - 1))
                                : value_of(format, static_cast<Bits16>(x + 1));
        const Bits32 middle = bits_of(static_cast<float>((value_of(low) + high) / 2));
        for (const std::uint32_t sign : {0u, 1u}) {
            const auto with_sign = [&](std::uint32_t half) { return half | sign << 15; };
            ASSERT_EQ(narrow(format, sign << 31 | middle), with_sign(x + (x & 1u))) << std::hex << x;
            ASSERT_EQ(narrow(format, sign << 31 | (middle - 1)), with_sign(x)) << std::hex << x;
            ASSERT_EQ(narrow(format, sign << 31 | (middle + 1)), with_sign(x + 1)) << std::hex << x;
        }
    }
}

TEST(Formats, NarrowingToFp16TakesTheNearestAndTheEvenOfATie) {
    expect_nearest_at_midpoints(Format::fp16, 0x7c00);
    EXPECT_EQ(narrow(Format::fp16, bits_of(65519.996f)), 0x7bffu);
    EXPECT_EQ(narrow(Format::fp16, bits_of(65520.0f)), 0x7c00u);
}

TEST(Formats, WhatIsBeyondTheLargestFp16IsInfinite) {
    for (Bits32 x = bits_of(65520.0f); x <= kInfinity; x += 0x12345u) {
        ASSERT_EQ(narrow(Format::fp16, x), 0x7c00u) << std::hex << x;
        ASSERT_EQ(narrow(Format::fp16, negated(x)), 0xfc00u) << std::hex << x;
    }
}

TEST(Formats, NarrowingToBf16TakesTheNearestAndTheEvenOfATie) {
    expect_nearest_at_midpoints(Format::bf16, 0x7f80);
    EXPECT_EQ(narrow(Format::bf16, 0x7f7fffffu), 0x7f80u);
}

TEST(Formats, Tf32KeepsTenFractionBits) {
    for (std::uint32_t x = 0; x < 1u << 18; ++x) {
        const Bits32 pattern = x << 13;
        if (is_nan(pattern)) {
            ASSERT_EQ(to_tf32(pattern), kNan);
            continue;
        }
        ASSERT_EQ(to_tf32(pattern), pattern);
        if (is_infinite(pattern)) continue;
        const Bits32 next = pattern + (1u << 13), even = (x & 1u) != 0 ? next : pattern;
        ASSERT_EQ(to_tf32(pattern + 0xfffu), pattern) << std::hex << pattern;
        ASSERT_EQ(to_tf32(pattern + 0x1000u), even) << std::hex << pattern;
        ASSERT_EQ(to_tf32(0x80000000u | (pattern + 0x1001u)), 0x80000000u | next) << std::hex << pattern;
    }
}

TEST(Formats, NansBecomeTheCanonicalOneOfTheFormat) {
    for (const Bits32 nan : {0x7f800001u, 0x7fffffffu, 0xff800001u, 0xffc00000u}) {
        EXPECT_EQ(narrow(Format::fp16, nan), 0x7e00u);
        EXPECT_EQ(narrow(Format::bf16, nan), 0x7fc0u);
        EXPECT_EQ(to_tf32(nan), kNan);
        EXPECT_EQ(canonical(nan), kNan);
    }
}

}  // namespace
}  // namespace pamsim::numerics
