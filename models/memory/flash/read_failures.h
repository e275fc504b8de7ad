// Whether a sensed page fails its CRC or parity: drawn per page and read count, so that the order in which
// channels are simulated does not matter.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "memory/flash_part.h"

namespace pamsim::memory {

class ReadFailures {
public:
    ReadFailures(const FlashPart& part, std::uint64_t seed) : rate_(part.read_retry_rate), seed_(seed) {}

    /// One more read of the page with this address in the drive.
    bool fails(std::uint64_t page);

private:
    double rate_;
    std::uint64_t seed_;
    std::unordered_map<std::uint64_t, std::uint64_t> reads_;  ///< looked up, never walked through
};

}  // namespace pamsim::memory
