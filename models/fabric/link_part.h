// A link as its part file describes it, one direction.
#pragma once

#include <cstdint>
#include <string>

#include "base/config.h"
#include "base/units.h"

namespace pamsim::fabric {

struct LinkPart {
    std::string name;
    double raw_bytes_per_s;        ///< one direction, after line coding
    std::uint32_t payload_bytes;   ///< of one packet
    std::uint32_t overhead_bytes;  ///< header and framing of one packet
    base::Picoseconds latency;     ///< first byte in to first byte out
    base::Picoseconds
        collective_base;  ///< fixed cost of one collective over this link (0: none is run over it)
    base::Picoseconds collective_step;  ///< and of each of its 2 (n-1) ring steps

    /// Payload bandwidth: raw * payload / (payload + overhead).
    double bytes_per_s() const;
    static LinkPart from(const base::ConfigNode& node);
};

}  // namespace pamsim::fabric
