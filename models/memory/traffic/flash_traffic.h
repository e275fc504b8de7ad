// A drive alone under a pattern of page accesses, by the command-level flash engine or in closed form.
#pragma once

#include "memory/flash_part.h"
#include "memory/traffic/part_run.h"
#include "memory/traffic/pattern.h"

namespace pamsim::memory {

/// Pages go round planes, then dies, then the pages of a block. Reads of consecutive pages of one die are one
/// multi-plane read. Writes, in whatever order they are asked, go one after another to erased blocks from the
/// middle of the drive on, as a log-structured mapping puts them; nothing is collected. With
/// traffic.outstanding 0 every plane has eight pages to do. lost: `commands` and addresses on the buses,
/// `retry` of pages that failed, `array` when no page was ready. Throws std::invalid_argument with one
/// sentence for ping-pong, which flash has not, and for more writes than the half of the drive holds.
PartRun run_flash(const FlashPart& part, const Traffic& traffic);

/// Reads of a stream, at min(array, bus), or of random pages with all dies busy, where the drive waits for
/// the fullest die: n + sqrt(2 n ln dies) pages with n the mean. Anything else is a std::invalid_argument.
PartRun estimate_flash(const FlashPart& part, const Traffic& traffic);

}  // namespace pamsim::memory
