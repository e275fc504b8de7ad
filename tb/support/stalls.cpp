#include "support/stalls.h"

namespace pamsim::tb {
namespace {

constexpr std::uint32_t kCyclesOfPattern = 64;
constexpr std::uint32_t kLongestRun = 32;

enum Bin : std::size_t { kBackToBack, kAfterGap, kWaited1, kWaited2, kWaited8, kReadyAlone, kAborted };

}  // namespace

std::string name_of(StallPattern pattern) {
    switch (pattern) {
        case StallPattern::none:
            return "none";
        case StallPattern::rare:
            return "rare";
        case StallPattern::even:
            return "even";
        case StallPattern::bursts:
            return "bursts";
        case StallPattern::starve:
            return "starve";
    }
    return "?";
}

bool Stalls::go() {
    if (mixed_ && left_in_pattern_-- == 0) {
        left_in_pattern_ = kCyclesOfPattern - 1;
        pattern_ = kStallPatterns[random_() % kStallPatterns.size()];
    }
    switch (pattern_) {
        case StallPattern::none:
            return true;
        case StallPattern::rare:
            return random_() % 16 != 0;
        case StallPattern::even:
            return random_() % 2 == 0;
        case StallPattern::starve:
            return random_() % 8 == 0;
        case StallPattern::bursts:
            break;
    }
    if (left_in_run_ == 0) {
        left_in_run_ = static_cast<std::uint32_t>(random_() % kLongestRun) + 1;
        running_ = !running_;
    }
    --left_in_run_;
    return running_;
}

StallMonitor::StallMonitor(Coverage& coverage, const std::string& stream)
    : row_(coverage.row(
          "stalls", stream,
          {"back to back", "after gap", "waited 1", "waited 2-7", "waited 8+", "ready alone", "aborted"})) {}

void StallMonitor::cycle(bool valid, bool ready) {
    if (valid && ready) {
        row_.hit(waited_ >= 8   ? kWaited8
                 : waited_ >= 2 ? kWaited2
                 : waited_ == 1 ? kWaited1
                 : gap_         ? kAfterGap
                                : kBackToBack);
        waited_ = 0;
        gap_ = false;
    } else if (valid) {
        ++waited_;
    } else {
        gap_ = true;
        waited_ = 0;
        if (ready) {
            row_.hit(kReadyAlone);
        }
    }
}

void StallMonitor::aborted(bool valid) {
    if (valid) {
        row_.hit(kAborted);
    }
    waited_ = 0;
    gap_ = true;
}

}  // namespace pamsim::tb
