// Addresses of pages: the host's, and those of the flash.
#pragma once

#include <cstdint>

#include "memory/flash_part.h"

namespace pamsim::memory {

enum class LogicalPage : std::uint32_t {};   ///< page of user data
enum class PhysicalPage : std::uint32_t {};  ///< page of the flash: its row times planes plus its plane

/// The pages of one number in the same block of every plane of a die: what a multi-plane program writes.
struct FlashRow {
    std::uint32_t die = 0, block = 0, page = 0;
};

class PageGeometry {
public:
    explicit PageGeometry(const FlashPart& part)
        : planes_(part.planes), pages_(part.pages), blocks_(part.blocks) {}

    std::uint32_t row_number(const FlashRow& row) const {
        return (row.die * blocks_ + row.block) * pages_ + row.page;
    }
    PhysicalPage page(const FlashRow& row, std::uint32_t plane) const {
        return PhysicalPage{row_number(row) * planes_ + plane};
    }
    std::uint32_t row_number(PhysicalPage page) const { return static_cast<std::uint32_t>(page) / planes_; }
    FlashRow row(PhysicalPage page) const {
        const std::uint32_t number = row_number(page);
        return {number / pages_ / blocks_, number / pages_ % blocks_, number % pages_};
    }
    std::uint32_t plane(PhysicalPage page) const { return static_cast<std::uint32_t>(page) % planes_; }
    /// The block of every plane, counted through the dies.
    std::uint32_t block_number(PhysicalPage page) const { return row_number(page) / pages_; }
    std::uint32_t block_pages() const { return pages_ * planes_; }

private:
    std::uint32_t planes_, pages_, blocks_;
};

/// Where the bytes of pages are kept by whoever simulates values; the mapping says what moves where. A row
/// is erased only after every live page of its block has been copied and programmed.
class PageStore {
public:
    virtual ~PageStore() = default;
    virtual void program(PhysicalPage to, LogicalPage page) = 0;  ///< what the host wrote last
    virtual void copy(PhysicalPage from, PhysicalPage to) = 0;
    virtual void erase(PhysicalPage first, std::uint32_t count) = 0;
};

}  // namespace pamsim::memory
