#include "memory/traffic/latency_histogram.h"

#include <algorithm>
#include <cmath>

#include "base/invariant.h"

namespace pamsim::memory {
namespace {

// Slots of one unit up to 2^(kFine + 1), then 2^kFine slots to the octave.
constexpr int kFine = 11;
constexpr std::int64_t kExact = std::int64_t{1} << (kFine + 1);

int octave_of(std::int64_t n) {
    int octave = 0;
    while (n >> (octave + 1) != 0) ++octave;
    return octave;
}

/// Of the coarse bins: the quarter of an octave in which n >= 1 lies; 0 has one of its own.
std::int64_t bin_start(std::int64_t n) {
    if (n < 4) return n;
    const int shift = octave_of(n) - 2;
    return n >> shift << shift;
}

std::int64_t bin_end(std::int64_t start) {
    return start < 4 ? start + 1 : start + (std::int64_t{1} << (octave_of(start) - 2));
}

}  // namespace

std::size_t LatencyHistogram::slot_of(std::int64_t latency) {
    if (latency < kExact) return static_cast<std::size_t>(latency);
    const int shift = octave_of(latency) - kFine;
    return static_cast<std::size_t>((std::int64_t{shift} << kFine) + (latency >> shift));
}

std::int64_t LatencyHistogram::start_of(std::size_t slot) {
    const auto n = static_cast<std::int64_t>(slot);
    if (n < kExact) return n;
    const std::int64_t shift = (n >> kFine) - 1;
    return (n - (shift << kFine)) << shift;
}

void LatencyHistogram::add(std::int64_t latency) {
    if (latency < 0) base::require(false, "latency histogram", "a latency is negative");
    const std::size_t slot = slot_of(latency);
    if (slot >= slots_.size()) slots_.resize(slot + 1, 0);
    ++slots_[slot];
    ++count_;
    sum_ += latency;
    max_ = std::max(max_, latency);
}

LatencyHistogram& LatencyHistogram::operator+=(const LatencyHistogram& more) {
    slots_.resize(std::max(slots_.size(), more.slots_.size()), 0);
    for (std::size_t slot = 0; slot < more.slots_.size(); ++slot) slots_[slot] += more.slots_[slot];
    count_ += more.count_;
    sum_ += more.sum_;
    max_ = std::max(max_, more.max_);
    return *this;
}

std::int64_t LatencyHistogram::percentile(double share) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
    std::uint64_t seen = 0;
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
        seen += slots_[slot];
        if (seen >= wanted) return start_of(slot);
    }
    return max_;
}

std::vector<LatencyHistogram::Bin> LatencyHistogram::bins() const {
    std::vector<Bin> bins;
    for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
        if (slots_[slot] == 0) continue;
        const std::int64_t start = bin_start(start_of(slot));
        if (bins.empty() || bins.back().from != start) bins.push_back({start, bin_end(start), 0});
        bins.back().count += slots_[slot];
    }
    return bins;
}

}  // namespace pamsim::memory
