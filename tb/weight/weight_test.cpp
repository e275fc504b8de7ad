// pam_weight against its cycle twin: every port, every cycle.
#include <gtest/gtest.h>

#include <random>
#include <utility>

#include "Vweight_unit.h"
#include "lockstep/lockstep.h"
#include "numerics/exponential.h"
#include "numerics/fp32.h"
#include "support/values.h"
#include "twins/function_twins.h"

namespace pamsim::tb {
namespace {

using numerics::Bits32;

class Ports {
public:
    using Model = Vweight_unit;
    using Twin = WeightTwin;
    using In = Twin::In;
    using Out = Twin::Out;

    Ports(Coverage& coverage, std::uint64_t seed)
        : random_(seed),
          values_(seed + 1, kFp32),
          m_i_monitor_(coverage, "in_m_i", kFp32),
          m_monitor_(coverage, "in_m", kFp32),
          cases_(coverage.row("weights", "out_weight", {"0", "1 of equals", "1 of near", "between", "nan"})) {
    }

    void draw(In& in) {
        in.in.m = values_.next();
        switch (random_() % 8) {
            case 0:
            case 1:  // any two values
                in.in.m_i = values_.next();
                break;
            case 2:
                in.in.m_i = in.in.m;
                break;
            case 3:  // some ulps apart
                in.in.m_i = in.in.m + static_cast<Bits32>(random_() % 9) - 4;
                break;
            default:  // scores: multiples of 2^-16, up to 2^7 apart, where exp is neither 0 nor 1
                in.in.m = numerics::bits_of(score());
                in.in.m_i = numerics::bits_of(score());
        }
        if (numerics::maximum(in.in.m_i, in.in.m) == in.in.m_i && random_() % 16 != 0)
            std::swap(in.in.m_i, in.in.m);
    }
    void abort() {}
    void drive(Model& model, const In& in) const {
        model.in_m_i_i = in.in.m_i;
        model.in_m_i = in.in.m;
    }
    void sample(const Model& model, Out& out) const { out.out = model.out_weight_o; }
    void taken(const In& in) {
        m_i_monitor_.value(in.in.m_i);
        m_monitor_.value(in.in.m);
        const Bits32 weight = numerics::weight(in.in.m_i, in.in.m);
        cases_.hit(numerics::is_nan(weight)   ? 4
                   : weight == 0              ? 0
                   : weight != numerics::kOne ? 3
                   : in.in.m_i == in.in.m     ? 1
                                              : 2);
    }
    void show(std::ostream& stream, const Out& out) const { stream << "out_weight " << out.out; }

private:
    float score() {
        return static_cast<float>(static_cast<std::int32_t>(random_() % (1u << 23))) / 65536.0f - 64.0f;
    }

    std::mt19937_64 random_;
    RandomValues values_;
    ValueMonitor m_i_monitor_, m_monitor_;
    Coverage::Row& cases_;
};
constexpr std::uint64_t kCycles = 500000;

TEST(PamWeight, IsItsTwinInEveryCycle) {
    Coverage coverage("pam_weight");
    Ports ports(coverage, 31);
    Lockstep<Ports> lockstep(ports, WeightTwin(), coverage, 32);
    EXPECT_EQ(lockstep.run(kCycles), "");
    coverage.require_all();
}

Bits32 weight_of_cut_difference(Bits32 m_i, Bits32 m) {
    const Bits32 weight = numerics::weight(m_i, m);
    if (numerics::is_nan(weight) || m_i == numerics::kMinusInfinity || m_i == m) return weight;
    return numerics::exponential(numerics::add(m_i, numerics::negated(m)) & ~0x1fffu);
}

TEST(PamWeight, ATwinThatCutsTheDifferenceInsteadOfRoundingItIsCaught) {
    Coverage coverage("pam_weight");
    Ports ports(coverage, 31);
    Lockstep<Ports> lockstep(ports, WeightTwin(Weighting{weight_of_cut_difference}), coverage, 32);
    EXPECT_NE(lockstep.run(kCycles), "");
}

}  // namespace
}  // namespace pamsim::tb
