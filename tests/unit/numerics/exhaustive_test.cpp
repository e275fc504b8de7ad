// What the quick tests take samples of, in full (label `long`).
#include <gtest/gtest.h>

#include <cmath>

#include "measured.h"
#include "numerics/fp32.h"
#include "table_errors.h"

namespace pamsim::numerics {
namespace {

TEST(Exhaustive, LogarithmOfEveryFractionFrom2ToMinus24To2To24) {
    double worst = 0.0;
    for (int exponent = -24; exponent < 24; ++exponent)
        worst =
            std::max(worst, tests::worst_logarithm_error(exponent, exponent == 0 || exponent == -1 ? 1 : 37));
    tests::expect_reached("ln_absolute_error", worst, std::exp2(-16.8), 0.85);
}

TEST(Exhaustive, ReciprocalOfEveryFraction) {
    tests::expect_reached("reciprocal_relative_error", tests::worst_reciprocal_error(0, 1), std::exp2(-15.8),
                          0.95);
}

TEST(Exhaustive, NarrowingIsMonotoneOverEveryFp32) {
    for (const Format format : {Format::fp16, Format::bf16}) {
        Bits16 previous = 0;
        for (Bits32 x = 0; x <= kInfinity; ++x) {
            const Bits16 half = narrow(format, x);
            ASSERT_GE(half, previous) << name_of(format) << std::hex << x;
            ASSERT_EQ(narrow(format, negated(x)), half | 0x8000u) << name_of(format) << std::hex << x;
            previous = half;
        }
    }
}

TEST(Exhaustive, AHundredMillionSumsAndProductsAreTheHosts) {
    base::RandomStream random(99, "fp32");
    for (int i = 0; i < 100000000; ++i) {
        const auto a = static_cast<Bits32>(random.bits() >> 32);
        const Bits32 b = tests::random32(random, a);
        ASSERT_EQ(rule::add(a, b), add(a, b)) << std::hex << a << " + " << b;
        ASSERT_EQ(rule::multiply(a, b), multiply(a, b)) << std::hex << a << " x " << b;
    }
}

}  // namespace
}  // namespace pamsim::numerics
