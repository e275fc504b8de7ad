// pam_exp against numerics::exponential (every argument) and its cycle twin (every port, every cycle).
#include <gtest/gtest.h>

#include "Vexp_unit.h"
#include "lockstep/bench.h"
#include "lockstep/one_operand.h"
#include "lockstep/stream.h"
#include "twins/function_twins.h"

namespace pamsim::tb {
namespace {

using Ports = OneOperandPorts<Vexp_unit, ExpTwin, kTf32>;

TEST(PamExp, EveryArgumentGivesTheTwinsBitsAfterTwoCycles) {
    Dut<Vexp_unit> dut;
    constexpr std::uint64_t kArguments = std::uint64_t{1} << 19;
    const std::uint64_t compared = stream(
        dut, kArguments, ExpTwin::kLatency,
        [](Vexp_unit& in, std::uint64_t i) { in.in_x_i = static_cast<IData>(i); },
        [](const Vexp_unit& out, std::uint64_t i) {
            return out.out_y_o == numerics::exponential(static_cast<numerics::Bits32>(i << 13));
        });
    EXPECT_EQ(compared, kArguments);
}

TEST(PamExp, IsItsTwinInEveryCycle) {
    LockstepBench<Ports> bench("pam_exp", 11);
    EXPECT_EQ(bench.beside(ExpTwin()), "");
    bench.coverage.require_all();
}

TEST(PamExp, ATwinThatTakesBeatsOnlyWhenItsOutputIsTakenIsCaught) {
    LockstepBench<Ports> bench("pam_exp", 11);
    EXPECT_NE(bench.beside(without_room(Faulty{ExpTwin()})), "");
}

TEST(PamExp, ATwinWithoutTheBoundAtMinus128IsCaught) {
    LockstepBench<Ports> bench("pam_exp", 11);
    Faulty<ExpTwin> faulty{ExpTwin()};
    // Exponents above the bound wrap around into a shift by fewer places.
    faulty.to_inputs = [](ExpTwin::In& in) {
        const bool infinite = numerics::is_infinite(in.in) || numerics::is_nan(in.in);
        if (!infinite && (in.in >> 23 & 0xffu) >= 134) in.in -= 32u << 23;
    };
    EXPECT_NE(bench.beside(faulty), "");
}

}  // namespace
}  // namespace pamsim::tb
