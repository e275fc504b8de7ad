// What a drive's flash did, and where time went.
#pragma once

#include <cstdint>
#include <vector>

#include "base/units.h"

namespace pamsim::memory {

/// Where a channel's bus time went; what is left of a run's duration the bus stood idle, waiting for arrays.
struct FlashBusTime {
    base::Picoseconds data{};        ///< the host's pages, first reads and programs
    base::Picoseconds overhead{};    ///< their commands, addresses and set-up, suspends and resumes
    base::Picoseconds retry{};       ///< repeated reads of the host, all of it
    base::Picoseconds collection{};  ///< garbage collection, all of it
    base::Picoseconds busy() const { return data + overhead + retry + collection; }
};

struct FlashStats {
    std::uint64_t reads = 0;         ///< sense commands (30h, 31h), repeated ones and multi-plane ones as one
    std::uint64_t cached_reads = 0;  ///< of those, commands that left another page in the cache register
    std::uint64_t pages_read = 0;    ///< pages moved out, repeated ones included
    std::uint64_t programs = 0, pages_programmed = 0;
    std::uint64_t erases = 0;  ///< commands; a multi-plane erase clears a block of each plane
    std::uint64_t suspends = 0, resumes = 0;
    std::uint64_t page_retries = 0;  ///< pages that failed and were sensed again
    std::uint64_t gc_pages_read = 0, gc_pages_programmed = 0;

    base::Bytes bytes_out{}, bytes_in{};
    std::vector<FlashBusTime> bus;            ///< per channel
    std::vector<base::Picoseconds> die_busy;  ///< per die: sensing, programming, erasing, suspending

    base::Picoseconds bus_wait{};      ///< sum over pages: in the register until the bus took them
    base::Picoseconds array_wait{};    ///< sum over reads: from submission until the sense command
    base::Picoseconds suspend_time{};  ///< array time of suspending and resuming
    base::Picoseconds retry_array_time{}, gc_array_time{};
};

}  // namespace pamsim::memory
