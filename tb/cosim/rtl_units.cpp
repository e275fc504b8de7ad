#include "cosim/rtl_units.h"

#include <fmt/format.h>

#include <stdexcept>

#include "Vcosim_pu16_bf16.h"
#include "Vcosim_pu16_fp16.h"
#include "Vcosim_pu4_bf16.h"
#include "Vcosim_pu4_fp16.h"
#include "Vcosim_ru_bf16.h"
#include "Vcosim_ru_fp16.h"
#include "base/config.h"
#include "cosim/rtl_pu.h"
#include "cosim/rtl_ru.h"

namespace pamsim::tb {

using numerics::Accumulate;
using numerics::Format;
using numerics::PuShape;
using numerics::RuShape;

namespace {

template <typename Engine>
void open_wave(Engine& engine, const std::string& file) {
    if (file.empty()) return;
    try {
        engine.open_wave(file);
    } catch (const std::runtime_error& error) {
        throw base::ConfigError({"command line", 0, 0}, "--wave", error.what());
    }
}

template <template <typename> class Engine, typename Fp16, typename Bf16, typename Base, typename Shape>
std::unique_ptr<Base> made_with(const Shape& shape, const std::string& wave) {
    const auto make = [&](auto engine) -> std::unique_ptr<Base> {
        open_wave(*engine, wave);
        return engine;
    };
    if (shape.format == Format::fp16) return make(std::make_unique<Engine<Fp16>>(shape));
    return make(std::make_unique<Engine<Bf16>>(shape));
}

bool is_variant(const PuShape& shape, std::uint32_t lanes, std::uint32_t buffer_bytes, std::uint32_t slice) {
    return shape.lanes == lanes && shape.buffer_bytes == buffer_bytes && shape.q_resident &&
           shape.accumulate == Accumulate::fp32 && shape.max_heads == 8 && shape.slice <= slice;
}

}  // namespace

std::string RtlUnits::wave_of(const std::string& name) {
    made_.push_back(name);
    return waved_.empty() && (wave_.unit.empty() || wave_.unit == name) ? wave_.file : "";
}

template <typename Engine>
std::unique_ptr<Engine> RtlUnits::noted(std::unique_ptr<Engine> engine, const std::string& name,
                                        const std::string& wave) {
    if (!wave.empty()) waved_ = name;
    return engine;
}

std::unique_ptr<pim::PuEngine> RtlUnits::make_pu(const PuShape& shape, const std::string& name) {
    shape.check();
    const std::string wave = wave_of(name);
    if (is_variant(shape, 16, 512, 128))
        return noted(made_with<RtlPu, Vcosim_pu16_fp16, Vcosim_pu16_bf16, pim::PuEngine>(shape, wave), name,
                     wave);
    if (is_variant(shape, 4, 128, 64))
        return noted(made_with<RtlPu, Vcosim_pu4_fp16, Vcosim_pu4_bf16, pim::PuEngine>(shape, wave), name,
                     wave);
    throw std::invalid_argument(fmt::format(
        "a verilated PU with {} lanes, a buffer of {} bytes, {} q, slices of {} values and {} sums was not "
        "compiled; allowed with engine rtl are 16 lanes, 512 bytes and slices of at most 128 values, or 4 "
        "lanes, "
        "128 bytes and slices of at most 64 values, with resident q and fp32 sums",
        shape.lanes, shape.buffer_bytes, shape.q_resident ? "resident" : "streamed", shape.slice,
        shape.accumulate == Accumulate::fp32 ? "fp32" : "fp16"));
}

std::unique_ptr<pim::RuEngine> RtlUnits::make_ru(const RuShape& shape, const std::string& name) {
    shape.check();
    const std::string wave = wave_of(name);
    if (shape.ways == 4 && shape.lanes == 16 && shape.scratch_bytes == 512 && shape.max_heads == 8)
        return noted(made_with<RtlRu, Vcosim_ru_fp16, Vcosim_ru_bf16, pim::RuEngine>(shape, wave), name,
                     wave);
    throw std::invalid_argument(
        fmt::format("a verilated RU with {} ways, {} lanes and a scratch of {} bytes was not compiled; "
                    "allowed with engine rtl are 4 ways, 16 lanes and 512 bytes",
                    shape.ways, shape.lanes, shape.scratch_bytes));
}

}  // namespace pamsim::tb
