// Latencies of a run: exact mean and extremes, percentiles exact below 4096 units and to 1/2048 above.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace pamsim::memory {

class LatencyHistogram {
public:
    /// A latency of at least 0, in the caller's unit (cycles, picoseconds).
    void add(std::int64_t latency);
    LatencyHistogram& operator+=(const LatencyHistogram& more);

    std::uint64_t count() const { return count_; }
    double mean() const { return static_cast<double>(sum_) / static_cast<double>(count_); }
    std::int64_t max() const { return max_; }
    /// The least latency that at least `share` of all do not exceed; share in (0, 1], count() above 0.
    std::int64_t percentile(double share) const;

    struct Bin {
        std::int64_t from, below;
        std::uint64_t count;
    };
    /// Four bins to the octave, those that hold something, from the shortest on.
    std::vector<Bin> bins() const;

private:
    static std::size_t slot_of(std::int64_t latency);
    static std::int64_t start_of(std::size_t slot);

    std::vector<std::uint64_t> slots_;
    std::uint64_t count_ = 0;
    std::int64_t sum_ = 0, max_ = 0;
};

}  // namespace pamsim::memory
