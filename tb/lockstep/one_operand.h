// Ports of pam_exp, pam_log and pam_recip for Lockstep: one value in, one FP32 value out.
#pragma once

#include <ostream>

#include "lockstep/lockstep.h"
#include "support/values.h"

namespace pamsim::tb {

/// Format: of port in_x; its patterns are the upper bits of the twin's FP32 argument.
template <typename Unit, typename UnitTwin, const FloatFormat& format>
class OneOperandPorts {
public:
    using Model = Unit;
    using Twin = UnitTwin;
    using In = typename Twin::In;
    using Out = typename Twin::Out;
    static constexpr int kShift = 32 - format.bits();

    OneOperandPorts(Coverage& coverage, std::uint64_t seed)
        : values_(seed, format), monitor_(coverage, "in_x", format) {}

    void draw(In& in) { in.in = values_.next() << kShift; }
    void abort() {}
    void drive(Model& model, const In& in) const { model.in_x_i = in.in >> kShift; }
    void sample(const Model& model, Out& out) const { out.out = model.out_y_o; }
    void taken(const In& in) { monitor_.value(in.in >> kShift); }
    void show(std::ostream& stream, const Out& out) const { stream << "out_y " << out.out; }

private:
    RandomValues values_;
    ValueMonitor monitor_;
};

}  // namespace pamsim::tb
