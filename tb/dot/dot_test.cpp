// pam_dot against its cycle twin: every port, every cycle.
#include <gtest/gtest.h>

#include "Vdot_bf16_16.h"
#include "Vdot_fp16_16.h"
#include "Vdot_fp16_4.h"
#include "Vdot_fp16_sums.h"
#include "dot/dot_ports.h"
#include "lockstep/faulty.h"

namespace pamsim::tb {
namespace {

using numerics::Accumulate;
using numerics::Format;
constexpr DotShape kFp16x16{16, Format::fp16, Accumulate::fp32, 8};
constexpr DotShape kBf16x16{16, Format::bf16, Accumulate::fp32, 8};
constexpr DotShape kFp16x4{4, Format::fp16, Accumulate::fp32, 1};
constexpr DotShape kFp16Sums{16, Format::fp16, Accumulate::fp16, 3};
constexpr std::uint64_t kCycles = 100000;

template <typename Unit>
std::string run(const DotShape& shape, Faulty<DotTwin> twin, const std::vector<std::string>* impossible) {
    Coverage coverage("pam_dot");
    DotPorts<Unit> ports(shape, coverage, 61);
    Lockstep<DotPorts<Unit>, Faulty<DotTwin>> lockstep(ports, std::move(twin), coverage, 62);
    const std::string difference = lockstep.run(kCycles);
    if (impossible != nullptr) coverage.require_all(*impossible);
    return difference;
}
Faulty<DotTwin> twin_of(const DotShape& shape) {
    return Faulty<DotTwin>{DotTwin(shape)};
}
/// Sums of FP16 products are multiples of 2^-48 and at most 2^36; a tree gives no -0.
const std::vector<std::string> kImpossibleFp16{
    "special values, tree sum fp16: -0", "special values, tree sum fp16: subnormal",
    "special values, tree sum fp16: tiny", "special values, tree sum fp16: huge"};
const std::vector<std::string> kImpossibleBf16{"special values, tree sum bf16: -0"};

TEST(PamDot, IsItsTwinInEveryCycleWith16LanesOfFp16) {
    EXPECT_EQ(run<Vdot_fp16_16>(kFp16x16, twin_of(kFp16x16), &kImpossibleFp16), "");
}

TEST(PamDot, IsItsTwinInEveryCycleWith16LanesOfBf16) {
    EXPECT_EQ(run<Vdot_bf16_16>(kBf16x16, twin_of(kBf16x16), &kImpossibleBf16), "");
}

TEST(PamDot, IsItsTwinInEveryCycleWith4LanesOfFp16) {
    EXPECT_EQ(run<Vdot_fp16_4>(kFp16x4, twin_of(kFp16x4), &kImpossibleFp16), "");
}

TEST(PamDot, IsItsTwinInEveryCycleWithSumsInFp16) {
    EXPECT_EQ(run<Vdot_fp16_sums>(kFp16Sums, twin_of(kFp16Sums), &kImpossibleFp16), "");
}

TEST(PamDot, ATwinThatFlushesSubnormalsToZeroIsCaught) {
    auto faulty = twin_of(kFp16x4);
    faulty.to_inputs = [](DotTwin::In& in) {
        for (auto& b : in.b)
            if (class_of(kFp16, b) == ValueClass::subnormal) b = static_cast<numerics::Bits16>(b & 0x8000u);
    };
    EXPECT_NE(run<Vdot_fp16_4>(kFp16x4, faulty, nullptr), "");
}

TEST(PamDot, ATwinThatSumsVectorBeatsIsCaught) {
    auto faulty = twin_of(kFp16x4);
    faulty.to_inputs = [](DotTwin::In& in) { in.vector = false; };
    EXPECT_NE(run<Vdot_fp16_4>(kFp16x4, faulty, nullptr), "");
}

TEST(PamDot, ATwinThatSumsInFp32WhereTheUnitSumsInFp16IsCaught) {
    DotShape other = kFp16Sums;
    other.accumulate = Accumulate::fp32;
    EXPECT_NE(run<Vdot_fp16_sums>(kFp16Sums, twin_of(other), nullptr), "");
}

TEST(PamDot, ATwinThatTakesBeatsOnlyWhenItsSumIsTakenIsCaught) {
    EXPECT_NE(run<Vdot_fp16_4>(kFp16x4, without_room(twin_of(kFp16x4)), nullptr), "");
}

TEST(PamDot, ATwinThatShowsProductsWhileItStandsStillIsCaught) {
    auto faulty = twin_of(kFp16x4);
    // A vector beat right behind a sum that is not taken: its strobe must wait.
    faulty.to_outputs = [vector = false](const DotTwin::In& in, DotTwin::Out& out) mutable {
        if (!out.in_ready)
            out.prod_valid = vector;
        else
            vector = in.in_valid && in.vector && !in.flush;
    };
    EXPECT_NE(run<Vdot_fp16_4>(kFp16x4, faulty, nullptr), "");
}

}  // namespace
}  // namespace pamsim::tb
