#include "pim/flash_drive.h"

#include <algorithm>
#include <utility>

#include "base/invariant.h"

namespace pamsim::pim {

using base::Picoseconds;
using memory::LogicalPage;
using memory::SlotIndex;

namespace {

std::uint32_t group_pages(const memory::FlashPart& part, const FlashDriveSetup& setup) {
    return static_cast<std::uint32_t>(setup.page_tokens * setup.token_bytes / part.page_bytes);
}

}  // namespace

FlashDrive::FlashDrive(const memory::FlashPart& part, const FlashDriveSetup& setup)
    : setup_(setup),
      controller_latency_(part.controller_latency),
      page_bytes_(part.page_bytes),
      buffer_bytes_(part.write_buffer.value()),
      slice_(group_pages(part, setup) / setup.layers),
      dies_(part.all_dies()),
      geometry_(part),
      ftl_(part),
      buffer_(part, ftl_, setup.token_bytes, setup.page_tokens),
      pus_(1, setup.pus),
      spread_(setup.layers, slice_, dies_) {}

void FlashDrive::write(std::uint64_t sequence, std::uint32_t first, std::uint32_t tokens, Picoseconds now) {
    if (first == 0) release(sequence, now);
    advance(now);
    buffer_.write(sequence, first, tokens, local(now));
    auto& groups = groups_[sequence];
    const std::uint32_t whole = (first + tokens) / setup_.page_tokens;
    for (std::uint32_t page = first / setup_.page_tokens; page < whole; ++page) {
        if (page < groups.size()) unplace(groups[page]);  // it was programmed padded, and now once more
        const std::vector<LogicalPage> pages = buffer_.pages_of(sequence, page);
        touched_ = std::max(touched_, static_cast<std::uint32_t>(pages.back()) + 1);
    }
}

void FlashDrive::make_room(std::uint32_t tokens, Picoseconds now) {
    advance(now);
    const std::int64_t wanted = std::min(tokens * setup_.token_bytes, buffer_bytes_);
    const std::int64_t partial = buffer_.buffered().value() - buffer_.waiting_for_program().value();
    if (partial + wanted > buffer_bytes_) buffer_.flush_partial_pages(local(now));
    if (!ftl_.completion_bound()) ftl_.flush(local(now));  // a row that is not full is all there is
}

void FlashDrive::release(std::uint64_t sequence, Picoseconds now) {
    advance(now);
    const auto known = groups_.find(sequence);
    if (known != groups_.end()) {
        for (Group& group : known->second) unplace(group);
        groups_.erase(known);
    }
    buffer_.release(sequence, local(now));
}

void FlashDrive::fill(std::uint64_t sequence, std::uint32_t tokens, Picoseconds now) {
    base::require(!reading(), "FlashDrive", "KV is put on a drive while it is read");
    write(sequence, 0, tokens, now);
    ftl_.flush(local(now));
    ftl_.drain();
    ahead_ = base::max(ahead_, ftl_.now() - now);
    advance(now);
}

/// The group with its layers laid out; for one that was programmed since the last read, now.
const FlashDrive::Group& FlashDrive::placed(const KvRead& read, const std::vector<LogicalPage>& pages) {
    auto& groups = groups_[read.sequence];
    if (read.page >= groups.size()) groups.resize(read.page + 1);
    Group& group = groups[read.page];
    if (!group.dies.empty()) return group;
    for (const LogicalPage page : pages) {
        const auto at = ftl_.location(page);
        group.dies.push_back(at ? static_cast<std::uint16_t>(geometry_.row(*at).die) : LayerSpread::no_die);
    }
    group.microbatch = read.microbatch;
    group.rotation = spread_.add(group.microbatch, group.dies);
    return group;
}

void FlashDrive::unplace(Group& group) {
    if (group.dies.empty()) return;
    spread_.remove(group.microbatch, group.dies, group.rotation);
    group.dies.clear();
}

SlotIndex FlashDrive::new_page(SlotIndex batch, std::uint32_t pages, Picoseconds pu_time) {
    const SlotIndex index = pages_.take();
    pages_[index] = {batch, pages, pu_time};
    ++batches_[batch].outstanding;
    return index;
}

void FlashDrive::read_held(SlotIndex batch, std::uint32_t pages, const KvRead& read, Picoseconds at) {
    for (std::uint32_t i = 0; i < pages; ++i)
        held_.push_back({at + controller_latency_, new_page(batch, 1, read.pu_time)});
}

/// Pages of one row are one read: their die senses them together.
void FlashDrive::read_rows(SlotIndex batch, const std::vector<LogicalPage>& pages, Picoseconds pu_time,
                           Picoseconds at) {
    std::vector<LogicalPage> row;
    std::optional<std::uint32_t> number;
    const auto send = [&] {
        const auto count = static_cast<std::uint32_t>(row.size());
        if (count > 0) ftl_.read(row, new_page(batch, count, pu_time), at);
        row.clear();
    };
    for (const LogicalPage page : pages) {
        const auto place = ftl_.location(page);
        const auto here = place ? std::optional(geometry_.row_number(*place)) : std::nullopt;
        if (!here || here != number) send();
        row.push_back(page);
        number = here;
    }
    send();
}

FlashDrive::Fetched FlashDrive::read(const std::vector<KvRead>& reads, Picoseconds now, Done done) {
    advance(now);
    const memory::FtlStats before = ftl_.stats();
    const SlotIndex batch = batches_.take();
    batches_[batch].done = std::move(done);
    const std::uint32_t heads = slice_ / 2;
    Fetched fetched;
    for (const KvRead& read : reads) {
        const std::vector<LogicalPage> pages = buffer_.pages_of(read.sequence, read.page);
        if (pages.empty()) {
            read_held(batch, heads, read, local(now));
            fetched.bytes += read.active_bytes;
            continue;
        }
        const std::uint32_t at = (read.layer + placed(read, pages).rotation) % setup_.layers * slice_;
        const auto first = pages.begin() + at + (read.values ? heads : 0);
        read_rows(batch, {first, first + heads}, read.pu_time, local(now));
    }
    const std::uint64_t through_ftl = ftl_.stats().host_pages_read - before.host_pages_read;
    fetched.sensed_pages = through_ftl - (ftl_.stats().buffered_pages_read - before.buffered_pages_read);
    fetched.bytes += static_cast<std::int64_t>(through_ftl) * page_bytes_;
    return fetched;
}

std::vector<LogicalPage> FlashDrive::next_pages(std::uint64_t count) {
    std::vector<LogicalPage> pages;
    for (std::uint32_t passed = 0; passed < touched_ && pages.size() < count; ++passed) {
        cursor_ = cursor_ + 1 < touched_ ? cursor_ + 1 : 0;
        if (ftl_.written(LogicalPage{cursor_})) pages.push_back(LogicalPage{cursor_});
    }
    return pages;
}

void FlashDrive::read_in_order(std::uint64_t count, Picoseconds now, Done done) {
    advance(now);
    const SlotIndex batch = batches_.take();
    batches_[batch].done = std::move(done);
    while (count > 0) {
        const std::vector<LogicalPage> pages = next_pages(count);
        if (pages.empty()) break;
        read_rows(batch, pages, Picoseconds{0}, local(now));
        count -= pages.size();
    }
    // All of it in partial pages: the controller's DRAM has it.
    if (batches_[batch].outstanding == 0) read_held(batch, 1, {}, local(now));
}

void FlashDrive::arrived(SlotIndex index, Picoseconds at) {
    const Page page = pages_[index];
    pages_.give_back(index);
    Batch& batch = batches_[page.batch];
    for (std::uint32_t i = 0; i < page.pages; ++i)
        batch.last =
            base::max(batch.last, page.pu_time > Picoseconds{0} ? pus_.serve(0, at, page.pu_time) : at);
    if (--batch.outstanding > 0) return;
    const Done done = std::move(batch.done);
    const Picoseconds last = batch.last;
    batches_.give_back(page.batch);
    done(last - ahead_);
}

void FlashDrive::arrive_held(Picoseconds until) {
    while (!held_.empty() && held_.front().at <= until) {
        const Held held = held_.front();
        held_.pop_front();
        arrived(held.page, held.at);
    }
}

void FlashDrive::collect(Picoseconds until) {
    while (const auto completion = ftl_.next_completion()) {
        arrive_held(completion->done);  // PUs take pages in the order of their arrival
        if (completion->is_write)
            buffer_.programmed(*completion);
        else
            arrived(static_cast<SlotIndex>(completion->tag), completion->done);
    }
    arrive_held(until);
}

void FlashDrive::advance(Picoseconds now) {
    ftl_.advance(local(now));
    collect(local(now));
}

std::optional<Picoseconds> FlashDrive::bound() {
    auto bound = ftl_.completion_bound();
    if (!held_.empty()) bound = base::min(bound.value_or(held_.front().at), held_.front().at);
    if (bound) bound = *bound - ahead_;
    return bound;
}

SsdCounters FlashDrive::counters() const {
    SsdCounters counters;
    counters.accepted = buffer_.host_bytes();
    counters.programmed = static_cast<std::int64_t>(ftl_.engine().stats().pages_programmed) * page_bytes_;
    counters.waiting = buffer_.waiting_for_program().value();
    counters.partial = buffer_.buffered().value() - counters.waiting;
    counters.dropped =
        buffer_.dropped_bytes() + static_cast<std::int64_t>(ftl_.stats().host_pages_dropped) * page_bytes_;
    counters.collection = {ftl_.stats().collections, ftl_.stats().pages_moved, ftl_.wear()};
    return counters;
}

}  // namespace pamsim::pim
