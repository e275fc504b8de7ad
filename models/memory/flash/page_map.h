// The page-level map of a drive: logical page to physical page and back, and the live pages of each block.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "memory/flash/page_address.h"

namespace pamsim::memory {

/// Tables grow in chunks where pages are used, so that a large drive that holds little costs little.
class PageMap {
public:
    /// Throws std::invalid_argument when the drive has more pages than a 32-bit page number counts.
    explicit PageMap(const FlashPart& part);

    std::uint32_t logical_pages() const { return logical_pages_; }
    std::optional<PhysicalPage> find(LogicalPage page) const;
    /// Whose live data the physical page holds.
    std::optional<LogicalPage> owner(PhysicalPage page) const;
    /// The page is at `to` from now on; where it was before is dead.
    void map(LogicalPage page, PhysicalPage to);
    void unmap(LogicalPage page);
    /// Live pages of a block, all planes.
    std::uint32_t live(std::uint32_t block_number) const { return live_[block_number]; }

private:
    /// Values plus 1, 0 where there is none.
    class Table {
    public:
        explicit Table(std::uint32_t entries) : chunks_(entries / chunk + 1) {}
        std::uint32_t at(std::uint32_t i) const {
            const auto& entries = chunks_[i / chunk];
            return entries.empty() ? 0 : entries[i % chunk];
        }
        void set(std::uint32_t i, std::uint32_t value) {
            auto& entries = chunks_[i / chunk];
            if (entries.empty()) entries.resize(chunk);
            entries[i % chunk] = value;
        }

    private:
        static constexpr std::uint32_t chunk = 16384;
        std::vector<std::vector<std::uint32_t>> chunks_;
    };

    PageGeometry geometry_;
    std::uint32_t logical_pages_;
    Table physical_, logical_;
    std::vector<std::uint32_t> live_;
};

}  // namespace pamsim::memory
