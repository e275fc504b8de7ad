#include "memory/traffic/flash_traffic.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <stdexcept>

#include "base/random.h"
#include "memory/flash/flash_engine.h"

namespace pamsim::memory {
namespace {

std::uint64_t all_pages(const FlashPart& part) {
    return std::uint64_t{part.all_dies()} * part.planes * part.blocks * part.pages;
}

double bus_bytes_per_s(const FlashPart& part) {
    return part.channel_bytes_per_s * part.channels;
}

FlashOp op_at(const FlashPart& part, std::uint64_t number, FlashCommand command) {
    const auto next = [&number](std::uint32_t count) {
        const auto digit = static_cast<std::uint32_t>(number % count);
        number /= count;
        return digit;
    };
    FlashOp op;
    op.command = command;
    op.plane = next(part.planes);
    op.die = next(part.all_dies());
    op.page = next(part.pages);
    op.block = next(part.blocks);
    return op;
}

/// `op` continues on the next plane with the page after its last.
bool extends(const FlashOp& op, const FlashOp& more) {
    return more.command == op.command && more.die == op.die && more.block == op.block &&
           more.page == op.page && more.plane == op.plane + op.planes;
}

class FlashLoop {
public:
    FlashLoop(const FlashPart& part, const Traffic& traffic)
        : part_(part),
          traffic_(traffic),
          engine_(part, FlashEngineOptions{traffic.seed}),
          pattern_(traffic, all_pages(part)),
          write_position_(all_pages(part) / 2),
          window_(traffic.outstanding > 0 ? traffic.outstanding
                                          : std::uint64_t{8} * part.all_dies() * part.planes) {}

    PartRun run();

private:
    FlashOp next();
    void fill();
    void collect();
    void count(PartRun& run) const;

    const FlashPart& part_;
    const Traffic& traffic_;
    FlashEngine engine_;
    AccessPattern pattern_;
    std::uint64_t write_position_, window_;
    std::uint64_t asked_ = 0, in_flight_ = 0;  ///< pages
    std::optional<FlashOp> held_;              ///< waits for more planes
    LatencyHistogram latencies_;
    base::Picoseconds last_{};
};

FlashOp FlashLoop::next() {
    const PatternAccess access = pattern_.next();
    ++asked_;
    if (access.write) return op_at(part_, write_position_++, FlashCommand::program);
    return op_at(part_, access.number, FlashCommand::read);
}

/// An op goes out when the page that follows belongs to another one.
void FlashLoop::fill() {
    const auto submit = [this] {
        held_->tag = held_->planes;
        engine_.submit(*held_, engine_.now());
        held_.reset();
    };
    while (asked_ < traffic_.requests && in_flight_ < window_) {
        const FlashOp op = next();
        ++in_flight_;
        if (held_ && extends(*held_, op)) {
            ++held_->planes;
            continue;
        }
        if (held_) submit();
        held_ = op;
    }
    if (held_) submit();
}

void FlashLoop::collect() {
    while (const auto completion = engine_.next_completion()) {
        for (std::uint64_t page = 0; page < completion->tag; ++page)
            latencies_.add((completion->done - completion->submitted).value());
        in_flight_ -= completion->tag;
        last_ = base::max(last_, completion->done);
    }
}

PartRun FlashLoop::run() {
    for (fill(); in_flight_ > 0; fill()) {
        // What is decided at a limit itself is granted only beyond it.
        const base::Picoseconds beyond = engine_.now() + base::Picoseconds{1};
        engine_.advance(base::max(beyond, *engine_.completion_bound()));
        collect();
    }
    PartRun run;
    run.duration_s = base::seconds(last_);
    run.bytes = traffic_.requests * part_.page_bytes;
    run.peak_bytes_per_s = bus_bytes_per_s(part_);
    run.latency_unit_s = 1e-12;
    run.latencies = latencies_;
    run.mean_latency_s = latencies_.mean() * run.latency_unit_s;
    count(run);
    return run;
}

void FlashLoop::count(PartRun& run) const {
    const FlashStats& stats = engine_.stats();
    run.commands = {{"READ", stats.reads - stats.cached_reads},
                    {"READ_CACHE", stats.cached_reads},
                    {"PROGRAM", stats.programs},
                    {"ERASE", stats.erases},
                    {"SUSPEND", stats.suspends},
                    {"RESUME", stats.resumes}};
    const double time = run.duration_s * part_.channels;
    base::Picoseconds overhead{0}, retry{0};
    for (const FlashBusTime& bus : stats.bus) {
        overhead += bus.overhead;
        retry += bus.retry;
    }
    const double commands = base::seconds(overhead) / time, retries = base::seconds(retry) / time;
    run.lost = {{"commands", commands},
                {"retry", retries},
                {"array", 1 - run.fraction_of_peak() - commands - retries}};
}

}  // namespace

PartRun run_flash(const FlashPart& part, const Traffic& traffic) {
    if (traffic.pattern == Pattern::pingpong)
        throw std::invalid_argument(
            "flash has no rows that stay open; allowed are stream, random, strided, mixed");
    const std::uint64_t room = all_pages(part) - all_pages(part) / 2;
    if (traffic.write_ratio > 0 && traffic.requests > room)
        throw std::invalid_argument(std::to_string(traffic.requests) + " accesses may write more than the " +
                                    std::to_string(room) + " pages of half the drive; allowed are fewer");
    return FlashLoop(part, traffic).run();
}

PartRun estimate_flash(const FlashPart& part, const Traffic& traffic) {
    const bool stream = traffic.pattern == Pattern::stream;
    if ((!stream && traffic.pattern != Pattern::random) || traffic.write_ratio > 0 || traffic.outstanding > 0)
        throw std::invalid_argument(
            "only reads of stream and random with full queues have a closed form on flash");
    const double dies = part.all_dies();
    const double mean = static_cast<double>(traffic.requests) / dies;
    const double pages = stream ? mean : mean + std::sqrt(2 * mean * base::portable_log(dies));
    const double interval = base::seconds(stream ? part.page_interval_with_commands() : part.page_interval());
    PartRun run;
    run.duration_s = base::seconds(part.first_page_time()) + std::max(0.0, pages - 1) * interval;
    run.bytes = traffic.requests * part.page_bytes;
    run.peak_bytes_per_s = bus_bytes_per_s(part);
    run.lost = {{"array", 1 - run.fraction_of_peak()}};
    return run;
}

}  // namespace pamsim::memory
