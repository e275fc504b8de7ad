#include "fabric/fabric.h"

#include "base/invariant.h"
#include "fabric/collectives.h"
#include "protocol/time.h"

namespace pamsim::fabric {

using base::Picoseconds;

Fabric::Fabric(const sc_core::sc_module_name& name, base::Timeline* timeline)
    : sc_core::sc_module(name), timeline_(timeline) {
    target.register_b_transport(this, &Fabric::b_transport);
}

std::size_t Fabric::add_link(const std::string& name, const LinkPart& part) {
    links_.emplace_back(name, part);
    return links_.size() - 1;
}

Route Fabric::add_route(const std::string& name, std::vector<std::size_t> links) {
    Picoseconds latency{0};
    for (const std::size_t link : links) latency += links_.at(link).part().latency;
    routes_.push_back({name, std::move(links), latency});
    return static_cast<Route>(routes_.size() - 1);
}

Route Fabric::add_collective_route(const std::string& name, std::size_t link, std::uint32_t gpus) {
    const LinkPart& part = links_.at(link).part();
    routes_.push_back({name, {link}, part.collective_base + part.collective_step * ring_steps(gpus)});
    return static_cast<Route>(routes_.size() - 1);
}

void Fabric::b_transport(int /*port*/, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    base::require(delay == sc_core::SC_ZERO_TIME, name(), "an initiator arrived with a local-time offset");
    const auto& transfer = protocol::Transfer::of(payload, name());
    const Path& path = routes_.at(payload.get_address());
    ++transactions_;
    const Picoseconds asked = protocol::now();
    Picoseconds start = asked, slowest{0};
    for (const std::size_t link : path.links) start = base::max(start, links_[link].free_at());
    for (const std::size_t link : path.links) {
        links_[link].occupy(asked, start, transfer.bytes, transfer.repeat);
        slowest = base::max(slowest, links_[link].occupancy(transfer.bytes, transfer.repeat));
    }
    const Picoseconds end = start + slowest + path.latency * transfer.repeat;
    if (timeline_ != nullptr && timeline_->enabled()) timeline_->span(name(), path.name, start, end);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    wait(protocol::to_sc(end - asked));
}

}  // namespace pamsim::fabric
