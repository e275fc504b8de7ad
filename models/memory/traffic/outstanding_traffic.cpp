#include "memory/traffic/outstanding_traffic.h"

#include <algorithm>

namespace pamsim::memory {

OutstandingTraffic::OutstandingTraffic(const DramPart& part, std::uint64_t outstanding)
    : channels_(part.geometry.channels, DramChannel(part)),
      earliest_(part.geometry.channels),
      outstanding_(outstanding) {}

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
        Cycle bound = kLater, known = kLater;
        std::size_t bound_at = 0, known_at = 0;
        for (std::size_t c = 0; c < channels_.size(); ++c) {
            if (!earliest_[c]) earliest_[c] = channels_[c].next_completion();
            if (earliest_[c] && earliest_[c]->done < known) known = earliest_[c]->done, known_at = c;
            const Cycle unknown = channels_[c].completion_bound().value_or(kLater);
            if (unknown < bound) bound = unknown, bound_at = c;
        }
        if (known <= bound) {
            latencies_.add(known - earliest_[known_at]->submitted);
            earliest_[known_at].reset();
            --in_flight_;
            now_ = std::max(now_, known);
            return;
        }
        // Nothing completes before the bound, so nothing is submitted before it either.
        channels_[bound_at].advance(bound - 1);
    }
}

}  // namespace pamsim::memory
