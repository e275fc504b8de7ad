// Cycle twin of pam_rowmax.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "numerics/softmax.h"
#include "twins/stand_still.h"

namespace pamsim::tb {

/// One beat of rows; a slot's first beat carries `first`, its maximum comes after the one with `last`.
struct RowBeat {
    std::vector<numerics::Bits32> x;
    std::uint32_t slot = 0;
    bool first = false;
    bool last = false;
};
struct RowMaximum {
    std::uint32_t slot = 0;
    numerics::Bits32 max = 0;
    bool operator==(const RowMaximum& other) const { return slot == other.slot && max == other.max; }
};

class RunningMaxima {
public:
    using Argument = RowBeat;
    using Result = RowMaximum;
    explicit RunningMaxima(std::uint32_t slots) : running_(slots) {}

    std::optional<Result> operator()(const Argument& beat) {
        numerics::Bits32& running = running_.at(beat.slot);
        if (beat.first) running = numerics::kMinusInfinity;
        for (const numerics::Bits32 x : beat.x) running = numerics::maximum(running, x);
        return beat.last ? std::optional<Result>(Result{beat.slot, running}) : std::nullopt;
    }

private:
    std::vector<numerics::Bits32> running_;
};
using RowmaxTwin = StandStill<RunningMaxima, 1>;

}  // namespace pamsim::tb
