// The SSD controller's write side: KV gathers in a DRAM buffer until a page is whole, then a die programs it.
#pragma once

#include <cstdint>
#include <deque>

#include "base/units.h"
#include "memory/flash/partial_pages.h"
#include "memory/flash_part.h"

namespace pamsim::memory {

/// One owner's drives taken together. Whole pages wait for the dies; partial pages stay in the buffer (and
/// are read from there). When partial pages alone fill the buffer they are programmed padded, and programmed
/// again when they are whole: that is the write amplification counted here. Garbage collection and erase time
/// are not modelled.
class FlashWriteBuffer {
public:
    struct Waiting {  ///< whole pages of a sequence that are not programmed yet
        std::uint64_t sequence;
        std::int64_t bytes;
    };

    /// `token_bytes`: K and V of one token in this owner's layers and heads; `page_tokens`: tokens of one
    /// page.
    FlashWriteBuffer(const FlashPart& part, std::uint32_t devices, std::int64_t token_bytes,
                     std::uint32_t page_tokens);

    /// True when `tokens` more tokens fit now. A write larger than the whole buffer fits when the buffer is
    /// empty: it streams through.
    bool fits(std::uint32_t tokens) const;
    /// Tokens [first, first + tokens) of a sequence's stay on this level enter the buffer.
    void write(std::uint64_t sequence, std::uint32_t first, std::uint32_t tokens);
    /// The sequence is gone: its partial page is dropped.
    void release(std::uint64_t sequence);
    /// Dies that are not read program for `time`.
    void program_for(base::Picoseconds time);
    /// Reads of `bytes`, spread over the dies, begin; answers how long they wait for programs: the mean of
    /// the longest wait. A die is somewhere in its program, and is suspended where that is sooner than its
    /// end.
    base::Picoseconds begin_reads(double bytes);
    /// Suspended programs resume. After program_for() up to now.
    void end_reads();
    /// Programming time until `tokens` more fit; programs padded partial pages first when nothing else can
    /// leave.
    base::Picoseconds time_until_fits(std::uint32_t tokens);
    /// Programming time left for the whole pages in the buffer.
    base::Picoseconds drain_time() const;

    base::Bytes buffered() const { return base::Bytes{whole_bytes_ + open_bytes()}; }
    base::Bytes waiting_for_program() const { return base::Bytes{whole_bytes_}; }
    /// The same, the oldest first; pages in part that were given out padded have no entry.
    const std::deque<Waiting>& waiting() const { return waiting_; }
    std::int64_t page_bytes() const { return page_bytes_; }  ///< of a page's tokens in every layer and head
    std::int64_t host_bytes() const { return host_bytes_; }  ///< KV accepted
    std::int64_t programmed_bytes() const {
        return programmed_bytes_;
    }                                                              ///< pages programmed, padding included
    std::int64_t dropped_bytes() const { return dropped_bytes_; }  ///< partial pages of sequences that ended

private:
    std::int64_t open_bytes() const { return partial_.tokens() * token_bytes_; }
    void flush_partial_pages();

    void take_programmed();
    void leave(std::int64_t bytes);

    double program_bytes_per_s_, dies_, die_bytes_;  ///< die: what one program writes
    double program_s_, suspend_s_;
    base::Picoseconds resume_time_;
    std::int64_t capacity_bytes_, token_bytes_, page_bytes_;  ///< page: in every layer and head
    PartialPages partial_;
    std::int64_t whole_bytes_ = 0;
    std::int64_t host_bytes_ = 0, programmed_bytes_ = 0, dropped_bytes_ = 0;
    double program_credit_bytes_ = 0;  ///< fraction of a byte carried between calls
    std::deque<Waiting> waiting_;
    double read_share_ = 0;          ///< of the dies, under way
    base::Picoseconds resuming_{0};  ///< left of the resume
};

}  // namespace pamsim::memory
