// One SSD-PIM drive at command level: buffer, translation layer, dies and the controller's PUs, with KV as
// attention asks for it.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <unordered_map>
#include <vector>

#include "memory/flash/ftl.h"
#include "memory/flash/kv_buffer.h"
#include "memory/flash/pu_pool.h"
#include "pim/layer_spread.h"
#include "pim/ssd_counters.h"

namespace pamsim::pim {

/// What a drive keeps of each token, and what works on it.
struct FlashDriveSetup {
    std::int64_t token_bytes;   ///< K and V in the layers and heads on this drive
    std::uint32_t page_tokens;  ///< of one kv-head's K (or V) that fill a flash page
    std::uint32_t layers;
    std::uint32_t pus;  ///< of the controller; 0: the drive only stores
};

/// Resumable; `now` is simulated time and never goes back. Callbacks run inside advance().
class FlashDrive {
public:
    using Done = std::function<void(base::Picoseconds at)>;  ///< `at` may lie ahead: PUs still work

    /// K or V of one layer, all kv-heads, of one page of tokens.
    struct KvRead {
        std::uint64_t sequence = 0;
        std::uint32_t microbatch = 0;
        std::uint32_t page = 0;  ///< of tokens, of the sequence's on this drive
        std::uint32_t layer = 0;
        bool values = false;            ///< V, else K
        base::Picoseconds pu_time{};    ///< on each kv-head's page
        std::int64_t active_bytes = 0;  ///< of tokens that a PU works on, all kv-heads
    };
    struct Fetched {
        std::uint64_t sensed_pages = 0;
        std::int64_t bytes = 0;  ///< with what was in the controller's DRAM
    };

    /// Throws std::invalid_argument when `page_tokens` do not fill whole pages.
    FlashDrive(const memory::FlashPart& part, const FlashDriveSetup& setup);
    FlashDrive(const FlashDrive&) = delete;
    FlashDrive& operator=(const FlashDrive&) = delete;

    bool fits(std::uint32_t tokens) const { return buffer_.fits(tokens); }
    /// Tokens [first, first + tokens) of the sequence's stay on this drive enter the buffer.
    void write(std::uint64_t sequence, std::uint32_t first, std::uint32_t tokens, base::Picoseconds now);
    /// Programs partial pages where nothing else can leave the buffer to make room for `tokens`.
    void make_room(std::uint32_t tokens, base::Picoseconds now);
    void release(std::uint64_t sequence, base::Picoseconds now);
    /// True after a write or a fill of the sequence.
    bool holds(std::uint64_t sequence) const { return groups_.count(sequence) > 0; }
    /// Puts KV there as if it had been written before the run: without simulated time.
    void fill(std::uint64_t sequence, std::uint32_t tokens, base::Picoseconds now);

    /// At least one read. A page that was not programmed is taken from the controller's DRAM.
    Fetched read(const std::vector<KvRead>& reads, base::Picoseconds now, Done done);
    /// `count` pages that hold data, in order of their addresses from where the last such read ended.
    void read_in_order(std::uint64_t count, base::Picoseconds now, Done done);

    void advance(base::Picoseconds now);
    bool reading() const { return batches_.in_flight() > 0; }
    /// Nothing happens before this time; none when nothing is in flight.
    std::optional<base::Picoseconds> bound();

    SsdCounters counters() const;

private:
    struct Batch {
        Done done;
        std::size_t outstanding = 0;
        base::Picoseconds last{};
    };
    struct Page {  ///< or pages of one row
        memory::SlotIndex batch = 0;
        std::uint32_t pages = 0;
        base::Picoseconds pu_time{};
    };
    struct Held {
        base::Picoseconds at{};
        memory::SlotIndex page = 0;
    };
    struct Group {
        std::uint32_t microbatch = 0, rotation = 0;
        std::vector<std::uint16_t> dies;  ///< of its pages; empty: not read since it was programmed
    };

    base::Picoseconds local(base::Picoseconds now) const { return now + ahead_; }
    const Group& placed(const KvRead& read, const std::vector<memory::LogicalPage>& pages);
    void unplace(Group& group);
    memory::SlotIndex new_page(memory::SlotIndex batch, std::uint32_t pages, base::Picoseconds pu_time);
    void read_held(memory::SlotIndex batch, std::uint32_t pages, const KvRead& read, base::Picoseconds at);
    void read_rows(memory::SlotIndex batch, const std::vector<memory::LogicalPage>& pages,
                   base::Picoseconds pu_time, base::Picoseconds at);
    std::vector<memory::LogicalPage> next_pages(std::uint64_t count);
    void arrive_held(base::Picoseconds until);
    void arrived(memory::SlotIndex page, base::Picoseconds at);
    void collect(base::Picoseconds until);

    FlashDriveSetup setup_;
    base::Picoseconds controller_latency_;
    std::int64_t page_bytes_, buffer_bytes_;
    std::uint32_t slice_, dies_;
    memory::PageGeometry geometry_;
    memory::FlashFtl ftl_;
    memory::FlashKvBuffer buffer_;
    memory::PuPool pus_;
    LayerSpread spread_;
    std::unordered_map<std::uint64_t, std::vector<Group>> groups_;  ///< per sequence, by page of tokens
    memory::Slots<Batch> batches_;
    memory::Slots<Page> pages_;
    std::deque<Held> held_;                   ///< pages in the controller's DRAM, on their way to a PU
    base::Picoseconds ahead_{};               ///< of the drive's clock: what filling took before the run
    std::uint32_t cursor_ = 0, touched_ = 0;  ///< logical pages: of reads in order; beyond the last in use
};

}  // namespace pamsim::pim
