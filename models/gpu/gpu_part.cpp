#include "gpu/gpu_part.h"

namespace pamsim::gpu {

namespace {

double efficiency(const base::ConfigNode& node, const std::string& key, const std::string& doc) {
    return node.real(key, {doc, 0.01, 1.0});
}

}  // namespace

GpuPart GpuPart::from(const base::ConfigNode& node) {
    GpuPart part{};
    node.word("kind", {"what this part is", {"gpu"}});
    part.name = node.text("name", {"name of the part, as results show it"});
    part.peak_flops =
        1e12 *
        node.real("peak_tflops", {"dense FP16/BF16 peak in TFLOPS; datasheet, without sparsity", 0.001, 1e6});
    part.memory = base::Bytes{static_cast<std::int64_t>(
        node.uint("memory_bytes", {"memory capacity in bytes; datasheet", 1ULL << 20, 1ULL << 50}))};
    part.memory_bytes_per_s =
        1e9 *
        node.real("memory_bandwidth_gbps", {"memory bandwidth in GB/s (1e9 bytes); datasheet", 0.001, 1e6});
    part.compute_efficiency =
        efficiency(node, "compute_efficiency",
                   "share of peak_tflops that large GEMMs reach; scale-snu/attacc_simulator");
    part.memory_efficiency =
        efficiency(node, "memory_efficiency",
                   "share of the bandwidth that streaming kernels reach; scale-snu/attacc_simulator");
    part.kernel_floor = base::picoseconds(
        1e-9 *
        node.real("kernel_floor_ns", {"latency of the smallest kernel in ns; measured GEMM tables", 0, 1e7}));
    part.streaming_multiprocessors = static_cast<std::uint32_t>(
        node.uint("streaming_multiprocessors", {"streaming multiprocessors; datasheet", 1, 4096}));
    part.l2 = base::Bytes{
        static_cast<std::int64_t>(node.uint("l2_bytes", {"L2 cache in bytes; datasheet", 1024, 1ULL << 40}))};
    node.finish();
    return part;
}

}  // namespace pamsim::gpu
