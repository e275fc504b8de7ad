// pam_fp_mul against numerics::product (corner values times all 2^16) and its cycle twin (every port, every
// cycle).
#include <gtest/gtest.h>

#include "Vfp_mul_bf16.h"
#include "Vfp_mul_fp16.h"
#include "fp_mul/fp_mul_ports.h"
#include "lockstep/faulty.h"
#include "lockstep/stream.h"

namespace pamsim::tb {
namespace {

using numerics::Bits16;
using numerics::Bits32;
using numerics::Format;
constexpr std::uint32_t kLanes = 4;
constexpr std::uint64_t kCycles = 100000;
constexpr std::uint64_t kHalves = 1u << 16;
using Fp16Ports = FpMulPorts<Vfp_mul_fp16, kLanes, Format::fp16>;
using Bf16Ports = FpMulPorts<Vfp_mul_bf16, kLanes, Format::bf16>;

/// Every corner times all values; lane i of beat n has corner n / 2^14 and value (n mod 2^14) x 4 + i.
template <typename Unit>
void compare_corners(Format format) {
    const std::vector<Bits16> list = corners(format);
    constexpr std::uint64_t kBeats = kHalves / kLanes;
    const auto value = [](std::uint64_t beat, std::uint64_t lane) {
        return static_cast<Bits16>(beat % kBeats * kLanes + lane);
    };
    Dut<Unit> dut;
    const std::uint64_t compared = stream(
        dut, list.size() * kBeats, FpMulTwin::kLatency,
        [&](Unit& in, std::uint64_t beat) {
            for (std::uint64_t lane = 0; lane < kLanes; ++lane) {
                set_lane(in.in_a_i, lane, 16, list[beat / kBeats]);
                set_lane(in.in_b_i, lane, 16, value(beat, lane));
            }
        },
        [&](const Unit& out, std::uint64_t beat) {
            bool same = true;
            for (std::uint64_t lane = 0; lane < kLanes; ++lane)
                same &= get_lane(out.out_product_o, lane, 32) ==
                        numerics::product(format, list[beat / kBeats], value(beat, lane));
            return same;
        });
    EXPECT_EQ(compared, list.size() * kBeats);
}

TEST(PamFpMul, Fp16CornersTimesAllValuesGiveTheTwinsBits) {
    compare_corners<Vfp_mul_fp16>(Format::fp16);
}

TEST(PamFpMul, Bf16CornersTimesAllValuesGiveTheTwinsBits) {
    compare_corners<Vfp_mul_bf16>(Format::bf16);
}

template <typename Ports>
std::string run(Faulty<FpMulTwin> twin, const std::vector<std::string>& impossible, bool require) {
    Coverage coverage("pam_fp_mul");
    Ports ports(coverage, 51);
    Lockstep<Ports, Faulty<FpMulTwin>> lockstep(ports, std::move(twin), coverage, 52);
    const std::string difference = lockstep.run(kCycles);
    if (require) coverage.require_all(impossible);
    return difference;
}
Faulty<FpMulTwin> twin_of(Format format) {
    return Faulty<FpMulTwin>{FpMulTwin(Multiplying{format})};
}

TEST(PamFpMul, IsItsTwinInEveryCycleForFp16) {
    // Products of FP16 values are at least 2^-48 and at most 2^32 in magnitude.
    EXPECT_EQ(
        run<Fp16Ports>(twin_of(Format::fp16),
                       {"special values, out_product fp16: subnormal",
                        "special values, out_product fp16: tiny", "special values, out_product fp16: huge"},
                       true),
        "");
}

TEST(PamFpMul, IsItsTwinInEveryCycleForBf16) {
    EXPECT_EQ(run<Bf16Ports>(twin_of(Format::bf16), {}, true), "");
}

TEST(PamFpMul, ATwinThatFlushesSubnormalsToZeroIsCaught) {
    auto faulty = twin_of(Format::fp16);
    faulty.to_inputs = [](FpMulTwin::In& in) {
        for (auto& a : in.in.a)
            if (class_of(kFp16, a) == ValueClass::subnormal) a = static_cast<Bits16>(a & 0x8000u);
    };
    EXPECT_NE(run<Fp16Ports>(faulty, {}, false), "");
}

TEST(PamFpMul, ATwinThatCutsSubnormalProductsInsteadOfRoundingThemIsCaught) {
    auto faulty = twin_of(Format::bf16);
    faulty.to_outputs = [](const FpMulTwin::In&, FpMulTwin::Out& out) {
        for (auto& product : out.out)
            if (class_of(kFp32, product) == ValueClass::subnormal) product &= ~1u;
    };
    EXPECT_NE(run<Bf16Ports>(faulty, {}, false), "");
}

TEST(PamFpMul, ATwinThatTakesBeatsOnlyWhenItsOutputIsTakenIsCaught) {
    EXPECT_NE(run<Fp16Ports>(without_room(twin_of(Format::fp16)), {}, false), "");
}

}  // namespace
}  // namespace pamsim::tb
