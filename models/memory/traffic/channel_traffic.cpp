#include "memory/traffic/channel_traffic.h"

#include <algorithm>
#include <utility>

namespace pamsim::memory {
namespace {

constexpr std::uint64_t kAccess = 0, kProgram = 1;  // tags

Cycle refill_interval(const DramPart& part) {
    const std::uint32_t queue = std::min(part.controller.read_queue, part.controller.write_queue);
    return std::max(1u, queue / 4) * base::max(part.timing.bl, part.timing.ccd_s).value();
}

}  // namespace

ChannelTraffic::ChannelTraffic(const DramPart& part, const std::optional<PimTimings>& pim)
    : channel_(part, pim),
      pending_(part.geometry.pseudo_channels),
      enough_(std::size_t{16} * part.geometry.pseudo_channels *
              std::max(part.controller.read_queue, part.controller.write_queue)),
      step_(refill_interval(part)) {}

void ChannelTraffic::submit(std::uint32_t stream, PimProgram program) {
    channel_.submit(stream, std::move(program), kProgram, now_);
}

void ChannelTraffic::push(const Address& at, bool write) {
    pending_[at.pseudo_channel].push_back({at, write});
    ++waiting_;
}

void ChannelTraffic::refill() {
    for (auto& list : pending_)
        while (!list.empty() && channel_.accepts(list.front().at.pseudo_channel, list.front().write)) {
            channel_.submit(list.front().at, list.front().write, kAccess, now_);
            list.pop_front();
            --waiting_;
        }
}

void ChannelTraffic::collect() {
    while (const auto completion = channel_.next_completion()) {
        if (completion->tag == kProgram) {
            last_program_ = std::max(last_program_, completion->done);
            continue;
        }
        latencies_.add(completion->done - completion->submitted);
        last_done_ = std::max(last_done_, completion->done);
    }
}

void ChannelTraffic::run(std::size_t keep) {
    for (refill(); waiting_ > keep; refill()) {
        now_ += step_;
        channel_.advance(now_);
        collect();
    }
}

void ChannelTraffic::finish() {
    run(0);
    for (collect(); channel_.waiting() > 0; collect()) channel_.advance(*channel_.completion_bound());
}

}  // namespace pamsim::memory
