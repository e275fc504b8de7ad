// The rule of a link, apart from the module: first come, first served, one direction.
#pragma once

#include <cstdint>
#include <string>

#include "base/units.h"
#include "fabric/link_part.h"

namespace pamsim::fabric {

struct LinkCounters {
    std::int64_t bytes = 0;
    base::Picoseconds busy{0};
    base::Picoseconds waited{0};  ///< sum over transfers of the time spent behind others
    base::Picoseconds longest_wait{0};
    std::uint64_t transfers = 0;
};

/// One direction of one link. Bytes take payload-bandwidth time; a transfer starts when those before it are
/// through.
class LinkQueue {
public:
    LinkQueue(std::string name, const LinkPart& part) : name_(std::move(name)), part_(part) {}

    const std::string& name() const { return name_; }
    const LinkPart& part() const { return part_; }
    const LinkCounters& counters() const { return counters_; }
    base::Picoseconds free_at() const { return free_at_; }
    /// Time the link is occupied by `bytes`, `repeat` times.
    base::Picoseconds occupancy(std::int64_t bytes, std::uint32_t repeat) const;
    /// Occupies the link from `start`, which must not be before free_at(); `asked` is when the transfer came.
    void occupy(base::Picoseconds asked, base::Picoseconds start, std::int64_t bytes, std::uint32_t repeat);

private:
    std::string name_;
    LinkPart part_;
    base::Picoseconds free_at_{0};
    LinkCounters counters_;
};

}  // namespace pamsim::fabric
