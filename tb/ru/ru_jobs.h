// Jobs of pam_ru.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "ru/job.h"
#include "ru/partials.h"

namespace pamsim::tb {

class RuJobs {
public:
    RuJobs(Coverage& coverage, const numerics::RuShape& shape, std::uint64_t seed)
        : shape_(shape),
          random_(seed),
          partials_(coverage, seed + 1),
          monitor_(coverage, shape),
          long_(coverage) {}

    std::uint32_t groups() const { return 1; }
    std::uint32_t ports() const { return shape_.ways; }
    std::uint32_t lanes() const { return shape_.lanes; }
    Job next() { return of(random_command(random_, shape_, shape_.max_beats())); }
    /// This command with random data.
    Job of(const RuCommand& cmd);

private:
    void scores(Job& job);
    void merge(Job& job);
    void gather(Job& job);

    numerics::RuShape shape_;
    std::mt19937_64 random_;
    RandomPartials partials_;
    CommandMonitor monitor_;
    LongMonitor long_;
};

}  // namespace pamsim::tb
