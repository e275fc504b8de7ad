#include "memory/traffic/dram_traffic.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "memory/traffic/channel_traffic.h"
#include "memory/traffic/outstanding_traffic.h"

namespace pamsim::memory {
namespace {

/// What ordinary accesses can lose bus time to.
constexpr Cause kAccessCauses[] = {Cause::refresh,    Cause::row,   Cause::activate,   Cause::faw,
                                   Cause::bank_group, Cause::burst, Cause::turnaround, Cause::command_bus,
                                   Cause::other,      Cause::idle};

/// Sums over the channels of a device that has come to its end.
class Summary {
public:
    Summary(const DramPart& part, Cycle duration) : part_(part), duration_(duration) {}

    void add(DramChannel& channel) {
        channel.advance(duration_);  // what refresh still does until then
        losses_ += channel.bus_losses(duration_);
        for (std::size_t c = 0; c < kCommands; ++c) issued_[c] += channel.issued(static_cast<Command>(c));
        forwarded_ += channel.forwarded();
    }

    PartRun run(const LatencyHistogram& latencies) const {
        const std::uint64_t bursts = issued_[index(Command::read)] + issued_[index(Command::write)];
        PartRun run;
        run.duration_s = part_.clock.seconds_of(base::Cycles{duration_});
        run.bytes = bursts * part_.geometry.column_bytes * part_.geometry.chips;
        run.forwarded = forwarded_;
        run.peak_bytes_per_s = part_.peak_bytes_per_s();
        run.latency_unit_s = part_.clock.period_s();
        run.latencies = latencies;
        run.mean_latency_s = latencies.mean() * run.latency_unit_s;
        for (std::size_t c = 0; c < kCommands; ++c)
            if (c <= index(Command::refresh_bank) || issued_[c] > 0)
                run.commands.push_back({kCommandNames[c], issued_[c]});
        add_losses(run, bursts);
        return run;
    }

private:
    void add_losses(PartRun& run, std::uint64_t bursts) const {
        const auto time = static_cast<double>(duration_) * part_.geometry.buses();
        Losses losses = losses_;
        // At peak a burst owns its slot of tCCD_S; accounts count the burst itself as busy.
        const Cycle gap = std::max<Cycle>(0, (part_.timing.ccd_s - part_.timing.bl).value());
        losses.lose(Cause::burst, -gap * static_cast<Cycle>(bursts));
        for (std::size_t c = 0; c < kCauses; ++c) {
            const bool of_accesses = std::find(std::begin(kAccessCauses), std::end(kAccessCauses),
                                               static_cast<Cause>(c)) != std::end(kAccessCauses);
            if (of_accesses || losses.lost[c] != 0)
                run.lost.push_back({kCauseNames[c], static_cast<double>(losses.lost[c]) / time});
        }
    }

    const DramPart& part_;
    Cycle duration_;
    Losses losses_;
    std::array<std::uint64_t, kCommands> issued_{};
    std::uint64_t forwarded_ = 0;
};

/// Channels know nothing of one another, so each works on what it gets of many accesses before the next one
/// does: its state stays in the processor's cache.
void push_all(const DramPart& part, const Traffic& traffic, std::vector<ChannelTraffic>& channels) {
    constexpr std::uint64_t batch = 16384;
    const AddressMap map(part.controller.address_map, part.geometry);
    AccessPattern pattern(traffic, map.bursts());
    std::vector<std::vector<std::pair<Address, bool>>> accesses(channels.size());
    for (std::uint64_t left = traffic.requests; left > 0;) {
        for (std::uint64_t i = std::min(left, batch); i > 0; --i, --left) {
            const PatternAccess access = pattern.next();
            const Address at = map.decode(access.number);
            accesses[at.channel].emplace_back(at, access.write);
        }
        for (std::size_t c = 0; c < channels.size(); ++c) {
            for (const auto& [at, write] : accesses[c]) {
                channels[c].push(at, write);
                channels[c].run(channels[c].enough());
            }
            accesses[c].clear();
        }
    }
    for (ChannelTraffic& channel : channels) channel.finish();
}

PartRun sum_of(const DramPart& part, std::vector<ChannelTraffic>& channels) {
    Cycle last = 0;
    LatencyHistogram latencies;
    for (ChannelTraffic& channel : channels) {
        last = std::max(last, channel.last_done());
        latencies += channel.latencies();
    }
    Summary summary(part, last);
    for (ChannelTraffic& channel : channels) summary.add(channel.channel());
    return summary.run(latencies);
}

/// Random accesses find what others before them left: in every bank the last row open, unless the page policy
/// closes rows.
void age(const DramPart& part, const Traffic& traffic, DramChannel& channel) {
    if (traffic.pattern == Pattern::random && part.controller.page_policy == PagePolicy::open)
        channel.begin_with_open(part.geometry.rows - 1);
}

PartRun keep_queues_full(const DramPart& part, const Traffic& traffic) {
    std::vector<ChannelTraffic> channels(part.geometry.channels, ChannelTraffic(part));
    for (ChannelTraffic& channel : channels) age(part, traffic, channel.channel());
    push_all(part, traffic, channels);
    return sum_of(part, channels);
}

PartRun limit_outstanding(const DramPart& part, const Traffic& traffic) {
    const AddressMap map(part.controller.address_map, part.geometry);
    AccessPattern pattern(traffic, map.bursts());
    OutstandingTraffic device(part, traffic.outstanding);
    for (DramChannel& channel : device.channels()) age(part, traffic, channel);
    for (std::uint64_t i = 0; i < traffic.requests; ++i) {
        const PatternAccess access = pattern.next();
        device.push(map.decode(access.number), access.write);
    }
    device.finish();
    Summary summary(part, device.last_done());
    for (DramChannel& channel : device.channels()) summary.add(channel);
    return summary.run(device.latencies());
}

PartRun ping_pong(const DramPart& part, const Traffic& traffic) {
    if (part.geometry.rows < 2) throw std::invalid_argument("a bank has one row; allowed are two or more");
    std::vector<DramChannel> channels(part.geometry.channels, DramChannel(part));
    DramChannel& channel = channels.front();
    LatencyHistogram latencies;
    Cycle now = 0, last = 0;
    for (std::uint64_t i = 0; i < traffic.requests; ++i) {
        Address at;
        at.row = i % 2;
        channel.submit(at, false, 0, now);
        std::optional<Completion> completion;
        for (channel.advance(now); !(completion = channel.next_completion());) channel.advance(++now);
        latencies.add(completion->done - completion->submitted);
        last = completion->done;
    }
    Summary summary(part, last);
    for (DramChannel& one : channels) summary.add(one);
    return summary.run(latencies);
}

}  // namespace

PartRun run_dram(const DramPart& part, const Traffic& traffic) {
    if (traffic.pattern == Pattern::pingpong) return ping_pong(part, traffic);
    if (traffic.outstanding > 0) return limit_outstanding(part, traffic);
    return keep_queues_full(part, traffic);
}

MixedRun run_mixed(const DramPart& part, const Traffic& traffic, const PimLoad& load) {
    std::vector<ChannelTraffic> channels(part.geometry.channels, ChannelTraffic(part, load.timings));
    const std::uint32_t streams = channels.front().channel().streams();
    for (std::size_t i = 0; i < load.programs.size(); ++i)
        if (!load.programs[i].ops.empty())
            channels.at(i / streams).submit(static_cast<std::uint32_t>(i % streams), load.programs[i]);
    push_all(part, traffic, channels);
    Cycle last = 0;
    Losses losses;
    for (ChannelTraffic& channel : channels) {
        last = std::max(last, channel.last_program());
        losses += channel.channel().pim_losses();
    }
    MixedRun run{sum_of(part, channels), part.clock.seconds_of(base::Cycles{last}), {}};
    Cycle known = losses.busy;
    for (const Cycle lost : losses.lost) known += lost;
    const Cycle time = last * streams * part.geometry.channels;
    losses.lose(Cause::idle, time - known);  // of streams that were done before the last one
    for (std::size_t c = 0; c < kCauses; ++c)
        if (losses.lost[c] > 0)
            run.programs_lost.push_back(
                {kCauseNames[c], static_cast<double>(losses.lost[c]) / static_cast<double>(time)});
    return run;
}

}  // namespace pamsim::memory
