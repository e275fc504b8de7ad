// The controller's write buffer on a command-level drive: KV gathers until a page is whole, pages go to the
// translation layer, and leave the buffer when their program is done.
#pragma once

#include <cstdint>
#include <vector>

#include "memory/flash/ftl.h"
#include "memory/flash/partial_pages.h"

namespace pamsim::memory {

/// One drive's share of the KV. Partial pages stay in the buffer; when they alone fill it they are programmed
/// padded, and again when they are whole. Counters mean what FlashWriteBuffer's mean.
class FlashKvBuffer {
public:
    /// `token_bytes`: K and V of one token in the layers and heads on this drive; page_tokens * token_bytes
    /// is a whole number of flash pages, else std::invalid_argument. `ftl` outlives the buffer; of its write
    /// completions each is handed to programmed(), and its write tags are this buffer's.
    FlashKvBuffer(const FlashPart& part, FlashFtl& ftl, std::int64_t token_bytes, std::uint32_t page_tokens);

    /// True when `tokens` more fit now; a write larger than the buffer fits when it is empty.
    bool fits(std::uint32_t tokens) const;
    /// Tokens [first, first + tokens) of a sequence's stay on this level enter the buffer.
    void write(std::uint64_t sequence, std::uint32_t first, std::uint32_t tokens, base::Picoseconds now);
    /// The sequence is gone: its partial page is dropped, its pages are trimmed.
    void release(std::uint64_t sequence, base::Picoseconds now);
    /// Programs padded partial pages, so that a full buffer empties.
    void flush_partial_pages(base::Picoseconds now);
    /// A write of this buffer is done.
    void programmed(const FtlCompletion& completion);

    /// The flash pages of tokens [page * page_tokens, (page + 1) * page_tokens) of a sequence; none before
    /// they are whole or were flushed.
    std::vector<LogicalPage> pages_of(std::uint64_t sequence, std::uint32_t page) const;

    base::Bytes buffered() const { return base::Bytes{whole_bytes_ + partial_.tokens() * token_bytes_}; }
    base::Bytes waiting_for_program() const { return base::Bytes{whole_bytes_}; }
    std::int64_t host_bytes() const { return host_bytes_; }
    std::int64_t programmed_bytes() const { return programmed_bytes_; }  ///< without garbage collection
    std::int64_t dropped_bytes() const { return dropped_bytes_; }

private:
    static constexpr std::uint32_t no_group = ~std::uint32_t{0};

    void program(std::uint64_t sequence, std::uint32_t page, base::Picoseconds now);
    std::uint32_t take_group();

    FlashFtl& ftl_;
    std::int64_t capacity_bytes_, token_bytes_, page_bytes_;
    std::uint32_t group_pages_;  ///< flash pages of one page of tokens
    PartialPages partial_;
    std::vector<std::vector<std::uint32_t>> groups_;  ///< per sequence and page of tokens
    std::vector<std::uint32_t> free_groups_;
    std::uint32_t groups_used_ = 0;
    std::int64_t whole_bytes_ = 0, host_bytes_ = 0, programmed_bytes_ = 0, dropped_bytes_ = 0;
};

}  // namespace pamsim::memory
