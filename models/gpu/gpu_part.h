// A GPU as its part file describes it: datasheet values and named efficiencies.
#pragma once

#include <cstdint>
#include <string>

#include "base/config.h"
#include "base/units.h"

namespace pamsim::gpu {

struct GpuPart {
    std::string name;
    double peak_flops;   ///< dense BF16/FP16, per second
    base::Bytes memory;  ///< capacity when no level of the platform is the GPU's memory
    double memory_bytes_per_s;
    double compute_efficiency;       ///< share of peak_flops that large GEMMs reach
    double memory_efficiency;        ///< share of the bandwidth that streaming kernels reach
    base::Picoseconds kernel_floor;  ///< latency of an empty kernel
    std::uint32_t streaming_multiprocessors;
    base::Bytes l2;
    static GpuPart from(const base::ConfigNode& node);
};

}  // namespace pamsim::gpu
