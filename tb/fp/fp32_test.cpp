// The combinational FP32 parts against numerics, whose results are the host's binary32: sums, products with
// weights, rounding to FP16 and BF16.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "Vfp32_add.h"
#include "Vfp32_scale.h"
#include "Vfp32_through_fp16.h"
#include "Vfp32_to_bf16.h"
#include "numerics/fp32.h"
#include "support/coverage.h"
#include "support/values.h"

namespace pamsim::tb {
namespace {

using numerics::Bits32;
constexpr std::uint64_t kPairs = 4000000;
constexpr Bits32 kWeightMask = ~0x1fu;  ///< what a weight may have set

/// A unit without a clock.
template <typename Unit>
struct Parts {
    VerilatedContext context;
    Unit unit{&context};
    ~Parts() { unit.final(); }
};

class Operands {
public:
    Operands(Coverage& coverage, std::uint64_t seed)
        : random_(seed), values_(seed + 1, kFp32), result_(coverage, "result", kFp32) {
        for (std::size_t i = 0; i < kValueClasses; ++i) names_.push_back(name_of(static_cast<ValueClass>(i)));
        for (const std::string& name : names_)
            pairs_.push_back(&coverage.row("operand pairs (b)", "a " + name, names_));
    }
    void draw() {
        a = values_.next();
        b = values_.next();
        switch (random_() % 4) {
            case 0:  // exponents that are close, so that a difference cancels or a tie is met
                b = (b & 0x807fffffu) | (close_field(a >> 23 & 0xffu) << 23);
                break;
            case 1:  // all but a few bits cancel
                if (random_() % 4 == 0) b = a ^ 0x80000000u ^ static_cast<Bits32>(random_() % 8);
                break;
            default:
                break;
        }
    }
    void seen(Bits32 result) {
        pairs_[index(a)]->hit(index(b));
        result_.value(result);
    }

    Bits32 a = 0, b = 0;

private:
    static std::size_t index(Bits32 x) { return static_cast<std::size_t>(class_of(kFp32, x)); }
    Bits32 close_field(Bits32 field) {
        const auto distance = static_cast<std::int64_t>(random_() % 57) - 28;
        const std::int64_t close = static_cast<std::int64_t>(field) + distance;
        return close < 0 ? 0 : close > 0xff ? 0xff : static_cast<Bits32>(close);
    }

    std::mt19937_64 random_;
    RandomValues values_;
    std::vector<std::string> names_;
    std::vector<Coverage::Row*> pairs_;
    ValueMonitor result_;
};

/// Random pairs through a unit: how many of `pairs` results were those of `reference` before the first that
/// was not; `operands` is that pair then.
template <typename Unit, typename Drive, typename Reference>
std::uint64_t equal_results(std::uint64_t pairs, Operands& operands, Drive drive, Reference reference) {
    Parts<Unit> parts;
    for (std::uint64_t i = 0; i < pairs; ++i) {
        operands.draw();
        const Bits32 result = drive(parts.unit, operands);
        if (result != reference(operands.a, operands.b)) return i;
        operands.seen(result);
    }
    return pairs;
}

Bits32 sum_of(Vfp32_add& unit, Operands& operands) {
    unit.a_i = operands.a;
    unit.b_i = operands.b;
    unit.eval();
    return unit.sum_o;
}

Bits32 product_of(Vfp32_scale& unit, Operands& operands) {
    operands.b &= kWeightMask;
    unit.a_i = operands.a;
    unit.w_i = operands.b;
    unit.eval();
    return unit.product_o;
}

/// The nearest FP32 value that is not larger in magnitude: what an adder without rounding gives.
Bits32 cut(double exact) {
    const auto nearest = static_cast<float>(exact);
    if (!(std::fabs(nearest) <= std::numeric_limits<float>::max())) return numerics::bits_of(nearest);
    const bool above = std::fabs(static_cast<double>(nearest)) > std::fabs(exact);
    return numerics::bits_of(above ? std::nextafter(nearest, 0.0f) : nearest);
}

TEST(PamFp32Add, GivesTheTwinsBits) {
    Coverage coverage("pam_fp32_add");
    Operands operands(coverage, 71);
    EXPECT_EQ(equal_results<Vfp32_add>(kPairs, operands, sum_of, numerics::add), kPairs)
        << std::hex << operands.a << " + " << operands.b;
    coverage.require_all();
}

TEST(PamFp32Scale, GivesTheTwinsBits) {
    Coverage coverage("pam_fp32_scale");
    Operands operands(coverage, 72);
    EXPECT_EQ(equal_results<Vfp32_scale>(kPairs, operands, product_of, numerics::multiply), kPairs)
        << std::hex << operands.a << " x " << operands.b;
    coverage.require_all();
}

TEST(PamFp32Add, AReferenceThatCutsInsteadOfRoundingIsCaught) {
    Coverage coverage("pam_fp32_add");
    Operands operands(coverage, 71);
    const auto faulty = [](Bits32 a, Bits32 b) {
        const double exact = static_cast<double>(numerics::float_of(a)) + numerics::float_of(b);
        return exact == 0 ? numerics::add(a, b) : numerics::canonical(cut(exact));
    };
    EXPECT_LT(equal_results<Vfp32_add>(kPairs, operands, sum_of, faulty), kPairs);
}

TEST(PamFp32Scale, AReferenceThatFlushesSubnormalsIsCaught) {
    Coverage coverage("pam_fp32_scale");
    Operands operands(coverage, 72);
    const auto faulty = [](Bits32 a, Bits32 b) {
        const Bits32 product = numerics::multiply(a, b);
        return class_of(kFp32, product) == ValueClass::subnormal ? product & 0x80000000u : product;
    };
    EXPECT_LT(equal_results<Vfp32_scale>(kPairs, operands, product_of, faulty), kPairs);
}

/// FP32 patterns with every sign, every exponent and the fractions where rounding decides: all values of the
/// 13 highest fraction bits, and below them nothing, one bit, the highest bit, or all.
template <typename Evaluate, typename Reference>
void compare_roundings(Evaluate evaluate, Reference reference) {
    for (std::uint32_t upper = 0; upper < 1u << 22; ++upper) {
        for (const std::uint32_t lower : {0u, 1u, 0x200u, 0x3ffu}) {
            const Bits32 x = upper << 10 | lower;
            ASSERT_EQ(evaluate(x), reference(x)) << std::hex << x;
        }
    }
}

TEST(PamFp32ThroughFp16, EveryRoundingCaseGivesTheTwinsBits) {
    Parts<Vfp32_through_fp16> round;
    compare_roundings(
        [&](Bits32 x) {
            round.unit.value_i = x;
            round.unit.eval();
            return round.unit.value_o;
        },
        numerics::through_fp16);
}

TEST(PamFp32ToHalf, EveryRoundingCaseGivesTheTwinsBitsForBf16) {
    Parts<Vfp32_to_bf16> round;
    compare_roundings(
        [&](Bits32 x) {
            round.unit.value_i = x;
            round.unit.eval();
            return static_cast<numerics::Bits16>(round.unit.half_o);
        },
        [](Bits32 x) { return numerics::narrow(numerics::Format::bf16, x); });
}

}  // namespace
}  // namespace pamsim::tb
