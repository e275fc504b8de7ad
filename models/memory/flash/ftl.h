// The drive's translation layer: a log-structured page-level map over the command-level engine, with greedy
// or first-in-first-out garbage collection whose reads, programs and erases run beside the host's work.
//
// Host pages go round the dies a row at a time, all planes of a die together (multi-plane programs), so pages
// written one after another are read back in parallel. A page counts as written when its program is done;
// until then reads find it in the controller's DRAM. Garbage collection stays within a die; a die with no
// room is passed over, and writes wait when every die is full.
//
// Not modelled: map reads and writes (all of it is in controller DRAM), static wear levelling, bad blocks,
// power failure.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "memory/flash/die_blocks.h"
#include "memory/flash/flash_engine.h"

namespace pamsim::memory {

struct FtlCompletion {
    std::uint64_t tag = 0;
    bool is_write = false;
    base::Picoseconds submitted{}, done{};
    bool dropped = false;  ///< a write that was trimmed while it waited for a free block
};

struct FtlStats {
    std::uint64_t host_pages_written = 0, host_pages_read = 0;
    std::uint64_t buffered_pages_read = 0;  ///< of those read, found in the controller's DRAM
    std::uint64_t collections = 0;          ///< blocks of all planes of a die, collected and erased
    std::uint64_t pages_moved = 0;          ///< live pages that collections wrote again
    std::size_t most_waiting = 0;           ///< host pages that waited for a free block at a time
    std::uint64_t host_pages_dropped = 0;   ///< trimmed while they waited
};

/// Erases of one block, over all blocks of the drive.
struct FlashWear {
    std::uint32_t min = 0, max = 0;
    double mean = 0;
};

class FlashFtl {
public:
    /// `store` may be null: then no values are kept. Throws std::invalid_argument for a drive of more than
    /// 2^32 pages.
    explicit FlashFtl(const FlashPart& part, const FlashEngineOptions& options = {},
                      PageStore* store = nullptr);

    std::uint32_t logical_pages() const { return map_.logical_pages(); }
    /// Where the page's data are; none when it holds nothing or waits for a free block.
    std::optional<PhysicalPage> location(LogicalPage page) const { return map_.find(page); }
    bool written(LogicalPage page) const { return waits(page) || location(page).has_value(); }

    /// `now` never goes back, here as below. The completion comes when the page is programmed.
    void write(LogicalPage page, std::uint64_t tag, base::Picoseconds now);
    /// Programs a row that is not full yet; what it leaves of the row is lost until collection.
    void flush(base::Picoseconds now);
    /// One completion when every page has arrived, and left its PU if `pu_time` is above zero. Pages that
    /// lie in one row are sensed together. Reading what was never written is an InvariantError.
    void read(const std::vector<LogicalPage>& pages, std::uint64_t tag, base::Picoseconds now,
              base::Picoseconds pu_time = {});
    /// The page's data are given up.
    void trim(LogicalPage page, base::Picoseconds now);

    void advance(base::Picoseconds limit);
    std::optional<FtlCompletion> next_completion();
    std::optional<base::Picoseconds> completion_bound();
    /// Until dies are idle, garbage collection included. Waiting writes and a row not full may remain.
    void drain();

    base::Picoseconds now() const { return engine_.now(); }
    std::size_t in_flight() const { return requests_.in_flight(); }
    const FtlStats& stats() const { return stats_; }
    const FlashEngine& engine() const { return engine_; }
    double write_amplification() const;  ///< programmed pages over host pages; 0 before any
    FlashWear wear() const;

private:
    enum class Kind : std::uint8_t { host_read, program, gc_read, erase };
    using Stream = DieBlocks::Stream;
    struct Request {
        FtlCompletion answer;
        std::uint64_t serial = 0;
        std::uint32_t outstanding = 0;
    };
    struct RowWrite {
        FlashRow row;
        Stream stream = Stream::host;
        std::uint32_t filled = 0;
        std::vector<SlotIndex> requests;  ///< of the host's pages
    };
    struct Run {  ///< pages of one row, plane after plane
        PhysicalPage first{};
        std::uint32_t count = 0;
        bool buffered = false;  ///< in the controller's DRAM
    };
    struct Collection {
        bool active = false;
        std::uint32_t block = 0, reads = 0, programs = 0;
        std::optional<SlotIndex> row;  ///< not full yet
    };
    struct Waiting {
        LogicalPage page;
        SlotIndex request;
    };
    struct Done {
        std::int64_t at;
        std::uint64_t serial;
        SlotIndex request;
        bool operator>(const Done& o) const { return at != o.at ? at > o.at : serial > o.serial; }
    };

    static std::uint64_t tag(Kind kind, SlotIndex index) {
        return std::uint64_t{index} << 2 | static_cast<std::uint64_t>(kind);
    }
    SlotIndex new_request(std::uint64_t caller_tag, bool is_write, std::uint32_t parts);
    void part_done(SlotIndex request, base::Picoseconds at);
    void handle(const FlashCompletion& completion);
    FlashOp read_of(const Run& run, Kind kind, SlotIndex index) const;
    void append(std::vector<Run>& runs, const Run& next) const;

    bool waits(LogicalPage page) const { return waiting_writes_.count(static_cast<std::uint32_t>(page)) > 0; }
    void no_longer_waits(LogicalPage page);
    Run place_of(LogicalPage page) const;
    Run place_of(PhysicalPage page) const;
    void submit_read(const FlashOp& op, const Run& run);

    void place_waiting();
    std::optional<SlotIndex> open_host_row();
    SlotIndex open_row(std::uint32_t die, Stream stream);
    PhysicalPage next_page_of(SlotIndex row);
    void program(SlotIndex row);
    void row_programmed(SlotIndex row);

    void collect(std::uint32_t die);
    void move(std::uint32_t die, const Run& run);
    void finish_moves(std::uint32_t die);
    void erased(std::uint32_t die);

    FlashPart part_;
    PageGeometry geometry_;
    FlashEngine engine_;
    PageMap map_;
    PageStore* store_;
    std::vector<DieBlocks> blocks_;
    std::vector<Collection> collections_;  ///< per die
    Slots<Request> requests_;
    Slots<RowWrite> rows_;
    Slots<Run> runs_;
    std::deque<Waiting> waiting_;
    std::unordered_map<std::uint32_t, std::uint32_t> waiting_writes_;  ///< per logical page; looked up only
    std::optional<SlotIndex> host_row_;                                ///< not full yet
    std::unordered_set<std::uint32_t> unprogrammed_;  ///< numbers of rows; looked up, never walked through
    std::priority_queue<Done, std::vector<Done>, std::greater<>> done_;
    std::uint32_t next_die_ = 0;
    std::uint64_t submitted_ = 0;
    FtlStats stats_;
};

}  // namespace pamsim::memory
