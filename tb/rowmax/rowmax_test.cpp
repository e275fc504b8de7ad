// pam_rowmax against its cycle twin: every port, every cycle.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <utility>

#include "Vrowmax_lane.h"
#include "Vrowmax_wide.h"
#include "lockstep/faulty.h"
#include "lockstep/lockstep.h"
#include "support/values.h"
#include "support/wide.h"
#include "twins/rowmax_twin.h"

namespace pamsim::tb {
namespace {

/// Rows of 1 to 4 beats in all slots at once.
template <typename Unit, std::uint32_t lanes, std::uint32_t slots>
class Ports {
public:
    using Model = Unit;
    using Twin = RowmaxTwin;
    using In = Twin::In;
    using Out = Twin::Out;
    static constexpr std::uint32_t kSlots = slots;

    Ports(Coverage& coverage, std::uint64_t seed)
        : random_(seed),
          all_(seed + 1, kFp32),
          finite_(seed + 2, kFp32, kFinite),
          open_(slots),
          x_monitor_(coverage, "in_x", kFp32),
          max_monitor_(coverage, "out_max", kFp32) {}

    void draw(In& in) {
        in.in.x.resize(lanes);
        // Without NaN and infinity in most beats, or hardly a maximum of many lanes is finite.
        RandomValues& values = random_() % 4 == 0 ? all_ : finite_;
        for (auto& x : in.in.x) x = values.next();
        narrow_choice(in.in.x);
        in.in.slot = static_cast<std::uint32_t>(random_() % slots);
        in.in.first = !open_[in.in.slot] || random_() % 8 == 0;
        in.in.last = random_() % 4 == 0;
        open_[in.in.slot] = !in.in.last;
    }
    void abort() { std::fill(open_.begin(), open_.end(), false); }
    void drive(Model& model, const In& in) const {
        if (in.in.x.size() == lanes) set_lanes(model.in_x_i, in.in.x);
        model.in_slot_i = static_cast<CData>(in.in.slot);
        model.in_first_i = in.in.first;
        model.in_last_i = in.in.last;
    }
    void sample(const Model& model, Out& out) const { out.out = {model.out_slot_o, model.out_max_o}; }
    void taken(const In& in) {
        for (const auto x : in.in.x) x_monitor_.value(x);
        if (in.in.first && in.in.last) max_monitor_.value(RunningMaxima(slots)(in.in)->max);
    }
    void show(std::ostream& stream, const Out& out) const {
        stream << "out_slot " << out.out.slot << " out_max " << out.out.max;
    }

private:
    /// Now and then only zeros, only negative values, only masked scores, or one value in all lanes with
    /// another sign in one.
    void narrow_choice(std::vector<numerics::Bits32>& x) {
        const std::uint64_t choice = random_() % 16;
        if (choice >= 8) return;
        for (auto& value : x) {
            if (choice < 2) value = static_cast<numerics::Bits32>(random_() << 31);
            if (choice == 2 || choice == 3) value |= 0x80000000u;
            if (choice == 4 || choice == 5) value = numerics::kMinusInfinity;
            if (choice >= 6) value = x[0];
        }
        if (choice >= 6) x[random_() % lanes] ^= 0x80000000u;
    }

    std::mt19937_64 random_;
    RandomValues all_, finite_;
    std::vector<bool> open_;
    ValueMonitor x_monitor_, max_monitor_;
};
using WidePorts = Ports<Vrowmax_wide, 16, 3>;
using LanePorts = Ports<Vrowmax_lane, 1, 8>;
constexpr std::uint64_t kCycles = 100000;

template <typename UnitPorts>
std::string run(Faulty<RowmaxTwin> twin, bool require) {
    Coverage coverage("pam_rowmax");
    UnitPorts ports(coverage, 41);
    Lockstep<UnitPorts, Faulty<RowmaxTwin>> lockstep(ports, std::move(twin), coverage, 42);
    const std::string difference = lockstep.run(kCycles);
    if (require) coverage.require_all();
    return difference;
}
Faulty<RowmaxTwin> twin_of(std::uint32_t slots) {
    return Faulty<RowmaxTwin>{RowmaxTwin(RunningMaxima(slots))};
}

TEST(PamRowmax, IsItsTwinInEveryCycleWith16LanesAnd3Slots) {
    EXPECT_EQ(run<WidePorts>(twin_of(WidePorts::kSlots), true), "");
}

TEST(PamRowmax, IsItsTwinInEveryCycleWithOneLaneAnd8Slots) {
    EXPECT_EQ(run<LanePorts>(twin_of(LanePorts::kSlots), true), "");
}

TEST(PamRowmax, ATwinThatOrdersPatternsAsIntegersIsCaught) {
    auto faulty = twin_of(WidePorts::kSlots);
    // Sign and magnitude compared as a signed integer put negative values in the wrong order.
    faulty.to_inputs = [](RowmaxTwin::In& in) {
        for (auto& x : in.in.x)
            if (x >> 31 != 0 && !numerics::is_nan(x)) x = ~x | 0x80000000u;
    };
    EXPECT_NE(run<WidePorts>(faulty, false), "");
}

TEST(PamRowmax, ATwinThatNeverStartsARowAnewIsCaught) {
    auto faulty = twin_of(WidePorts::kSlots);
    faulty.to_inputs = [](RowmaxTwin::In& in) { in.in.first = false; };
    EXPECT_NE(run<WidePorts>(faulty, false), "");
}

TEST(PamRowmax, ATwinThatTakesBeatsOnlyWhenItsOutputIsTakenIsCaught) {
    EXPECT_NE(run<WidePorts>(without_room(twin_of(WidePorts::kSlots)), false), "");
}

}  // namespace
}  // namespace pamsim::tb
