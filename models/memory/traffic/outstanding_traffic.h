// A given number of accesses in flight in a whole device; the next one comes when one completes.
#pragma once

#include <cstdint>
#include <queue>
#include <vector>

#include "memory/dram/channel.h"
#include "memory/traffic/latency_histogram.h"

namespace pamsim::memory {

class OutstandingTraffic {
public:
    OutstandingTraffic(const DramPart& part, std::uint64_t outstanding);

    /// Waits until fewer than `outstanding` are in flight and the queue has room, then submits.
    void push(const Address& at, bool write);
    void finish();

    std::vector<DramChannel>& channels() { return channels_; }
    const LatencyHistogram& latencies() const { return latencies_; }
    Cycle last_done() const { return now_; }

private:
    struct Later {
        bool operator()(const Completion& a, const Completion& b) const { return a.done > b.done; }
    };
    /// The earliest completion of the device; time goes on to it.
    void complete_one();

    std::vector<DramChannel> channels_;
    std::priority_queue<Completion, std::vector<Completion>, Later> known_;  ///< and not yet reached
    std::uint64_t outstanding_, in_flight_ = 0;
    Cycle now_ = 0;
    LatencyHistogram latencies_;
};

}  // namespace pamsim::memory
