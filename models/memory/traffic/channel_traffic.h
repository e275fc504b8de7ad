// Keeps the queues of one DRAM channel full.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "memory/dram/channel.h"
#include "memory/traffic/latency_histogram.h"

namespace pamsim::memory {

/// Accesses wait here in the order in which they came, those of each pseudo-channel for its own queues; a
/// read does not pass a write whose queue is full, nor the reverse. Queues are refilled each time that a
/// quarter of the shorter one may have left, so that the scheduler always has three quarters to choose from.
class ChannelTraffic {
public:
    explicit ChannelTraffic(const DramPart& part, const std::optional<PimTimings>& pim = std::nullopt);

    /// A PIM program from the start on, beside the accesses.
    void submit(std::uint32_t stream, PimProgram program);

    void push(const Address& at, bool write);
    /// Works until at most `keep` accesses wait outside the queues.
    void run(std::size_t keep);
    /// Works until everything has completed.
    void finish();
    /// So many accesses waiting outside keep every queue full unless the pattern leaves one out.
    std::size_t enough() const { return enough_; }

    DramChannel& channel() { return channel_; }
    const LatencyHistogram& latencies() const { return latencies_; }
    Cycle last_done() const { return last_done_; }        ///< of accesses
    Cycle last_program() const { return last_program_; }  ///< 0: none was submitted

private:
    struct Pending {
        Address at;
        bool write;
    };
    void refill();
    void collect();

    DramChannel channel_;
    std::vector<std::deque<Pending>> pending_;  ///< by pseudo-channel
    std::size_t waiting_ = 0, enough_;
    Cycle now_ = 0, step_;
    Cycle last_done_ = 0, last_program_ = 0;
    LatencyHistogram latencies_;
};

}  // namespace pamsim::memory
