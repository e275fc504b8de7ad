// What every model of an SSD level can say about its writes.
#pragma once

#include <cstdint>
#include <optional>

#include "memory/flash/ftl.h"

namespace pamsim::pim {

/// Of one owner's drives, in bytes.
struct SsdCounters {
    std::int64_t accepted = 0;    ///< KV taken over
    std::int64_t programmed = 0;  ///< pages programmed, padding and garbage collection included
    std::int64_t waiting = 0;     ///< whole pages in the controllers' buffers
    std::int64_t partial = 0;     ///< KV there in pages that are not whole
    std::int64_t dropped = 0;     ///< KV whose sequence left before it was programmed

    /// What only commands tell.
    struct Collection {
        std::uint64_t blocks = 0, pages_moved = 0;
        memory::FlashWear wear;
    };
    std::optional<Collection> collection;
};

class SsdWrites {
public:
    virtual ~SsdWrites() = default;
    /// As of now.
    virtual SsdCounters ssd_counters() = 0;
};

}  // namespace pamsim::pim
