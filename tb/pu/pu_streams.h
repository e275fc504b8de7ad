// One stream of many jobs: what waits on it, and where it is.
#pragma once

#include <cstddef>
#include <vector>

#include "pu/pu_jobs.h"
#include "support/stalls.h"

namespace pamsim::tb {

/// A place in a stream: a beat of a job.
struct PuPlace {
    std::size_t job = 0;
    std::size_t beat = 0;
};

/// The sending side of a stream. Beats of the next job are offered while the last one still runs.
class PuSource {
public:
    /// count: beats of a job on this stream.
    PuSource(const std::vector<PuJob>& jobs, std::size_t (*count)(const PuJob&, std::size_t lanes),
             std::size_t lanes)
        : jobs_(jobs), count_(count), lanes_(lanes) {
        skip_empty();
    }

    /// True when the beat at place() came up in this cycle.
    bool offer(bool go) {
        if (valid_ || !go || place_.job == jobs_.size()) return false;
        valid_ = true;
        return true;
    }
    bool valid() const { return valid_; }
    const PuPlace& place() const { return place_; }
    void taken() {
        valid_ = false;
        ++place_.beat;
        skip_empty();
    }
    /// Forgets what comes before this job.
    void skip_to(std::size_t job) {
        valid_ = false;
        place_ = {job, 0};
        skip_empty();
    }

private:
    void skip_empty() {
        while (place_.job < jobs_.size() && place_.beat == count_(jobs_[place_.job], lanes_))
            place_ = {place_.job + 1, 0};
    }

    const std::vector<PuJob>& jobs_;
    std::size_t (*count_)(const PuJob&, std::size_t);
    std::size_t lanes_;
    PuPlace place_;
    bool valid_ = false;
};

}  // namespace pamsim::tb
