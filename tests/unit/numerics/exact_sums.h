// Sums of products without rounding, as integers: what dot products are measured against.
#pragma once

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <cstddef>

#include "numerics/formats.h"

namespace pamsim::tests {

/// FP16: products are multiples of 2^-48 below 2^32. BF16: multiples of 2^-266 below 2^256.
using Int128 = boost::multiprecision::int128_t;
using Int1024 = boost::multiprecision::int1024_t;

/// The finite FP32 value `x` in units of 2^unit; it must be a multiple of that.
template <class Integer>
Integer fixed(numerics::Bits32 x, int unit) {
    const int field = static_cast<int>(x >> 23 & 0xffu);
    std::uint32_t significand = (x & 0x7fffffu) | (field != 0 ? 0x800000u : 0u);
    if (significand == 0) return 0;
    int exponent = std::max(field, 1) - 150;
    while (exponent < unit) {
        EXPECT_EQ(significand & 1u, 0u) << "not a multiple of the unit";
        significand >>= 1;
        ++exponent;
    }
    const Integer magnitude = Integer(significand) << (exponent - unit);
    return (x >> 31) != 0 ? Integer(-magnitude) : magnitude;
}

/// What is known of a sum of products without rounding, in units of 2^unit.
template <class Integer>
struct ExactSum {
    Integer sum = 0;
    Integer magnitude = 0;  ///< sum of the products' magnitudes
    Integer largest = 0;    ///< the largest magnitude
    int unit;
    explicit ExactSum(int of) : unit(of) {}
    void add(const Integer& product) {
        sum += product;
        magnitude += abs(product);
        largest = std::max<Integer>(largest, abs(product));
    }
    /// |result - sum| in units of 2^unit.
    double error_of(numerics::Bits32 result) const {
        return Integer(abs(fixed<Integer>(result, unit) - sum)).template convert_to<double>();
    }
    double units(const Integer& x) const { return Integer(abs(x)).template convert_to<double>(); }
};

template <class Integer>
ExactSum<Integer> exact_dot(numerics::Format format, const numerics::Bits16* a, const numerics::Bits16* b,
                            std::size_t length) {
    const int unit = format == numerics::Format::fp16 ? -24 : -133;
    ExactSum<Integer> exact(2 * unit);
    for (std::size_t i = 0; i < length; ++i)
        exact.add(fixed<Integer>(numerics::widen(format, a[i]), unit) *
                  fixed<Integer>(numerics::widen(format, b[i]), unit));
    return exact;
}

}  // namespace pamsim::tests
