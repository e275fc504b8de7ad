// One group of kernels on a GPU, from a thread: returns when they are done.
#pragma once

#include <cstdint>
#include <systemc>
#include <tlm>

#include "gpu/operators.h"
#include "protocol/extensions.h"

namespace pamsim::host {

template <class Socket>
void run_kernels(Socket& socket, const char* name, const gpu::Work& work, std::uint32_t repeat) {
    tlm::tlm_generic_payload payload;
    protocol::KernelRequest request;
    request.name = name;
    request.flops = work.flops;
    request.memory_bytes = work.memory_bytes;
    request.kernels = work.kernels;
    request.kv_bytes = work.kv_bytes;
    request.repeat = repeat;
    payload.set_extension(&request);
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    socket->b_transport(payload, delay);
    payload.clear_extension(&request);
}

}  // namespace pamsim::host
