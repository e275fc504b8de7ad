#include "memory/flash/ftl.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/invariant.h"

namespace pamsim::memory {

using base::Picoseconds;

FlashFtl::FlashFtl(const FlashPart& part, const FlashEngineOptions& options, PageStore* store)
    : part_(part),
      geometry_(part),
      engine_(part, options),
      map_(part),
      store_(store),
      collections_(part.all_dies()) {
    for (std::uint32_t die = 0; die < part.all_dies(); ++die) blocks_.emplace_back(part, die);
}

void FlashFtl::write(LogicalPage page, std::uint64_t caller_tag, Picoseconds now) {
    base::require(static_cast<std::uint32_t>(page) < logical_pages(), part_.name,
                  fmt::format("page {} is written, and the drive has {} user pages",
                              static_cast<std::uint32_t>(page), logical_pages()));
    advance(now);
    waiting_.push_back({page, new_request(caller_tag, true, 1)});
    ++waiting_writes_[static_cast<std::uint32_t>(page)];
    place_waiting();
    stats_.most_waiting = std::max(stats_.most_waiting, waiting_.size());
}

void FlashFtl::flush(Picoseconds now) {
    advance(now);
    if (host_row_) program(*host_row_);
}

void FlashFtl::read(const std::vector<LogicalPage>& pages, std::uint64_t caller_tag, Picoseconds now,
                    Picoseconds pu_time) {
    base::require(!pages.empty(), part_.name, "a read names no page");
    advance(now);
    std::vector<Run> runs;
    for (const LogicalPage page : pages) append(runs, place_of(page));
    const SlotIndex request = new_request(caller_tag, false, static_cast<std::uint32_t>(runs.size()));
    for (const Run& run : runs) {
        FlashOp op = read_of(run, Kind::host_read, request);
        op.pu_time_per_page = pu_time;
        stats_.host_pages_read += run.count;
        if (run.buffered) stats_.buffered_pages_read += run.count;
        submit_read(op, run);
    }
}

void FlashFtl::submit_read(const FlashOp& op, const Run& run) {
    if (run.buffered)
        engine_.submit_buffered(op, now());
    else
        engine_.submit(op, now());
}

FlashFtl::Run FlashFtl::place_of(LogicalPage page) const {
    const std::uint32_t number = static_cast<std::uint32_t>(page);
    // A page that waits has no place yet: its DMA is spread over the channels by its number.
    if (waits(page)) return {geometry_.page({number % part_.all_dies(), 0, 0}, 0), 1, true};
    const auto at = map_.find(page);
    base::require(at.has_value(), part_.name, fmt::format("page {} is read, and holds nothing", number));
    return place_of(*at);
}

FlashFtl::Run FlashFtl::place_of(PhysicalPage page) const {
    return {page, 1, unprogrammed_.count(geometry_.row_number(page)) > 0};
}

/// Joins the page to the last run where a multi-plane read takes both.
void FlashFtl::append(std::vector<Run>& runs, const Run& next) const {
    const auto follows = [&](const Run& run) {
        return static_cast<std::uint32_t>(next.first) == static_cast<std::uint32_t>(run.first) + run.count &&
               geometry_.row_number(next.first) == geometry_.row_number(run.first);
    };
    if (!runs.empty() && runs.back().buffered == next.buffered && follows(runs.back()))
        ++runs.back().count;
    else
        runs.push_back(next);
}

void FlashFtl::no_longer_waits(LogicalPage page) {
    const auto entry = waiting_writes_.find(static_cast<std::uint32_t>(page));
    if (--entry->second == 0) waiting_writes_.erase(entry);
}

void FlashFtl::trim(LogicalPage page, Picoseconds now) {
    advance(now);
    const auto given_up = [&](const Waiting& waiting) {
        if (waiting.page != page) return false;
        requests_[waiting.request].answer.dropped = true;
        part_done(waiting.request, now);
        no_longer_waits(page);
        ++stats_.host_pages_dropped;
        return true;
    };
    waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(), given_up), waiting_.end());
    map_.unmap(page);
    place_waiting();
}

void FlashFtl::advance(Picoseconds limit) {
    for (;;) {
        const auto bound = engine_.completion_bound();
        if (!bound || *bound > limit) break;
        engine_.advance(*bound);
        while (const auto completion = engine_.next_completion()) handle(*completion);
    }
    engine_.advance(limit);
}

void FlashFtl::drain() {
    while (const auto bound = engine_.completion_bound()) advance(*bound);
}

std::optional<FtlCompletion> FlashFtl::next_completion() {
    if (done_.empty() || done_.top().at > now().value()) return std::nullopt;
    const SlotIndex index = done_.top().request;
    done_.pop();
    const FtlCompletion answer = requests_[index].answer;
    requests_.give_back(index);
    return answer;
}

std::optional<Picoseconds> FlashFtl::completion_bound() {
    if (!done_.empty()) return Picoseconds{done_.top().at};
    return engine_.completion_bound();
}

void FlashFtl::handle(const FlashCompletion& completion) {
    const auto index = static_cast<SlotIndex>(completion.tag >> 2);
    switch (static_cast<Kind>(completion.tag & 3)) {
        case Kind::host_read:
            part_done(index, completion.done);
            break;
        case Kind::program:
            row_programmed(index);
            break;
        case Kind::gc_read: {
            const Run run = runs_[index];
            runs_.give_back(index);
            const std::uint32_t die = geometry_.row(run.first).die;
            move(die, run);
            --collections_[die].reads;
            finish_moves(die);
            break;
        }
        case Kind::erase:
            erased(index);
            break;
    }
}

SlotIndex FlashFtl::new_request(std::uint64_t caller_tag, bool is_write, std::uint32_t parts) {
    const SlotIndex index = requests_.take();
    requests_[index] = {{caller_tag, is_write, now(), {}, false}, submitted_++, parts};
    return index;
}

void FlashFtl::part_done(SlotIndex index, Picoseconds at) {
    Request& request = requests_[index];
    request.answer.done = base::max(request.answer.done, at);
    if (--request.outstanding == 0) done_.push({request.answer.done.value(), request.serial, index});
}

FlashOp FlashFtl::read_of(const Run& run, Kind kind, SlotIndex index) const {
    const FlashRow row = geometry_.row(run.first);
    FlashOp op;
    op.origin = kind == Kind::gc_read ? FlashOrigin::garbage_collection : FlashOrigin::host;
    op.die = row.die;
    op.plane = geometry_.plane(run.first);
    op.planes = run.count;
    op.block = row.block;
    op.page = row.page;
    op.tag = tag(kind, index);
    return op;
}

double FlashFtl::write_amplification() const {
    if (stats_.host_pages_written == 0) return 0;
    return static_cast<double>(engine_.stats().pages_programmed) /
           static_cast<double>(stats_.host_pages_written);
}

FlashWear FlashFtl::wear() const {
    FlashWear wear{blocks_[0].erases()[0], 0, 0};
    for (const DieBlocks& die : blocks_) {
        for (const std::uint32_t erases : die.erases()) {
            wear.min = std::min(wear.min, erases);
            wear.max = std::max(wear.max, erases);
            wear.mean += erases;
        }
    }
    wear.mean /= static_cast<double>(std::size_t{part_.all_dies()} * part_.blocks);
    return wear;
}

}  // namespace pamsim::memory
