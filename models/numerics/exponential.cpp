#include "numerics/exponential.h"

#include "numerics/tables.h"

namespace pamsim::numerics {

Bits32 exponential(Bits32 x) {
    const Bits32 magnitude = x & 0x7fffffffu;
    if (magnitude == 0) return kOne;
    if (is_nan(x) || (x >> 31) == 0) return kNan;
    const std::uint32_t field = magnitude >> 23;
    if (field >= 134) return 0;    // x <= -128
    if (field < 108) return kOne;  // |x| < 2^-19: T rounds to 0
    const std::uint64_t significand = (magnitude >> 13 & 0x3ffu) | 0x400u;
    const std::uint64_t scaled = significand * kLog2E;  // 2^(field - 127 - 10) x 2^-24 is its unit
    const unsigned shift = 145 - field;                 // to a unit of 2^-16; 12 to 37
    const std::uint64_t t = ((scaled >> (shift - 1)) + 1) >> 1;
    const auto whole = static_cast<std::uint32_t>(t >> 16);
    const std::uint32_t part = t & 0xffffu;
    const std::uint32_t fraction = (0x10000u - part) & 0xffffu;
    const std::uint32_t index = fraction >> 10;
    const std::uint32_t significand_out =
        kExpBase[index] + (kExpSlope[index] * (fraction & 0x3ffu) >> 10);  // 2^18 to 2^19 - 1
    const int exponent = 127 - static_cast<int>(whole) - (part != 0 ? 1 : 0);
    if (exponent < 1) return 0;
    return static_cast<Bits32>(exponent) << 23 | (significand_out & 0x3ffffu) << 5;
}

}  // namespace pamsim::numerics
