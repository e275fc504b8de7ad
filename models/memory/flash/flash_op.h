// What a drive's controller asks of a die, and what it hears back (ONFI names).
#pragma once

#include <cstdint>

#include "base/units.h"

namespace pamsim::memory {

enum class FlashCommand : std::uint8_t { read, program, erase };
enum class FlashOrigin : std::uint8_t { host, garbage_collection };

/// One operation of one die. With `planes` above 1 it is a multi-plane operation on planes
/// [plane, plane + planes): the same block and page of each (an erase: the same block).
struct FlashOp {
    FlashCommand command = FlashCommand::read;
    FlashOrigin origin = FlashOrigin::host;
    std::uint32_t die = 0;  ///< of the drive; its channel is die % channels
    std::uint32_t plane = 0;
    std::uint32_t planes = 1;
    std::uint32_t block = 0;                  ///< of the plane
    std::uint32_t page = 0;                   ///< of the block; an erase ignores it
    std::uint64_t tag = 0;                    ///< the caller's, handed back
    base::Picoseconds pu_time_per_page = {};  ///< of a read: work of a controller PU on each page; 0: none
};

struct FlashCompletion {
    std::uint64_t tag = 0;
    FlashCommand command = FlashCommand::read;
    FlashOrigin origin = FlashOrigin::host;
    std::uint32_t retries = 0;  ///< repeated senses that a read needed
    base::Picoseconds submitted{};
    /// A read: its last page past error correction, and past its PU if it has one. Others: the array's end.
    base::Picoseconds done{};
};

/// Uses of a channel's bus, in the order in which a channel serves them: what makes an array start, then data
/// of reads, then resumes, erases and programs.
enum class BusAction : std::uint8_t { suspend, sense, data_out, resume, erase, data_in };

/// One use of a bus, for those who want to see every command. `tag` is of the operation it was granted for; a
/// suspend's is that of the read that waits.
struct FlashGrant {
    BusAction action{};
    std::uint32_t die = 0;
    std::uint64_t tag = 0;
    base::Picoseconds from{}, until{};
};

}  // namespace pamsim::memory
