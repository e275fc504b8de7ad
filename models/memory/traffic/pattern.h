// Orders in which accesses come to a memory part, as numbers of bursts (or pages) of the device.
#pragma once

#include <cstdint>
#include <string>

#include "base/random.h"

namespace pamsim::memory {

enum class Pattern : std::uint8_t {
    stream,    ///< one after the other, from the device's start
    random,    ///< anywhere, all equally likely
    strided,   ///< `stride` apart, around the device's end
    pingpong,  ///< two rows of one bank in turn, one access at a time
    mixed      ///< a stream of reads from the start, beside one of writes from the middle
};

struct Traffic {
    Pattern pattern = Pattern::stream;
    std::uint64_t requests = 1;
    double write_ratio = 0;         ///< share of writes, drawn for each access
    std::uint64_t stride = 1;       ///< in bursts or pages; strided only
    std::uint64_t outstanding = 0;  ///< accesses in flight in the device; 0: every queue is kept full
    std::uint64_t seed = 1;
};

struct PatternAccess {
    std::uint64_t number;  ///< of the burst or page
    bool write;
};

/// Every pattern but pingpong, which needs to know banks.
class AccessPattern {
public:
    /// `size`: bursts or pages of the device.
    AccessPattern(const Traffic& traffic, std::uint64_t size);
    PatternAccess next();

private:
    std::uint64_t stepped(std::uint64_t& at, std::uint64_t step) const;

    Traffic traffic_;
    std::uint64_t size_;
    std::uint64_t position_ = 0, write_position_;
    base::RandomStream places_, kinds_;
};

}  // namespace pamsim::memory
