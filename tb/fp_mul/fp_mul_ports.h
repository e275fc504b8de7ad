// What the benches of pam_fp_mul share: its ports and its corner values.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "lockstep/lockstep.h"
#include "support/values.h"
#include "support/wide.h"
#include "twins/function_twins.h"

namespace pamsim::tb {

constexpr FloatFormat float_format(numerics::Format format) {
    return format == numerics::Format::fp16 ? kFp16 : kBf16;
}

/// Zeros, subnormals, 1 and its neighbours, the ends of the normal range, infinities and NaNs.
inline std::vector<numerics::Bits16> corners(numerics::Format format) {
    const FloatFormat f = float_format(format);
    const std::uint32_t one = f.bias() << f.fraction_bits, infinity = f.exponent_mask() << f.fraction_bits,
                        smallest = 1u << f.fraction_bits;
    std::vector<numerics::Bits16> values;
    for (const std::uint32_t x :
         {0u, 1u, 2u, 3u, smallest / 2, smallest - 1, smallest, smallest + 1, one - 1, one, one + 1,
          one + smallest / 2, one + smallest, infinity - 1, infinity - smallest, infinity, infinity + 1,
          infinity + smallest / 2, infinity + smallest - 1})
        for (const std::uint32_t sign : {0u, 0x8000u})
            values.push_back(static_cast<numerics::Bits16>(sign | x));
    return values;
}

template <typename Unit, std::uint32_t lanes, numerics::Format format>
class FpMulPorts {
public:
    using Model = Unit;
    using Twin = FpMulTwin;
    using In = Twin::In;
    using Out = Twin::Out;

    FpMulPorts(Coverage& coverage, std::uint64_t seed)
        : values_(seed, float_format(format)),
          out_monitor_(coverage, "out_product " + name_of(format), kFp32) {
        for (std::size_t i = 0; i < kValueClasses; ++i) names_.push_back(name_of(static_cast<ValueClass>(i)));
        for (const std::string& name : names_)
            pairs_.push_back(&coverage.row("operand pairs (b)", name_of(format) + ", a " + name, names_));
    }

    void draw(In& in) {
        in.in.a.resize(lanes);
        in.in.b.resize(lanes);
        for (auto& a : in.in.a) a = static_cast<numerics::Bits16>(values_.next());
        for (auto& b : in.in.b) b = static_cast<numerics::Bits16>(values_.next());
    }
    void abort() {}
    void drive(Model& model, const In& in) const {
        set_lanes(model.in_a_i, in.in.a);
        set_lanes(model.in_b_i, in.in.b);
    }
    void sample(const Model& model, Out& out) const {
        out.out.resize(lanes);
        get_lanes(model.out_product_o, out.out);
    }
    void taken(const In& in) {
        for (std::size_t i = 0; i < lanes; ++i) {
            pairs_[index(in.in.a[i])]->hit(index(in.in.b[i]));
            out_monitor_.value(numerics::product(format, in.in.a[i], in.in.b[i]));
        }
    }
    void show(std::ostream& stream, const Out& out) const {
        for (const auto product : out.out) stream << product << ' ';
    }

private:
    static std::size_t index(numerics::Bits16 x) {
        return static_cast<std::size_t>(class_of(float_format(format), x));
    }

    RandomValues values_;
    std::vector<std::string> names_;
    std::vector<Coverage::Row*> pairs_;
    ValueMonitor out_monitor_;
};

}  // namespace pamsim::tb
