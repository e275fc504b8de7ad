// The long campaign of pam_fp_mul: all 2^32 pairs of operands.
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdio>

#include "Vfp_mul_bf16_256.h"
#include "Vfp_mul_fp16_256.h"
#include "numerics/fp32.h"
#include "support/dut.h"

namespace pamsim::tb {
namespace {

using numerics::Bits32;
using numerics::Format;

/// One beat has one a in all lanes and kLanes consecutive values of b.
constexpr std::uint32_t kLanes = 256;
constexpr std::uint32_t kHalves = 1u << 16;
constexpr std::uint32_t kBeatsPerRow = kHalves / kLanes;
constexpr std::uint32_t kBeats = kHalves * kBeatsPerRow;
constexpr std::uint64_t kPairs = std::uint64_t{1} << 32;

struct Count {
    std::uint64_t compared = 0;
    std::uint64_t mismatches = 0;
};

std::array<Bits32, kHalves> widened(Format format) {
    std::array<Bits32, kHalves> values;
    for (std::uint32_t i = 0; i < kHalves; ++i)
        values[i] = numerics::widen(format, static_cast<numerics::Bits16>(i));
    return values;
}

/// Beat `beat` onto the ports: a is its upper bits, the values of b follow from its lower bits.
template <typename Unit>
void drive(Unit& in, std::uint32_t beat) {
    const std::uint32_t a = beat / kBeatsPerRow, b = beat % kBeatsPerRow * kLanes;
    if (b == 0)
        for (std::uint32_t pair = 0; pair < kLanes / 2; ++pair) in.in_a_i[pair] = a * 0x10001u;
    for (std::uint32_t pair = 0; pair < kLanes / 2; ++pair)
        in.in_b_i[pair] = (b + 2 * pair) * 0x10001u + 0x10000u;
}

/// Lanes that differ from numerics::product, which is numerics::multiply of both widened.
template <typename Unit>
std::uint32_t mismatches(const Unit& out, std::uint32_t beat, const std::array<Bits32, kHalves>& widened) {
    const Bits32 a = widened[beat / kBeatsPerRow];
    const Bits32* const b = &widened[beat % kBeatsPerRow * kLanes];
    std::uint32_t different = 0;
    for (std::uint32_t lane = 0; lane < kLanes; ++lane)
        different += out.out_product_o[lane] != numerics::multiply(a, b[lane]);
    return different;
}

template <typename Unit>
void campaign(Format format) {
    const auto start = std::chrono::steady_clock::now();
    const auto value = widened(format);
    Dut<Unit> dut;
    dut.reset();
    dut.in().flush_i = 0;
    dut.in().in_valid_i = 1;
    dut.in().out_ready_i = 1;
    Count count;
    for (std::uint32_t beat = 0; beat <= kBeats; ++beat) {
        if (beat < kBeats) drive(dut.in(), beat);
        const Unit& out = dut.out();
        if (beat > 0 && out.out_valid_o) {
            count.mismatches += mismatches(out, beat - 1, value);
            count.compared += kLanes;
        }
        dut.edge();
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::printf("pam_fp_mul %s: %llu of 2^32 operand pairs compared, %llu mismatches, %.0f s\n",
                numerics::name_of(format).c_str(), static_cast<unsigned long long>(count.compared),
                static_cast<unsigned long long>(count.mismatches), seconds.count());
    EXPECT_EQ(count.compared, kPairs);
    EXPECT_EQ(count.mismatches, 0u);
}

TEST(PamFpMulLong, All4294967296PairsOfFp16GiveTheTwinsBits) {
    campaign<Vfp_mul_fp16_256>(Format::fp16);
}

TEST(PamFpMulLong, All4294967296PairsOfBf16GiveTheTwinsBits) {
    campaign<Vfp_mul_bf16_256>(Format::bf16);
}

}  // namespace
}  // namespace pamsim::tb
