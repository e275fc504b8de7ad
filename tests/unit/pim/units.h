// Units and values for tests of the pim folder's arithmetic.
#pragma once

#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include "pim/unit_engine.h"

namespace pamsim::pim {

inline numerics::PuShape pu_of(std::uint32_t lanes, std::uint32_t buffer_bytes, std::uint32_t slice,
                               bool q_resident = true) {
    numerics::PuShape shape{};
    shape.lanes = lanes;
    shape.buffer_bytes = buffer_bytes;
    shape.slice = slice;
    shape.q_resident = q_resident;
    return shape;
}

inline numerics::RuShape ru_of(std::uint32_t ways = 4, std::uint32_t lanes = 16,
                               std::uint32_t scratch_bytes = 512) {
    numerics::RuShape shape;
    shape.ways = ways;
    shape.lanes = lanes;
    shape.scratch_bytes = scratch_bytes;
    return shape;
}

inline std::unique_ptr<PuEngine> make_pu(const numerics::PuShape& shape) {
    return model_units().make_pu(shape, "test.pu");
}
inline std::unique_ptr<RuEngine> make_ru(const numerics::RuShape& shape) {
    return model_units().make_ru(shape, "test.ru");
}

/// FP16 values between -scale and scale, evenly spread.
inline std::vector<numerics::Bits16> random_values(std::size_t count, std::uint64_t seed,
                                                   double scale = 1.0) {
    std::mt19937_64 random(seed);
    std::vector<numerics::Bits16> values;
    for (std::size_t i = 0; i < count; ++i) {
        const double unit = static_cast<double>(random() >> 11) * 0x1p-52 - 1.0;
        values.push_back(
            numerics::narrow(numerics::Format::fp16, numerics::bits_of(static_cast<float>(scale * unit))));
    }
    return values;
}

inline double value_of(numerics::Bits16 x) {
    return numerics::float_of(numerics::widen(numerics::Format::fp16, x));
}

inline bool same(const numerics::Partial& a, const numerics::Partial& b) {
    return a.m == b.m && a.l == b.l && a.o == b.o;
}

}  // namespace pamsim::pim
