// Links and the routes over them, as one module whose target socket every initiator of transfers binds to.
#pragma once

#include <tlm_utils/multi_passthrough_target_socket.h>
#include <cstdint>
#include <deque>
#include <string>
#include <systemc>
#include <tlm>
#include <vector>

#include "base/timeline.h"
#include "fabric/link_queue.h"
#include "protocol/extensions.h"

namespace pamsim::fabric {

enum class Route : std::uint64_t {};  ///< index of a route; travels as the payload's address

/// A transfer takes all links of its route at once (cut-through): it starts when every one of them is free,
/// ends after the slowest plus the latency of each, and leaves each link after that link's own occupancy.
/// b_transport returns at the end. Shared links are where routes contend: first come, first served.
///
/// Leaves out: credits and head-of-line blocking inside switches, adaptive routing, acknowledgement traffic.
class Fabric : public sc_core::sc_module {
public:
    tlm_utils::multi_passthrough_target_socket<Fabric, 64, tlm::tlm_base_protocol_types, 0,
                                               sc_core::SC_ZERO_OR_MORE_BOUND>
        target{"target"};

    Fabric(const sc_core::sc_module_name& name, base::Timeline* timeline);

    /// Before simulation: links, then routes over them in order from source to destination.
    std::size_t add_link(const std::string& name, const LinkPart& part);
    Route add_route(const std::string& name, std::vector<std::size_t> links);
    /// A route for ring collectives over `gpus`: its latency is collective_base and 2 (n-1) collective_steps.
    Route add_collective_route(const std::string& name, std::size_t link, std::uint32_t gpus);

    const std::deque<LinkQueue>& links() const { return links_; }
    std::uint64_t transactions() const { return transactions_; }

private:
    struct Path {
        std::string name;
        std::vector<std::size_t> links;
        base::Picoseconds latency;
    };

    void b_transport(int port, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);

    base::Timeline* timeline_;
    std::deque<LinkQueue> links_;
    std::vector<Path> routes_;
    std::uint64_t transactions_ = 0;
};

}  // namespace pamsim::fabric
