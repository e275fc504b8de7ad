#include "numerics/logarithm.h"

#include "numerics/fp32.h"
#include "numerics/tables.h"

namespace pamsim::numerics {

Bits32 logarithm(Bits32 x) {
    if (is_nan(x)) return kNan;
    const std::uint32_t field = (x >> 23) & 0xffu;
    if (field == 0) return kMinusInfinity;
    if ((x >> 31) != 0) return kNan;
    if (field == 0xff) return kInfinity;
    const std::uint32_t index = x >> 16 & 0x7fu;
    const std::uint64_t rest = x & 0xffffu;
    const auto of_fraction = static_cast<std::int64_t>(kLogBase[index] + (kLogSlope[index] * rest >> 16));
    const std::int64_t sum = (static_cast<std::int64_t>(field) - 127) * kLn2 + of_fraction;
    if (sum == 0) return 0;
    return rule::pack(sum < 0, static_cast<std::uint64_t>(sum < 0 ? -sum : sum), -22);
}

}  // namespace pamsim::numerics
