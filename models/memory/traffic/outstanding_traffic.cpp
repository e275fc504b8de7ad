#include "memory/traffic/outstanding_traffic.h"

#include <algorithm>

namespace pamsim::memory {

OutstandingTraffic::OutstandingTraffic(const DramPart& part, std::uint64_t outstanding)
    : channels_(part.geometry.channels, DramChannel(part)), outstanding_(outstanding) {}

void OutstandingTraffic::push(const Address& at, bool write) {
    DramChannel& channel = channels_[at.channel];
    while (in_flight_ >= outstanding_ || !channel.accepts(at.pseudo_channel, write)) complete_one();
    channel.submit(at, write, 0, now_);
    ++in_flight_;
}

void OutstandingTraffic::finish() {
    while (in_flight_ > 0) complete_one();
}

void OutstandingTraffic::complete_one() {
    while (true) {
        Cycle bound = kLater;
        std::size_t bound_at = 0;
        for (std::size_t c = 0; c < channels_.size(); ++c) {
            // All that a channel knows of: a later answer may be of an earlier completion.
            while (const auto completion = channels_[c].next_completion()) known_.push(*completion);
            const Cycle unknown = channels_[c].completion_bound().value_or(kLater);
            if (unknown < bound) bound = unknown, bound_at = c;
        }
        if (!known_.empty() && known_.top().done <= bound) {
            latencies_.add(known_.top().done - known_.top().submitted);
            now_ = std::max(now_, known_.top().done);
            known_.pop();
            --in_flight_;
            return;
        }
        // Nothing completes before the bound, so nothing is submitted before it either.
        channels_[bound_at].advance(bound - 1);
    }
}

}  // namespace pamsim::memory
