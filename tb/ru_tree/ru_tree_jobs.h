// Jobs of pam_ru_tree.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "numerics/reduction_tree.h"
#include "ru/job.h"
#include "ru/partials.h"

namespace pamsim::tb {

class RuTreeJobs {
public:
    RuTreeJobs(Coverage& coverage, std::uint32_t groups, const numerics::RuShape& leaf, std::uint64_t seed)
        : groups_(groups),
          leaf_(leaf),
          random_(seed),
          partials_(coverage, seed + 1),
          monitor_(coverage, leaf) {}

    std::uint32_t groups() const { return groups_; }
    std::uint32_t ports() const { return groups_ * leaf_.ways; }
    std::uint32_t lanes() const { return leaf_.lanes; }
    Job next();
    Job of(const RuCommand& cmd);
    /// What `beats` of this command may be: O of the root must fit in its scratch.
    std::uint32_t max_beats(const RuCommand& cmd) const;

private:
    /// One per group and way; null where a way takes no part.
    using Scores = std::vector<std::vector<std::vector<numerics::Bits32>>>;
    using Partials = std::vector<std::vector<std::vector<numerics::Partial>>>;  ///< [group][round][way]
    using Pointers = std::vector<std::vector<std::vector<const numerics::Partial*>>>;

    void scores(Job& job);
    void add(Job& job, const Scores& scores);
    void give_back(Job& job, const Scores& scores);
    void partials(Job& job);
    Partials draw(const RuCommand& cmd);
    Pointers pointers(const RuCommand& cmd, const Partials& partials) const;
    std::vector<const numerics::Bits32*> pointers(
        const RuCommand& cmd, const std::vector<std::vector<numerics::Bits32>>& group) const;

    std::uint32_t groups_;
    numerics::RuShape leaf_;
    std::mt19937_64 random_;
    RandomPartials partials_;
    CommandMonitor monitor_;
};

}  // namespace pamsim::tb
