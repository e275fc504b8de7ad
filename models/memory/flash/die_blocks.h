// The blocks of one die, those of one number in all planes taken together: which are free, open, closed; how
// often each was erased.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "memory/flash/page_map.h"

namespace pamsim::memory {

/// Pages are written row after row into two open blocks: one of the host, one of garbage collection. Of the
/// free blocks the least worn is opened; the last one only by garbage collection.
class DieBlocks {
public:
    enum class Stream : std::uint8_t { host, garbage_collection };

    DieBlocks(const FlashPart& part, std::uint32_t die);

    /// The next row of the stream's open block; none when no block may be opened.
    std::optional<FlashRow> next_row(Stream stream);
    bool has_row(Stream stream) const;
    std::uint32_t free() const { return free_; }
    /// The closed block to collect, if collecting any would free a row. It is not offered again.
    std::optional<std::uint32_t> take_victim(const PageMap& map);
    void erased(std::uint32_t block);
    /// Erases of each block.
    const std::vector<std::uint32_t>& erases() const { return erases_; }

private:
    enum class State : std::uint8_t { free, open, closed, collected };
    struct Open {
        std::uint32_t block = 0;
        std::uint32_t next_page = 0;
        bool any = false;
    };

    std::optional<std::uint32_t> least_worn() const;

    bool fifo_;
    std::uint32_t die_, pages_, most_live_, free_;
    std::vector<State> states_;
    std::vector<std::uint32_t> erases_;
    std::vector<std::uint64_t> closed_at_;  ///< per block: count of blocks closed before it
    std::uint64_t closed_ = 0;
    Open open_[2];
};

}  // namespace pamsim::memory
