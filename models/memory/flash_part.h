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
    bool cache_program;                    ///< the next page is moved in while the last one is programmed
    base::Picoseconds command_overhead;    ///< bus time of one operation's command and address cycles
    base::Picoseconds data_out_setup;      ///< bus time before the first byte of a page out
    base::Picoseconds plane_change;        ///< bus time in its place before every further plane's page
    base::Picoseconds t_cache_busy;        ///< tRCBSY: the registers are busy between two cached senses
    bool suspend;                          ///< host reads suspend programs and erases
    base::Picoseconds t_program_suspend;   ///< from the suspend command until the die can sense
    base::Picoseconds t_erase_suspend;     ///< likewise of an erase
    base::Picoseconds t_resume;            ///< array time that a resume adds
    bool in_order;                         ///< a channel hands out read data in the order of submission
    double read_retry_rate;                ///< share of sensed pages whose CRC or parity fails
    base::Picoseconds read_retry;          ///< array time that a repeated sense adds to tR
    std::uint32_t read_retry_limit;        ///< repeated senses of one page before the run stops
    double over_provisioning;              ///< share of the pages that holds no user data
    std::uint32_t gc_free_blocks;          ///< of one plane; at so many or fewer, blocks are collected
    bool gc_fifo;  ///< collect the block that was closed first, not the one with fewest valid pages
    base::Bytes write_buffer;            ///< controller DRAM that gathers KV until a page is whole
    std::uint64_t program_erase_cycles;  ///< endurance

    std::uint32_t all_dies() const { return channels * dies; }
    base::Bytes capacity() const {
        return base::Bytes{std::int64_t{all_dies()} * planes * blocks * pages * std::int64_t{page_bytes}};
    }
    /// From a command to the first page's last byte in the controller: tR, transfer, controller.
    base::Picoseconds first_page_time() const { return t_read + transfer_time() + controller_latency; }
    base::Bytes user_capacity() const;        ///< without the over-provisioned share
    base::Picoseconds transfer_time() const;  ///< one page over its channel, without command overhead
    /// Time per page of one die when every die of a channel reads without pause: the larger of the array
    /// (tR, plus the transfer without cached reads) and the shared channel bus, per plane's page.
    base::Picoseconds page_interval() const;
    /// The same with the bus time of commands, multi-plane reads of all planes: what the command-level engine
    /// sustains. Overhead hides behind a cached array and shows without cached reads and on a full bus.
    base::Picoseconds page_interval_with_commands() const;
    double read_bytes_per_s()
        const;  ///< of the drive's flash: 17.5 GB/s with the paper's figures, 14.2 without cache
    double program_bytes_per_s() const;  ///< all dies programming

    /// Reads the keys of a part file with `kind: flash`; does not call finish().
    static FlashPart from(const base::ConfigNode& node);
};

}  // namespace pamsim::memory
