#include "numerics/reciprocal.h"

#include "numerics/fp32.h"
#include "numerics/tables.h"

namespace pamsim::numerics {

Bits32 reciprocal(Bits32 x) {
    if (is_nan(x)) return kNan;
    const Bits32 sign = x & 0x80000000u;
    const std::uint32_t field = (x >> 23) & 0xffu;
    if (field == 0) return sign | kInfinity;
    if (field == 0xff) return sign;
    const std::uint32_t index = x >> 16 & 0x7fu;
    const std::uint64_t rest = x & 0xffffu;
    const auto inverse =  // 2^19 / 1.f, in 2^18 .. 2^19
        static_cast<std::uint32_t>(kRecipBase[index] - (kRecipSlope[index] * rest >> 16));
    const bool power_of_two = inverse == 1u << 19;
    const int exponent = (power_of_two ? 254 : 253) - static_cast<int>(field);
    if (exponent < 1) return sign;
    return sign | static_cast<Bits32>(exponent) << 23 | (inverse & 0x3ffffu) << 5;
}

Bits16 normalised(Format format, Bits32 o, Bits32 l, Bits32 reciprocal_of_l) {
    if ((l & 0x7fffffffu) == 0) return 0;
    return narrow(format, multiply(o, reciprocal_of_l));
}

}  // namespace pamsim::numerics
