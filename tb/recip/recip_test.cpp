// pam_recip against numerics::reciprocal (all 16-bit values widened, all fractions at some exponents,
// scattered patterns) and its cycle twin (every port, every cycle).
#include <gtest/gtest.h>

#include "Vrecip_unit.h"
#include "lockstep/bench.h"
#include "lockstep/one_operand.h"
#include "lockstep/sweep.h"
#include "twins/function_twins.h"

namespace pamsim::tb {
namespace {

using Ports = OneOperandPorts<Vrecip_unit, RecipTwin, kFp32>;
constexpr std::uint64_t kScattered = std::uint64_t{1} << 20;

TEST(PamRecip, EveryFp16AndBf16ValueGivesTheTwinsBits) {
    EXPECT_EQ(sweep<Vrecip_unit>(kHalfPatterns, RecipTwin::kLatency, widened, numerics::reciprocal),
              kHalfPatterns);
}

TEST(PamRecip, AMillionScatteredPatternsGiveTheTwinsBits) {
    EXPECT_EQ(sweep<Vrecip_unit>(kScattered, RecipTwin::kLatency, scattered, numerics::reciprocal),
              kScattered);
}

TEST(PamRecip, EveryFractionGivesTheTwinsBitsAroundOneAndAtTheEdges) {
    for (const int exponent : {-1, 0, -126, 127}) {
        EXPECT_EQ(sweep<Vrecip_unit>(kFractions, RecipTwin::kLatency, binade(exponent), numerics::reciprocal),
                  kFractions)
            << "exponent " << exponent;
    }
}

TEST(PamRecip, IsItsTwinInEveryCycle) {
    LockstepBench<Ports> bench("pam_recip", 21);
    EXPECT_EQ(bench.beside(RecipTwin()), "");
    bench.coverage.require_all();
}

TEST(PamRecip, ATwinThatTakesBeatsOnlyWhenItsOutputIsTakenIsCaught) {
    LockstepBench<Ports> bench("pam_recip", 21);
    EXPECT_NE(bench.beside(without_room(Faulty{RecipTwin()})), "");
}

TEST(PamRecip, ATwinThatForgetsPowersOfTwoIsCaught) {
    LockstepBench<Ports> bench("pam_recip", 21);
    Faulty<RecipTwin> faulty{RecipTwin()};
    // 2^19 / 1.0 has one bit more than all other results; without it the exponent is one too low.
    faulty.to_outputs = [](const RecipTwin::In&, RecipTwin::Out& out) {
        const numerics::Bits32 field = out.out >> 23 & 0xffu;
        if ((out.out & 0x7fffffu) == 0 && field != 0 && field != 0xff) out.out -= 1u << 23;
    };
    EXPECT_NE(bench.beside(faulty), "");
}

}  // namespace
}  // namespace pamsim::tb
