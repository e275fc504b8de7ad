#include "memory/flash/kv_buffer.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/invariant.h"

namespace pamsim::memory {

using base::Picoseconds;

FlashKvBuffer::FlashKvBuffer(const FlashPart& part, FlashFtl& ftl, std::int64_t token_bytes,
                             std::uint32_t page_tokens)
    : ftl_(ftl),
      capacity_bytes_(part.write_buffer.value()),
      token_bytes_(token_bytes),
      page_bytes_(part.page_bytes),
      group_pages_(static_cast<std::uint32_t>(page_tokens * token_bytes / page_bytes_)),
      partial_(page_tokens) {
    if (group_pages_ == 0 || page_tokens * token_bytes % page_bytes_ != 0)
        throw std::invalid_argument(
            fmt::format("{}: {} tokens of {} bytes do not fill whole pages of {} bytes", part.name,
                        page_tokens, token_bytes, page_bytes_));
}

bool FlashKvBuffer::fits(std::uint32_t tokens) const {
    const std::int64_t held = buffered().value();
    return held + tokens * token_bytes_ <= capacity_bytes_ || held == 0;
}

void FlashKvBuffer::write(std::uint64_t sequence, std::uint32_t first, std::uint32_t tokens,
                          Picoseconds now) {
    if (first == 0) release(sequence, now);  // a new stay: what an earlier one left is dropped
    host_bytes_ += tokens * token_bytes_;
    const PartialPages::Pages whole = partial_.write(sequence, first, tokens);
    for (std::uint32_t page = whole.first; page < whole.first + whole.count; ++page)
        program(sequence, page, now);
}

void FlashKvBuffer::release(std::uint64_t sequence, Picoseconds now) {
    dropped_bytes_ += partial_.release(sequence) * token_bytes_;
    if (sequence >= groups_.size()) return;
    for (const std::uint32_t group : groups_[sequence]) {
        if (group == no_group) continue;
        for (std::uint32_t i = 0; i < group_pages_; ++i)
            ftl_.trim(LogicalPage{group * group_pages_ + i}, now);
        free_groups_.push_back(group);
    }
    groups_[sequence].clear();
}

void FlashKvBuffer::flush_partial_pages(Picoseconds now) {
    for (const PartialPages::Page& padded : partial_.give_out_padded())
        program(padded.sequence, padded.page, now);
    ftl_.flush(now);
}

void FlashKvBuffer::program(std::uint64_t sequence, std::uint32_t page, Picoseconds now) {
    if (sequence >= groups_.size()) groups_.resize(sequence + 1);
    auto& groups = groups_[sequence];
    if (page >= groups.size()) groups.resize(page + 1, no_group);
    if (groups[page] == no_group) groups[page] = take_group();
    for (const LogicalPage flash_page : pages_of(sequence, page)) {
        ftl_.write(flash_page, static_cast<std::uint64_t>(flash_page), now);
        whole_bytes_ += page_bytes_;
    }
}

std::uint32_t FlashKvBuffer::take_group() {
    if (!free_groups_.empty()) {
        const std::uint32_t group = free_groups_.back();
        free_groups_.pop_back();
        return group;
    }
    base::require((groups_used_ + 1) * std::uint64_t{group_pages_} <= ftl_.logical_pages(), "FlashKvBuffer",
                  fmt::format("{} pages of KV do not fit a drive of {} user pages",
                              (groups_used_ + 1) * std::uint64_t{group_pages_}, ftl_.logical_pages()));
    return groups_used_++;
}

std::vector<LogicalPage> FlashKvBuffer::pages_of(std::uint64_t sequence, std::uint32_t page) const {
    std::vector<LogicalPage> pages;
    if (sequence >= groups_.size() || page >= groups_[sequence].size()) return pages;
    const std::uint32_t group = groups_[sequence][page];
    if (group == no_group) return pages;
    for (std::uint32_t i = 0; i < group_pages_; ++i) pages.push_back(LogicalPage{group * group_pages_ + i});
    return pages;
}

void FlashKvBuffer::programmed(const FtlCompletion& completion) {
    whole_bytes_ -= page_bytes_;
    if (!completion.dropped) programmed_bytes_ += page_bytes_;
}

}  // namespace pamsim::memory
