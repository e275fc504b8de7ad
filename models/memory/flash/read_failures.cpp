#include "memory/flash/read_failures.h"

#include "base/random.h"

namespace pamsim::memory {

bool ReadFailures::fails(std::uint64_t page) {
    if (rate_ <= 0) return false;
    constexpr std::uint64_t odd = 0x9e3779b97f4a7c15ULL;  // spreads pages over the seeds
    const std::uint64_t count = ++reads_[page];
    base::RandomStream draw(seed_ + (page * odd ^ count), "flash page read");
    return draw.uniform() < rate_;
}

}  // namespace pamsim::memory
