// An SSD as its part file describes it: controller, channels, dies, planes, pages (ONFI names).
#pragma once

#include <cstdint>
#include <string>

#include "base/config.h"
#include "base/units.h"

namespace pamsim::memory {

struct FlashPart {
    std::string name;
    std::uint32_t channels;
    std::uint32_t dies;    ///< per channel
    std::uint32_t planes;  ///< per die, read and programmed together (multi-plane)
    std::uint32_t blocks;  ///< per plane
    std::uint32_t pages;   ///< per block
    std::uint32_t page_bytes;
    double channel_bytes_per_s;            ///< 2400 MT/s on an 8-bit ONFI bus = 2.4 GB/s
    base::Picoseconds t_read;              ///< tR
    base::Picoseconds t_program;           ///< tPROG
    base::Picoseconds t_erase;             ///< tBERS
    base::Picoseconds controller_latency;  ///< command handling and ECC of one page, not on the array's pace
    bool cache_read;                       ///< the next page is sensed while the last one is on the bus
    base::Bytes write_buffer;              ///< controller DRAM that gathers KV until a page is whole
    std::uint64_t program_erase_cycles;    ///< endurance

    std::uint32_t all_dies() const { return channels * dies; }
    base::Bytes capacity() const {
        return base::Bytes{std::int64_t{all_dies()} * planes * blocks * pages * std::int64_t{page_bytes}};
    }
    /// From a command to the first page's last byte in the controller: tR, transfer, controller.
    base::Picoseconds first_page_time() const { return t_read + transfer_time() + controller_latency; }
    base::Picoseconds transfer_time() const;  ///< one page over its channel
    /// Time per page of one die when every die of a channel reads without pause: the larger of the array
    /// (tR, plus the transfer without cached reads) and the shared channel bus, per plane's page.
    base::Picoseconds page_interval() const;
    double read_bytes_per_s()
        const;  ///< of the drive's flash: 17.5 GB/s with the paper's figures, 14.2 without cache
    double program_bytes_per_s() const;  ///< all dies programming

    /// Reads the keys of a part file with `kind: flash`; does not call finish().
    static FlashPart from(const base::ConfigNode& node);
};

}  // namespace pamsim::memory
