#include "fabric/link_part.h"

namespace pamsim::fabric {

double LinkPart::bytes_per_s() const {
    return raw_bytes_per_s * payload_bytes / (static_cast<double>(payload_bytes) + overhead_bytes);
}

LinkPart LinkPart::from(const base::ConfigNode& node) {
    LinkPart part{};
    node.word("kind", {"what this part is", {"link"}});
    part.name = node.text("name", {"name of the part, as results show it"});
    part.raw_bytes_per_s =
        1e9 * node.real("raw_gbps", {"bandwidth of one direction after line coding, in GB/s (1e9 bytes); "
                                     "datasheet or bus specification",
                                     0.001, 1e6});
    part.payload_bytes = static_cast<std::uint32_t>(
        node.uint("payload_bytes", {"payload of one packet in bytes; link specification", 1, 65536}));
    part.overhead_bytes = static_cast<std::uint32_t>(node.uint(
        "overhead_bytes", {"header and framing of one packet in bytes; link specification", 0, 4096}));
    part.latency = base::picoseconds(
        1e-9 * node.real("latency_ns", {"first byte in to first byte out, in ns; measurement", 0, 1e9}));
    part.collective_base = base::picoseconds(
        1e-9 * node.real("collective_base_ns",
                         {"fixed cost of one collective over this link in ns, 0 where none runs; "
                          "measured collectives",
                          0, 1e9, 0.0}));
    part.collective_step = base::picoseconds(
        1e-9 *
        node.real("collective_step_ns",
                  {"cost of each of the 2 (n-1) steps of a ring over n GPUs in ns; measured collectives", 0,
                   1e9, 0.0}));
    node.finish();
    return part;
}

}  // namespace pamsim::fabric
