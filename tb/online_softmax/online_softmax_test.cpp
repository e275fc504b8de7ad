// pam_online_softmax against its twins: 4 ways as in the reduction unit, and 1 way as for a stream of scores.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "Vonline_softmax_1.h"
#include "Vonline_softmax_4.h"
#include "lockstep/faulty.h"
#include "online_softmax/softmax_lockstep.h"

namespace pamsim::tb {
namespace {

using numerics::Bits32;
using FaultySoftmax = Faulty<OnlineSoftmaxTwin>;
constexpr std::uint64_t kCycles = 300000;
constexpr std::uint64_t kPatience = 10000;  ///< cycles of a row that never ends
const std::vector<std::string> kOneStepAtATime{"stalls, in: back to back", "stalls, weights: back to back",
                                               "stalls, out: back to back"};

TEST(PamOnlineSoftmax, IsItsTwinInEveryCycle) {
    Coverage coverage("pam_online_softmax");
    SoftmaxLockstep<Vonline_softmax_4> lockstep(4, OnlineSoftmaxTwin(4), coverage, 51);
    EXPECT_EQ(lockstep.run(kCycles), "");
    coverage.require_all(kOneStepAtATime);
}

TEST(PamOnlineSoftmax, OfOneWayIsItsTwinInEveryCycle) {
    Coverage coverage("pam_online_softmax, 1 way");
    SoftmaxLockstep<Vonline_softmax_1> lockstep(1, OnlineSoftmaxTwin(1), coverage, 52);
    EXPECT_EQ(lockstep.run(kCycles), "");
    std::vector<std::string> impossible = kOneStepAtATime;
    impossible.insert(impossible.end(), {"commands, step: 1 way", "commands, step: more ways"});
    coverage.require_all(impossible);
}

/// A row of steps of all ways, as fast as it goes; the edges from the first step to (m, l), which must be the
/// functional twin's.
std::uint64_t row_cycles(const std::vector<Bits32>& scores) {
    Dut<Vonline_softmax_4> dut;
    dut.reset();
    numerics::OnlineSoftmax softmax;
    dut.in().flush_i = 0;
    dut.in().weights_ready_i = dut.in().out_ready_i = 1;
    dut.in().in_present_i = 0xf;
    const std::vector<Bits32> ones(4, numerics::kOne);
    std::uint64_t first_edge = 0;
    for (std::size_t next = 0; dut.out().out_valid_o == 0 && dut.cycles() < kPatience; dut.edge()) {
        const bool more = next < scores.size();
        dut.in().in_valid_i = more;
        if (!more) continue;
        const std::vector<Bits32> m(4, scores[next]);
        set_lanes(dut.in().in_m_i, m);
        set_lanes(dut.in().in_l_i, ones);
        dut.in().in_first_i = next == 0;
        dut.in().in_last_i = next + 1 == scores.size();
        if (dut.out().in_ready_o == 0) continue;
        if (next == 0) first_edge = dut.cycles();
        softmax.step(m.data(), ones.data(), 0xf, 4);
        ++next;
    }
    EXPECT_EQ(dut.out().out_m_o, softmax.m());
    EXPECT_EQ(dut.out().out_l_o, softmax.l());
    return dut.cycles() - first_edge;
}

TEST(PamOnlineSoftmax, TakesTheClosedForm) {
    for (const std::size_t steps : {1, 2, 5, 64})
        EXPECT_EQ(row_cycles(std::vector<Bits32>(steps, numerics::kOne)),
                  numerics::online_softmax_cycles(steps, 4));
}

TEST(PamOnlineSoftmax, AMaximumThatRisesInEveryStepStaysTheTwinsBits) {
    std::vector<Bits32> rising;
    for (int i = 0; i < 400; ++i) rising.push_back(numerics::bits_of(std::ldexp(static_cast<float>(i), -6)));
    row_cycles(rising);
}

void expect_caught(const FaultySoftmax& twin) {
    Coverage coverage("pam_online_softmax, faulty twin");
    SoftmaxLockstep<Vonline_softmax_4, FaultySoftmax> lockstep(4, twin, coverage, 51);
    EXPECT_NE(lockstep.run(kCycles), "");
}

TEST(PamOnlineSoftmax, ATwinThatDoesNotWaitForItsWeightsToBeTakenIsCaught) {
    FaultySoftmax faulty{OnlineSoftmaxTwin(4)};
    faulty.to_inputs = [](OnlineSoftmaxTwin::In& in) { in.weights_ready = true; };
    expect_caught(faulty);
}

TEST(PamOnlineSoftmax, ATwinThatWeighsAWayThatIsNotPresentIsCaught) {
    FaultySoftmax faulty{OnlineSoftmaxTwin(4)};
    faulty.to_inputs = [](OnlineSoftmaxTwin::In& in) { in.in.present |= 1u; };
    expect_caught(faulty);
}

TEST(PamOnlineSoftmax, ATwinWithTheOtherZeroAboveIsCaught) {
    FaultySoftmax faulty{OnlineSoftmaxTwin(4)};
    faulty.to_outputs = [](const OnlineSoftmaxTwin::In&, OnlineSoftmaxTwin::Out& out) {
        if (out.m == 0) out.m = numerics::negated(0);
    };
    expect_caught(faulty);
}

}  // namespace
}  // namespace pamsim::tb
