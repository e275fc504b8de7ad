// Our exp and log against the long double ones of libm.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/invariant.h"
#include "base/random.h"

namespace pamsim::base {
namespace {

double relative_error(double ours, long double theirs) {
    return static_cast<double>(std::fabs((static_cast<long double>(ours) - theirs) / theirs));
}

TEST(PortableExp, IsWithinATenthOfATrillionthOfLongDouble) {
    double worst = 0.0;
    for (int i = -7000; i <= 7000; ++i) {
        const double x = i * 0.10111;
        if (x < -708.0 || x > 709.0) continue;
        worst = std::max(worst, relative_error(portable_exp(x), std::exp(static_cast<long double>(x))));
    }
    EXPECT_LT(worst, 1e-15);
}

TEST(PortableExp, OfZeroIsOne) {
    EXPECT_EQ(portable_exp(0.0), 1.0);
}

TEST(PortableExp, SaturatesAtTheEndsOfTheRange) {
    EXPECT_EQ(portable_exp(710.0), std::numeric_limits<double>::infinity());
    EXPECT_EQ(portable_exp(std::numeric_limits<double>::infinity()), std::numeric_limits<double>::infinity());
    EXPECT_LT(portable_exp(709.78), std::numeric_limits<double>::infinity());
    EXPECT_EQ(portable_exp(-746.0), 0.0);
    EXPECT_EQ(portable_exp(-std::numeric_limits<double>::infinity()), 0.0);
    EXPECT_TRUE(std::isnan(portable_exp(std::numeric_limits<double>::quiet_NaN())));
}

TEST(PortableLog, IsWithinATenthOfATrillionthOfLongDouble) {
    double worst = 0.0;
    double x = 3e-308;
    while (x < 1e308) {
        worst = std::max(worst, relative_error(portable_log(x), std::log(static_cast<long double>(x))));
        x *= 1.0713;
    }
    EXPECT_LT(worst, 1e-15);
}

TEST(PortableLog, IsAccurateCloseToOne) {
    double worst = 0.0;
    for (int i = 1; i < 1000; ++i) {
        for (const double x : {1.0 + i * 1e-9, 1.0 - i * 1e-9, 1.0 + i * 1e-4, 1.0 - i * 1e-4}) {
            worst = std::max(worst, relative_error(portable_log(x), std::log(static_cast<long double>(x))));
        }
    }
    EXPECT_LT(worst, 1e-15);
}

TEST(PortableLog, OfOneIsZero) {
    EXPECT_EQ(portable_log(1.0), 0.0);
}

TEST(PortableLog, OfASubnormalIsRight) {
    EXPECT_LT(relative_error(portable_log(5e-324), std::log(static_cast<long double>(5e-324))), 1e-15);
}

TEST(PortableLog, OfZeroIsABrokenInvariant) {
    EXPECT_THROW(portable_log(0.0), InvariantError);
    EXPECT_THROW(portable_log(-1.0), InvariantError);
}

}  // namespace
}  // namespace pamsim::base
