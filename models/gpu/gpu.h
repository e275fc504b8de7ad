// A GPU as a module: kernels by roofline, its memory traffic as real transactions to the level it lives in.
#pragma once

#include <tlm_utils/multi_passthrough_target_socket.h>
#include <systemc>
#include <tlm>

#include "base/timeline.h"
#include "gpu/gpu_part.h"
#include "protocol/at_initiator.h"
#include "protocol/extensions.h"

namespace pamsim::gpu {

struct GpuCounters {
    base::Picoseconds busy{0};
    double flops = 0;
    std::int64_t memory_bytes = 0;
    std::uint64_t kernels = 0;
};

/// A kernel takes the largest of its arithmetic at compute_efficiency x peak, its bytes at memory_efficiency
/// x the GPU's own bandwidth, and its bytes over `memory` (the stacks' bandwidth, where other users of the
/// same banks contend), plus the launch floor of each kernel. b_transport returns at its end: what it wrote
/// is in memory then. Activations it writes go as reads, new K and V as writes.
///
/// Leaves out: tile and wave quantisation, occupancy, cache reuse.
class Gpu : public sc_core::sc_module {
public:
    tlm_utils::multi_passthrough_target_socket<Gpu, 64> target{"target"};
    protocol::AtInitiator<tlm::tlm_base_protocol_types> memory{"memory"};

    Gpu(const sc_core::sc_module_name& name, const GpuPart& part, base::Timeline* timeline);

    const GpuCounters& counters() const { return counters_; }

private:
    void b_transport(int port, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
    void access(tlm::tlm_command command, std::int64_t bytes, std::uint32_t repeat);

    GpuPart part_;
    base::Timeline* timeline_;
    GpuCounters counters_;
};

}  // namespace pamsim::gpu
