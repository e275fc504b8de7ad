// Distinct slots, rows and pages: the closed form against drawing tokens.
#include <gtest/gtest.h>

#include "base/random.h"
#include "pim/attention_shape.h"

namespace pamsim::pim {
namespace {

double drawn(double keep, std::uint32_t tokens, int trials) {
    base::RandomStream random(1, "selection");
    int hit = 0;
    for (int trial = 0; trial < trials; ++trial) {
        bool any = false;
        for (std::uint32_t t = 0; t < tokens; ++t) any = random.uniform() < keep || any;
        hit += any ? 1 : 0;
    }
    return static_cast<double>(hit) / trials;
}

TEST(Selection, AgreesWithDrawnTokens) {
    for (const std::uint32_t tokens : {1u, 4u, 16u, 32u}) {
        const Selection selection{0.125};
        EXPECT_NEAR(selection.touched(tokens), drawn(0.125, tokens, 100000), 0.006) << tokens;
    }
}

TEST(Selection, ARandomEighthTouchesPracticallyEveryPageOf64Tokens) {
    EXPECT_GT(Selection{0.125}.touched(64), 0.99);
    EXPECT_NEAR(Selection{0.125}.touched(64), 1 - 1.9425e-4, 1e-6);
}

TEST(Selection, SixteenBanksInLockstepNeed88PercentOfTheSlots) {
    EXPECT_NEAR(Selection{0.125}.touched(16), 0.8819, 1e-4);
}

TEST(Selection, DenseTouchesEverything) {
    EXPECT_EQ(Selection{}.touched(1), 1.0);
}

}  // namespace
}  // namespace pamsim::pim
