// Sends jobs to pam_pu and its cycle twin with the same stalls, flushes and resets; compares every port in
// every cycle, and every beat that comes back with what the functional twin says.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "pu/pu_coverage.h"
#include "pu/pu_jobs.h"
#include "pu/pu_streams.h"
#include "pu/pu_unit.h"
#include "support/stalls.h"

namespace pamsim::tb {

class PuDriver {
public:
    struct Options {
        /// Of random stalls on every stream; none: nothing ever waits for the bench.
        std::optional<std::uint64_t> stalls;
        /// Flushes and resets come about once in so many cycles; 0: never.
        std::uint64_t cycles_per_abort = 0;
        PuUnit* twin = nullptr;  ///< none: only results are compared
        PuCoverage* coverage = nullptr;
    };

    PuDriver(PuUnit& unit, const PuJobs& jobs, const Options& options);

    /// Runs all jobs. Empty when all was as it must be, else what was not, and in which cycle.
    std::string run();

    std::uint64_t cycles() const { return cycle_; }
    /// Of each job, from the edge that takes the command to the edge that moves its last beat.
    const std::vector<std::uint64_t>& job_cycles() const { return job_cycles_; }

private:
    struct Sides {
        explicit Sides(const std::optional<std::uint64_t>& seed);
        Stalls cmd, q, data, score_in, score, out;
    };

    bool busy() const { return running_ < jobs_.size(); }
    std::optional<PuOp> op() const;
    bool finished() const;
    void drive();
    void compare_with_twin(const PuOut& out);
    void move(const PuOut& out);
    void begin(std::size_t job);
    void check_score(const PuOut& out);
    void check_out(const PuOut& out);
    void end_job();
    void abort(bool reset);
    void fail(const std::string& what);

    const std::vector<PuJob>& jobs_;
    std::size_t lanes_;
    PuUnit& unit_;
    Options options_;
    Sides sides_;
    std::mt19937_64 random_;
    PuSource cmd_, q_, data_, score_in_;
    PuIn in_;
    std::size_t running_;                ///< job whose command was taken last; jobs_.size(): none
    std::size_t scores_ = 0, outs_ = 0;  ///< of the running job that came back
    std::uint64_t cycle_ = 0, begun_ = 0;
    std::vector<std::uint64_t> job_cycles_;
    std::string failure_;
};

}  // namespace pamsim::tb
