// One transfer over a route, from a thread: returns when the bytes are there.
#pragma once

#include <cstdint>
#include <systemc>
#include <tlm>

#include "fabric/fabric.h"
#include "protocol/extensions.h"

namespace pamsim::host {

template <class Socket>
void transfer(Socket& socket, fabric::Route route, std::int64_t bytes, std::uint32_t repeat) {
    if (bytes <= 0) return;
    tlm::tlm_generic_payload payload;
    protocol::Transfer request;
    request.bytes = bytes;
    request.repeat = repeat;
    payload.set_extension(&request);
    payload.set_address(static_cast<std::uint64_t>(route));
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    socket->b_transport(payload, delay);
    payload.clear_extension(&request);
}

}  // namespace pamsim::host
