// Random operations on every die: reads of host and collection, programs, erases, single and multi-plane.
#pragma once

#include <vector>

#include "base/random.h"
#include "flash_drive.h"

namespace pamsim::memory {

struct TimedOp {
    FlashOp op;
    base::Picoseconds at;
};

/// Tags count from 0; times rise by up to 60 us from one to the next.
inline std::vector<TimedOp> mixed_work(const FlashPart& part, int count, std::uint64_t seed = 11) {
    base::RandomStream random(seed, "mixed flash work");
    std::vector<TimedOp> work;
    base::Picoseconds at{0};
    for (int i = 0; i < count; ++i) {
        const auto die = static_cast<std::uint32_t>(random.below(part.all_dies()));
        const auto page = static_cast<std::uint32_t>(random.below(part.pages));
        const std::uint64_t kind = random.below(20);
        TimedOp timed{read_of(die, page, static_cast<std::uint64_t>(i)), at};
        if (kind >= 15) timed.op.command = kind == 19 ? FlashCommand::erase : FlashCommand::program;
        if (kind < 5) timed.op.origin = FlashOrigin::garbage_collection;
        if (kind % 2 == 0) timed.op.planes = part.planes;
        if (kind > 7 && kind < 15) timed.op.pu_time_per_page = 3_us;
        work.push_back(timed);
        at += base::Picoseconds{static_cast<std::int64_t>(random.below(60)) * 1'000'000};
    }
    return work;
}

}  // namespace pamsim::memory
