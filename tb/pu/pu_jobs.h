// Commands of pam_pu with the beats they take and what must come back.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "numerics/processing_unit.h"
#include "twins/pu_ports.h"

namespace pamsim::tb {

/// Streams are flat: a beat of q, data or out is `lanes` values.
struct PuJob {
    PuCommand command;
    std::vector<numerics::Bits16> q;
    std::vector<numerics::Bits16> data;
    std::vector<numerics::Bits32> score_in;
    std::vector<numerics::Bits32> score;  ///< what must come back
    std::vector<numerics::Bits32> out;    ///< what must come back
    std::uint64_t cycles = 0;             ///< with nothing stalled
};

/// Makes jobs one after another, as one unit would get them; the functional twin says what comes back.
class PuJobs {
public:
    explicit PuJobs(const numerics::PuShape& shape) : shape_(shape), unit_(shape) {}

    /// q: heads x beats x lanes.
    void load_q(std::vector<numerics::Bits16> q, std::uint32_t heads, std::uint32_t beats);
    /// k: tokens x beats x lanes; q as for load_q, looked at only when q is not resident.
    void score(std::vector<numerics::Bits16> k, const std::vector<numerics::Bits16>& q, std::uint32_t heads,
               std::uint32_t beats, bool partial);
    /// v: tokens x beats x lanes, maxima: heads, scores: tokens x heads.
    void context(std::vector<numerics::Bits16> v, const std::vector<numerics::Bits32>& maxima,
                 const std::vector<numerics::Bits32>& scores, std::uint32_t beats);

    const numerics::PuShape& shape() const { return shape_; }
    const std::vector<PuJob>& jobs() const { return jobs_; }

private:
    PuJob& add(PuOp op, std::uint32_t heads, std::uint32_t beats, std::uint32_t tokens);

    numerics::PuShape shape_;
    numerics::ProcessingUnit unit_;
    std::vector<PuJob> jobs_;
};

/// `count` random commands and more (a score with resident q brings its load_q) within the shape: values of
/// all classes, of attention data and of corners by turns.
PuJobs random_jobs(const numerics::PuShape& shape, std::uint64_t seed, std::uint32_t count);

/// One head of `beats`: a score, a partial score and a context (without it where O has no room) of `tokens`
/// each.
PuJobs long_jobs(const numerics::PuShape& shape, std::uint64_t seed, std::uint32_t beats,
                 std::uint32_t tokens);

}  // namespace pamsim::tb
