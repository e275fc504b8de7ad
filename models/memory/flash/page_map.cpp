#include "memory/flash/page_map.h"

#include <fmt/format.h>

#include <limits>
#include <stdexcept>

#include "base/invariant.h"

namespace pamsim::memory {

namespace {

std::uint32_t checked(std::int64_t pages, const FlashPart& part) {
    if (pages >= std::numeric_limits<std::uint32_t>::max())
        throw std::invalid_argument(
            fmt::format("{}: {} pages, and a page map counts fewer than 4294967295", part.name, pages));
    return static_cast<std::uint32_t>(pages);
}

}  // namespace

PageMap::PageMap(const FlashPart& part)
    : geometry_(part),
      logical_pages_(checked(part.user_capacity().value() / part.page_bytes, part)),
      physical_(logical_pages_),
      logical_(checked(part.capacity().value() / part.page_bytes, part)),
      live_(std::size_t{part.all_dies()} * part.blocks) {}

std::optional<PhysicalPage> PageMap::find(LogicalPage page) const {
    const auto number = static_cast<std::uint32_t>(page);
    const std::uint32_t entry = number < logical_pages_ ? physical_.at(number) : 0;
    if (entry == 0) return std::nullopt;
    return PhysicalPage{entry - 1};
}

std::optional<LogicalPage> PageMap::owner(PhysicalPage page) const {
    const std::uint32_t entry = logical_.at(static_cast<std::uint32_t>(page));
    if (entry == 0) return std::nullopt;
    return LogicalPage{entry - 1};
}

void PageMap::map(LogicalPage page, PhysicalPage to) {
    base::require(!owner(to), "PageMap", "a page is written where live data are");
    unmap(page);
    physical_.set(static_cast<std::uint32_t>(page), static_cast<std::uint32_t>(to) + 1);
    logical_.set(static_cast<std::uint32_t>(to), static_cast<std::uint32_t>(page) + 1);
    ++live_[geometry_.block_number(to)];
}

void PageMap::unmap(LogicalPage page) {
    const auto at = find(page);
    if (!at) return;
    physical_.set(static_cast<std::uint32_t>(page), 0);
    logical_.set(static_cast<std::uint32_t>(*at), 0);
    --live_[geometry_.block_number(*at)];
}

}  // namespace pamsim::memory
