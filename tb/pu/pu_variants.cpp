#include "pu/pu_variants.h"

#include <Vpu_hbm.h>
#include <Vpu_hbm_bf16.h>
#include <Vpu_narrow.h>
#include <Vpu_small.h>
#include <Vpu_small_fp16.h>
#include <Vpu_stream.h>

#include <algorithm>
#include <stdexcept>

namespace pamsim::tb {
namespace {

using numerics::Accumulate;
using numerics::Format;
using numerics::PuShape;

template <typename Model>
std::unique_ptr<PuUnit> verilated(std::uint32_t lanes, int seed) {
    return std::make_unique<PuRtl<Model>>(lanes, seed);
}

constexpr std::uint32_t kHeads = 8;

}  // namespace

// The shapes say what tb/pu/CMakeLists.txt gives the RTL as parameters.
const std::vector<PuVariant>& pu_variants() {
    static const std::vector<PuVariant> variants{
        {"hbm", PuShape{16, 512, kHeads, 128, Format::fp16, Accumulate::fp32, true}, verilated<Vpu_hbm>},
        {"hbm_bf16", PuShape{16, 512, kHeads, 128, Format::bf16, Accumulate::fp32, true},
         verilated<Vpu_hbm_bf16>},
        {"small", PuShape{4, 128, kHeads, 32, Format::fp16, Accumulate::fp32, true}, verilated<Vpu_small>},
        {"small_fp16", PuShape{4, 128, kHeads, 32, Format::fp16, Accumulate::fp16, true},
         verilated<Vpu_small_fp16>},
        {"stream", PuShape{4, 128, kHeads, 128, Format::bf16, Accumulate::fp32, false},
         verilated<Vpu_stream>},
        {"narrow", PuShape{2, 512, kHeads, 16, Format::fp16, Accumulate::fp32, true}, verilated<Vpu_narrow>},
    };
    return variants;
}

const PuVariant& pu_variant(const std::string& name) {
    const auto& all = pu_variants();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const PuVariant& v) { return v.name == name; });
    if (found == all.end()) throw std::invalid_argument("no pam_pu named '" + name + "' is verilated");
    return *found;
}

}  // namespace pamsim::tb
