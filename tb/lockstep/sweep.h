// Sweeps of units with an FP32 argument: the 16-bit formats widened, one binade, random patterns.
#pragma once

#include <cstdint>

#include "lockstep/stream.h"
#include "numerics/formats.h"

namespace pamsim::tb {

/// Streams `count` arguments argument(i) through a unit with ports in_x and out_y and compares with
/// `function`.
template <typename Model, typename Argument>
std::uint64_t sweep(std::uint64_t count, std::uint64_t latency, Argument argument,
                    numerics::Bits32 (*function)(numerics::Bits32)) {
    Dut<Model> dut;
    return stream(
        dut, count, latency, [&](Model& in, std::uint64_t i) { in.in_x_i = argument(i); },
        [&](const Model& out, std::uint64_t i) { return out.out_y_o == function(argument(i)); });
}

constexpr std::uint64_t kHalfPatterns = std::uint64_t{1} << 17;
/// All FP16 values, then all BF16 values, kHalfPatterns together. NaNs keep their payload.
inline numerics::Bits32 widened(std::uint64_t i) {
    const auto half = static_cast<numerics::Bits16>(i);
    return i < kHalfPatterns / 2 ? numerics::widen(numerics::Format::fp16, half)
                                 : static_cast<numerics::Bits32>(half) << 16;
}

constexpr std::uint64_t kFractions = std::uint64_t{1} << 23;
/// All values of [2^exponent, 2^(exponent + 1)), kFractions of them.
inline auto binade(int exponent) {
    const auto field = static_cast<numerics::Bits32>(exponent + 127) << 23;
    return [field](std::uint64_t i) { return field | static_cast<numerics::Bits32>(i); };
}

/// A pattern that looks random for every i, the same in every call (finaliser of SplitMix64).
inline numerics::Bits32 scattered(std::uint64_t i) {
    std::uint64_t x = (i + 1) * 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return static_cast<numerics::Bits32>(x >> 32);
}

}  // namespace pamsim::tb
