// pam_log against numerics::logarithm (all 16-bit values widened, all fractions at some exponents, scattered
// patterns) and its cycle twin (every port, every cycle).
#include <gtest/gtest.h>

#include "Vlog_unit.h"
#include "lockstep/bench.h"
#include "lockstep/one_operand.h"
#include "lockstep/sweep.h"
#include "twins/function_twins.h"

namespace pamsim::tb {
namespace {

using Ports = OneOperandPorts<Vlog_unit, LogTwin, kFp32>;
constexpr std::uint64_t kScattered = std::uint64_t{1} << 20;

TEST(PamLog, EveryFp16AndBf16ValueGivesTheTwinsBits) {
    EXPECT_EQ(sweep<Vlog_unit>(kHalfPatterns, LogTwin::kLatency, widened, numerics::logarithm),
              kHalfPatterns);
}

TEST(PamLog, AMillionScatteredPatternsGiveTheTwinsBits) {
    EXPECT_EQ(sweep<Vlog_unit>(kScattered, LogTwin::kLatency, scattered, numerics::logarithm), kScattered);
}

TEST(PamLog, EveryFractionGivesTheTwinsBitsAroundOneAndAtTheEdges) {
    for (const int exponent : {-1, 0, -126, 127}) {
        EXPECT_EQ(sweep<Vlog_unit>(kFractions, LogTwin::kLatency, binade(exponent), numerics::logarithm),
                  kFractions)
            << "exponent " << exponent;
    }
}

TEST(PamLog, IsItsTwinInEveryCycle) {
    LockstepBench<Ports> bench("pam_log", 21);
    EXPECT_EQ(bench.beside(LogTwin()), "");
    bench.coverage.require_all();
}

TEST(PamLog, ATwinThatTakesBeatsOnlyWhenItsOutputIsTakenIsCaught) {
    LockstepBench<Ports> bench("pam_log", 21);
    EXPECT_NE(bench.beside(without_room(Faulty{LogTwin()})), "");
}

TEST(PamLog, ATwinThatTruncatesItsSumIsCaught) {
    LockstepBench<Ports> bench("pam_log", 21);
    Faulty<LogTwin> faulty{LogTwin()};
    // The last bit of the result is cut off where rounding decides about it.
    faulty.to_outputs = [](const LogTwin::In&, LogTwin::Out& out) {
        if ((out.out & 0x7fffffffu) < numerics::kInfinity) out.out &= ~1u;
    };
    EXPECT_NE(bench.beside(faulty), "");
}

}  // namespace
}  // namespace pamsim::tb
