// Random bit patterns of FP16, BF16, TF32 and FP32 that meet the special values, and the class of a pattern.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>

#include "support/coverage.h"

namespace pamsim::tb {

/// A binary floating-point format of up to 32 bits.
struct FloatFormat {
    int exponent_bits;
    int fraction_bits;

    constexpr int bits() const { return 1 + exponent_bits + fraction_bits; }
    constexpr std::uint32_t fraction_mask() const { return (1u << fraction_bits) - 1; }
    constexpr std::uint32_t exponent_mask() const { return (1u << exponent_bits) - 1; }
    constexpr std::uint32_t bias() const { return exponent_mask() >> 1; }
};
constexpr FloatFormat kFp16{5, 10};
constexpr FloatFormat kBf16{8, 7};
constexpr FloatFormat kTf32{8, 10};
constexpr FloatFormat kFp32{8, 23};

enum class ValueClass : std::uint8_t {
    plus_zero,
    minus_zero,
    subnormal,
    tiny,  ///< normal, the lowest quarter of the exponents
    ordinary,
    one,   ///< a significand of 1 and exponent 0: +1, -1
    huge,  ///< finite, the highest quarter of the exponents
    plus_infinity,
    minus_infinity,
    nan,
};
constexpr std::size_t kValueClasses = 10;
std::string name_of(ValueClass value_class);
ValueClass class_of(FloatFormat format, std::uint32_t pattern);

/// How often each class is drawn, in the order of ValueClass.
using ValueWeights = std::array<std::uint32_t, kValueClasses>;
/// Every class often.
constexpr ValueWeights kAllClasses{2, 1, 3, 3, 16, 1, 3, 1, 1, 1};
/// What attention data looks like, now and then at the edge.
constexpr ValueWeights kMostlyOrdinary{2, 1, 1, 1, 200, 2, 1, 0, 0, 0};
constexpr ValueWeights kFinite{2, 1, 3, 3, 16, 1, 3, 0, 0, 0};

/// Draws patterns by class, then uniformly in the class; half of the fractions are special too (few bits set,
/// all set, or the last one).
class RandomValues {
public:
    RandomValues(std::uint64_t seed, FloatFormat format, const ValueWeights& weights = kAllClasses);
    std::uint32_t next();
    /// A pattern of this class.
    std::uint32_t of(ValueClass value_class);

private:
    std::uint32_t fraction();
    std::uint32_t exponent(std::uint32_t first, std::uint32_t end);

    std::mt19937_64 random_;
    FloatFormat format_;
    ValueWeights weights_;
    std::uint32_t total_ = 0;
};

/// The row of a port in the table "special values".
class ValueMonitor {
public:
    ValueMonitor(Coverage& coverage, const std::string& port, FloatFormat format);
    void value(std::uint32_t pattern) { row_.hit(static_cast<std::size_t>(class_of(format_, pattern))); }

private:
    FloatFormat format_;
    Coverage::Row& row_;
};

}  // namespace pamsim::tb
