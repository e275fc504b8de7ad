// The processing units (PU) and reduction units (RU) a memory part carries: the `pim` group of a part file.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/config.h"

namespace pamsim::pim {

enum class Engine {
    model,
    rtl
};  ///< what computes values in a unit: its functional twin, or its verilated RTL

/// Near-bank or in-controller vector unit (paper §4, Tab. 2).
struct PuPart {
    std::uint32_t lanes;  ///< FP16 multiply-accumulates per cycle
    std::uint32_t buffer_bytes;
    base::Clock clock;
    std::uint32_t input_bytes;        ///< of q, k, v, p values (FP16: 2)
    std::uint32_t accumulator_bytes;  ///< of partial scores and O accumulators (FP32: 4)
    Engine engine = Engine::model;
    static PuPart from(const base::ConfigNode& node);
};

/// Reduction unit (paper §5.2.2): vector-by-scalar multiplier, comparator, exp units, log unit, scratch.
struct RuPart {
    std::uint32_t lanes;
    std::uint32_t exp_units;  ///< and input ports: partials merged together
    std::uint32_t scratch_bytes;
    base::Clock clock;
    Engine engine = Engine::model;
    static RuPart from(const base::ConfigNode& node);
};

enum class Lockstep { rank, channel };      ///< banks that share one PIM command stream
enum class QDelivery { resident, stream };  ///< q held in the PU buffer, or streamed beside the columns
enum class PowerCap { none, column_rate, flops };
enum class PimActivate { exempt, faw };  ///< all-bank activation against tFAW

/// PIM in a DRAM device; head dimension split over the banks of a bank group.
struct DramPim {
    PuPart pu;  ///< one per bank of every chip
    RuPart ru;
    std::uint32_t device_rus;      ///< RUs in the logic die or centre buffer, per device
    std::uint32_t head_dim_split;  ///< banks over which one token's head dimension is split
    Lockstep lockstep;
    QDelivery q_delivery;
    PowerCap power_cap;
    PimActivate activate;
    std::uint32_t mac_interval_cycles;        ///< all-bank column spacing under the power limit
    std::uint32_t mac_interval_nocap_cycles;  ///< and without it
    double cap_flops;                         ///< per device, for power_cap: flops
    std::uint32_t mode_change_cycles;         ///< a domain enters or leaves PIM
    bool yield_at_rows;  ///< ordinary accesses come in between rows, else between programs
    static DramPim from(const base::ConfigNode& node);
};

/// PIM in an SSD controller; a PU takes whole vectors from pages that channel DMA brings.
struct FlashPim {
    PuPart pu;
    RuPart ru;
    std::uint32_t pus;         ///< per controller
    std::uint32_t device_rus;  ///< per controller
    static FlashPim from(const base::ConfigNode& node);
};

}  // namespace pamsim::pim
