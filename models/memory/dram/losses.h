// Where the time of buses and banks went.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "memory/dram/command.h"

namespace pamsim::memory {

/// Cycles by cause, summed over buses or domains; busy + lost = buses x duration.
struct Losses {
    Cycle busy = 0;
    std::array<Cycle, kCauses> lost{};

    void lose(Cause cause, Cycle cycles) { lost[index(cause)] += cycles; }
    Losses& operator+=(const Losses& more) {
        busy += more.busy;
        for (std::size_t i = 0; i < kCauses; ++i) lost[i] += more.lost[i];
        return *this;
    }
};

/// One bus, or one domain's column slots, accounted without gaps: every call tells what happened up to then.
class Account {
public:
    /// Busy in [from, from + cycles); what lies between the last end and `from` was lost to `cause`.
    void use(Cycle from, Cycle cycles, Cause cause) {
        lose(from, cause);
        const Cycle end = std::max(accounted_, from + cycles);
        sum_.busy += end - accounted_;
        accounted_ = end;
    }
    /// Lost up to `until`.
    void lose(Cycle until, Cause cause) {
        if (until <= accounted_) return;
        sum_.lose(cause, until - accounted_);
        accounted_ = until;
    }
    Cycle accounted() const { return accounted_; }
    const Losses& sum() const { return sum_; }

private:
    Losses sum_;
    Cycle accounted_ = 0;
};

}  // namespace pamsim::memory
