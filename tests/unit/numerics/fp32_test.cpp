// The integer rules of fp32.h against the host's binary32.
#include "numerics/fp32.h"

#include <gtest/gtest.h>

#include <cmath>

#include "measured.h"
#include "support/effort.h"

namespace pamsim::numerics {
namespace {

using tests::corners32;
using tests::random32;

TEST(Fp32Rule, SumsAndProductsOfCornersAreTheHosts) {
    const std::vector<Bits32> corners = corners32();
    for (const Bits32 a : corners) {
        for (const Bits32 b : corners) {
            ASSERT_EQ(rule::add(a, b), add(a, b)) << std::hex << a << " + " << b;
            ASSERT_EQ(rule::multiply(a, b), multiply(a, b)) << std::hex << a << " x " << b;
        }
    }
}

TEST(Fp32Rule, SumsAndProductsOfRandomPatternsAreTheHosts) {
    base::RandomStream random(1, "fp32");
    for (int i = 0; i < tests::effort(500000); ++i) {
        const auto a = static_cast<Bits32>(random.bits() >> 32);
        const Bits32 b = random32(random, a);
        ASSERT_EQ(rule::add(a, b), add(a, b)) << std::hex << a << " + " << b;
        ASSERT_EQ(rule::multiply(a, b), multiply(a, b)) << std::hex << a << " x " << b;
    }
}

TEST(Fp32Rule, SubnormalProductsRoundOnce) {
    base::RandomStream random(2, "fp32");
    for (int i = 0; i < tests::effort(200000); ++i) {
        const auto exponent = static_cast<Bits32>(1 + random.below(253));
        const auto other = static_cast<Bits32>(127 + 24 - std::min<Bits32>(exponent, 150) + random.below(3));
        const Bits32 a = exponent << 23 | static_cast<Bits32>(random.below(1u << 23));
        const Bits32 b = (other & 0xffu) << 23 | static_cast<Bits32>(random.below(1u << 23));
        ASSERT_EQ(rule::multiply(a, b), multiply(a, b)) << std::hex << a << " x " << b;
    }
}

TEST(Fp32Rule, EveryHalfProductWithACornerIsTheHosts) {
    for (const Format format : {Format::fp16, Format::bf16})
        for (const std::uint32_t b :
             {0x0000u, 0x8001u, 0x03ffu, 0x3c01u, 0x3f81u, 0x7bffu, 0x7f7fu, 0xff80u, 0x7fffu})
            for (std::uint32_t a = 0; a < 0x10000u; ++a)
                ASSERT_EQ(rule::product(format, static_cast<Bits16>(a), static_cast<Bits16>(b)),
                          product(format, static_cast<Bits16>(a), static_cast<Bits16>(b)))
                    << name_of(format) << std::hex << " " << a << " x " << b;
}

TEST(Fp32Rule, ProductsOfFp16AreExact) {
    base::RandomStream random(3, "fp32");
    for (int i = 0; i < tests::effort(200000); ++i) {
        const auto a = static_cast<Bits16>(random.bits() >> 48), b = static_cast<Bits16>(random.bits() >> 48);
        const Bits32 p = product(Format::fp16, a, b);
        if (is_nan(p) || is_infinite(p)) continue;
        ASSERT_EQ(tests::value_of(p), tests::value_of(Format::fp16, a) * tests::value_of(Format::fp16, b));
    }
}

TEST(Fp32Rule, PackRoundsToNearestEvenAtEveryExponent) {
    base::RandomStream random(4, "pack");
    for (int exponent = -220; exponent < 140; ++exponent) {
        for (int i = 0; i < tests::effort(200); ++i) {
            // 53 bits, so that the host's conversion from double is the one rounding.
            const std::uint64_t significand = random.bits() >> (11 + random.below(53));
            const bool negative = random.below(2) == 0;
            const double exact =
                std::ldexp(static_cast<double>(significand), exponent) * (negative ? -1.0 : 1.0);
            ASSERT_EQ(rule::pack(negative, significand, exponent), bits_of(static_cast<float>(exact)))
                << significand << " x 2^" << exponent;
        }
    }
}

TEST(Fp32Rule, PackTakesSignificandsOfAllSixtyFourBits) {
    EXPECT_EQ(rule::pack(false, ~std::uint64_t{0}, -64), kOne);
    EXPECT_EQ(rule::pack(false, std::uint64_t{1} << 63, -63), kOne);
    EXPECT_EQ(rule::pack(false, (std::uint64_t{1} << 63) + (std::uint64_t{1} << 39), -63),
              kOne);  // a tie, to even
    EXPECT_EQ(rule::pack(false, (std::uint64_t{1} << 63) + (std::uint64_t{1} << 39) + 1, -63), kOne + 1);
    EXPECT_EQ(rule::pack(true, 1, 128), kMinusInfinity);
    EXPECT_EQ(rule::pack(true, 1, -150), 0x80000000u);  // half of the smallest subnormal: a tie, to zero
    EXPECT_EQ(rule::pack(false, 3, -151), 1u);
}

}  // namespace
}  // namespace pamsim::numerics
