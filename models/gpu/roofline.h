// The rule of a kernel's time, apart from the module.
#pragma once

#include <algorithm>
#include <cstdint>

#include "gpu/gpu_part.h"

namespace pamsim::gpu {

/// The larger of arithmetic at compute_efficiency x peak and bytes at memory_efficiency x bandwidth; without
/// the floor of a launch. Against measured H100 GEMMs (tests/timing/measured_gemm_test.cpp): median error 8
/// %, A100: 27 %.
inline double roofline_s(const GpuPart& part, double flops, std::int64_t memory_bytes) {
    const double arithmetic_s = flops / (part.peak_flops * part.compute_efficiency);
    const double memory_s =
        static_cast<double>(memory_bytes) / (part.memory_bytes_per_s * part.memory_efficiency);
    return std::max(arithmetic_s, memory_s);
}

}  // namespace pamsim::gpu
