#include "gpu/gpu.h"

#include "base/invariant.h"
#include "gpu/roofline.h"
#include "protocol/time.h"

namespace pamsim::gpu {

using base::Picoseconds;

Gpu::Gpu(const sc_core::sc_module_name& name, const GpuPart& part, base::Timeline* timeline)
    : sc_core::sc_module(name), part_(part), timeline_(timeline) {
    target.register_b_transport(this, &Gpu::b_transport);
}

void Gpu::b_transport(int /*port*/, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    base::require(delay == sc_core::SC_ZERO_TIME, name(), "an initiator arrived with a local-time offset");
    const auto& kernel = protocol::KernelRequest::of(payload, name());
    const Picoseconds from = protocol::now();
    const std::int64_t bytes = kernel.memory_bytes + kernel.kv_bytes;
    const double own_s = roofline_s(part_, kernel.flops, bytes);
    const Picoseconds roofline_end = from + base::picoseconds(own_s) * kernel.repeat;
    access(tlm::TLM_READ_COMMAND, kernel.memory_bytes, kernel.repeat);
    access(tlm::TLM_WRITE_COMMAND, kernel.kv_bytes, kernel.repeat);
    const Picoseconds floor = part_.kernel_floor * kernel.kernels * kernel.repeat;
    const Picoseconds end = base::max(roofline_end, protocol::now()) + floor;
    wait(protocol::to_sc(end - protocol::now()));
    counters_.busy += end - from;
    counters_.flops += kernel.flops * kernel.repeat;
    counters_.memory_bytes += bytes * kernel.repeat;
    counters_.kernels += std::uint64_t{kernel.kernels} * kernel.repeat;
    if (timeline_ != nullptr && timeline_->enabled()) timeline_->span(name(), kernel.name, from, end);
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

void Gpu::access(tlm::tlm_command command, std::int64_t bytes, std::uint32_t repeat) {
    if (bytes == 0) return;
    tlm::tlm_generic_payload& payload = memory.acquire();
    payload.set_command(command);
    auto* bulk = new protocol::BulkAccess;
    bulk->bytes = bytes;
    bulk->repeat = repeat;
    payload.set_extension(bulk);
    memory.send_and_wait(payload, [](tlm::tlm_generic_payload&) {});
}

}  // namespace pamsim::gpu
