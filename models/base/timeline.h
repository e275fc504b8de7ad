// Chrome trace format, written by hand: opens in Perfetto, Speedscope or chrome://tracing.
#pragma once

#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/units.h"

namespace pamsim::base {

/// Spans on named tracks, buffered in memory up to a bound (later spans are dropped and counted: a trace must
/// not fill the disk). Off until enabled: span() then costs one branch.
class Timeline {
public:
    void enable(std::size_t max_spans = 1'000'000);
    bool enabled() const { return enabled_; }
    void span(const std::string& track, const std::string& name, Picoseconds from, Picoseconds to);
    std::size_t dropped() const { return dropped_; }
    /// {"traceEvents": [...]}; ts and dur in microseconds, tracks as thread names in order of first use.
    std::string json() const;

private:
    struct Span {
        std::size_t track;
        std::string name;
        Picoseconds from, to;
    };
    bool enabled_ = false;
    std::size_t max_spans_ = 0, dropped_ = 0;
    std::vector<std::string> tracks_;
    std::unordered_map<std::string, std::size_t> track_index_;  // looked up, never walked
    std::vector<Span> spans_;
};

}  // namespace pamsim::base
