#include "pim/pim_part.h"

#include <fmt/format.h>

#include "numerics/softmax.h"

namespace pamsim::pim {

namespace {

using base::ConfigNode;

std::uint32_t count(const ConfigNode& node, const std::string& key, const std::string& doc,
                    std::uint64_t max) {
    return static_cast<std::uint32_t>(node.uint(key, {doc, 1, max}));
}

base::Clock read_clock(const ConfigNode& node, const std::string& doc) {
    return base::Clock{static_cast<std::int64_t>(node.uint("clock_khz", {doc, 1000, 10000000}))};
}

PuPart read_pu(const ConfigNode& pim) {
    return PuPart::from(pim.child("pu", "the processing unit"));
}
RuPart read_ru(const ConfigNode& pim) {
    return RuPart::from(pim.child("ru", "the reduction unit"));
}

Engine read_engine(const ConfigNode& node) {
    const auto word =
        node.word("engine", {"what computes values in the unit, when values are on: its functional "
                             "twin, or its verilated RTL; both give the same bytes and cycles",
                             {"model", "rtl"},
                             "model"});
    return word == "rtl" ? Engine::rtl : Engine::model;
}

Lockstep read_lockstep(const ConfigNode& node) {
    const auto word =
        node.word("lockstep", {"banks that share one stream of PIM commands", {"rank", "channel"}});
    return word == "rank" ? Lockstep::rank : Lockstep::channel;
}

QDelivery read_q_delivery(const ConfigNode& node) {
    const auto word = node.word(
        "q_delivery", {"q held in the PU's buffer, or streamed beside the columns", {"resident", "stream"}});
    return word == "resident" ? QDelivery::resident : QDelivery::stream;
}

PowerCap read_power_cap(const ConfigNode& node) {
    const auto word =
        node.word("power_cap", {"what limits all-bank work: nothing, the column spacing mac_interval_cycles, "
                                "or the rate cap_gflops",
                                {"none", "column_rate", "flops"}});
    if (word == "none") return PowerCap::none;
    return word == "flops" ? PowerCap::flops : PowerCap::column_rate;
}

PimActivate read_activate(const ConfigNode& node) {
    const auto word = node.word(
        "activate",
        {"whether all-bank activation keeps tFAW; scale-snu/attacc_simulator exempts it", {"exempt", "faw"}});
    return word == "exempt" ? PimActivate::exempt : PimActivate::faw;
}

constexpr const char* device_rus_doc = "reduction units of one device outside its banks; PAM paper, Tab. 2";

}  // namespace

PuPart PuPart::from(const base::ConfigNode& node) {
    node.word("kind", {"what this part is", {"pu"}});
    const auto lanes = count(node, "lanes", "multiply-accumulates per cycle; PAM paper, Tab. 2", 4096);
    const auto buffer = count(node, "buffer_bytes", "local buffer in bytes; PAM paper, Tab. 2", 1ULL << 24);
    const auto pu_clock = read_clock(node, "clock of the unit in kHz; PAM paper, Tab. 2");
    const auto input = count(node, "input_bytes", "bytes of one q, k, v or p value (FP16: 2)", 8);
    const auto accumulator =
        count(node, "accumulator_bytes", "bytes of one partial sum: 4 (FP32) or 2 (FP16)", 4);
    const Engine engine = read_engine(node);
    if (accumulator != 2 && accumulator != 4)
        node.fail("accumulator_bytes",
                  fmt::format("found {}, allowed are 2 (FP16) and 4 (FP32)", accumulator));
    node.finish();
    return {lanes, buffer, pu_clock, input, accumulator, engine};
}

RuPart RuPart::from(const base::ConfigNode& node) {
    node.word("kind", {"what this part is", {"ru"}});
    const auto lanes =
        count(node, "lanes", "values of O scaled and added per cycle; PAM paper, section 5.2.2", 4096);
    const auto exps =
        count(node, "exp_units",
              "exponentials started per cycle, and partials merged together; PAM paper, section 5.2.2",
              numerics::kMaxWays);
    const auto scratch =
        count(node, "scratch_bytes", "scratch memory in bytes; PAM paper, section 5.2.2", 1ULL << 24);
    const auto ru_clock = read_clock(node, "clock of the unit in kHz; PAM paper, Tab. 2");
    const Engine engine = read_engine(node);
    node.finish();
    return {lanes, exps, scratch, ru_clock, engine};
}

DramPim DramPim::from(const base::ConfigNode& node) {
    DramPim pim{read_pu(node), read_ru(node), 0, 0, {}, {}, {}, {}, 0, 0, 0.0, 0, true};
    pim.device_rus = count(node, "device_rus", device_rus_doc, 65536);
    pim.head_dim_split =
        count(node, "head_dim_split",
              "banks over which a token's head dimension is split; scale-snu/attacc_simulator mapping", 64);
    pim.lockstep = read_lockstep(node);
    pim.q_delivery = read_q_delivery(node);
    pim.power_cap = read_power_cap(node);
    pim.activate = read_activate(node);
    pim.mac_interval_cycles =
        count(node, "mac_interval_cycles",
              "all-bank column spacing under the power limit, in cycles of the memory's clock_khz; "
              "scale-snu/attacc_simulator nCCDAB",
              10000);
    pim.mac_interval_nocap_cycles =
        count(node, "mac_interval_nocap_cycles",
              "all-bank column spacing without a power limit, in cycles of the memory's "
              "clock_khz; scale-snu/attacc_simulator nCCDAB of the NPC presets",
              10000);
    pim.cap_flops = 1e9 * node.real("cap_gflops",
                                    {"rate of one device in GFLOPS when power_cap is flops, else a value to "
                                     "compare with; PAM paper, Tab. 2",
                                     0.001, 1e9});
    pim.mode_change_cycles =
        count(node, "mode_change_cycles",
              "time for a rank to enter or to leave PIM, in cycles of the memory's clock_khz; "
              "arkhadem/aim_simulator GDDR6.cpp",
              10000);
    pim.yield_at_rows =
        node.word("yield",
                  {"where PIM gives way to ordinary accesses that wait: between two rows, or when its "
                   "program is done",
                   {"row", "program"}}) == "row";
    if (pim.mac_interval_cycles < pim.mac_interval_nocap_cycles) {
        node.fail("mac_interval_cycles", std::to_string(pim.mac_interval_cycles) +
                                             "; must be at least mac_interval_nocap_cycles, which is " +
                                             std::to_string(pim.mac_interval_nocap_cycles));
    }
    node.finish();
    return pim;
}

FlashPim FlashPim::from(const base::ConfigNode& node) {
    FlashPim pim{read_pu(node), read_ru(node), 0, 0};
    pim.pus = count(node, "pus", "processing units of one controller; PAM paper, Tab. 2", 65536);
    pim.device_rus = count(node, "device_rus", device_rus_doc, 65536);
    node.finish();
    return pim;
}

}  // namespace pamsim::pim
