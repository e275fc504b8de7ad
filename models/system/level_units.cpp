#include "system/level_units.h"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "pim/dram_attention.h"
#include "pim/unit_shape.h"

namespace pamsim::system {
namespace {

/// The engines' maker that a unit of the part asks for.
pim::UnitFactory& units_of(pim::Engine engine, const std::string& unit, const LevelSpec& level,
                           const ValueSetup& setup) {
    if (engine == pim::Engine::model) return pim::model_units();
    if (setup.rtl_units != nullptr) return *setup.rtl_units;
    throw base::ConfigError(level.mark, "levels." + level.name + ".pim." + unit + ".engine",
                            "found 'rtl', this program was built without verilated units (PAMSIM_RTL=OFF); "
                            "allowed is model");
}

void check_formats(const LevelSpec& level, const workload::ModelShape& model) {
    if (model.bytes_per_value != 2)
        throw base::ConfigError(level.mark, "levels." + level.name,
                                fmt::format("its units compute values of 2 bytes, those of {} have {}",
                                            model.name, model.bytes_per_value));
}

pim::QDelivery q_delivery_of(const LevelSpec& level) {
    return level.dram_pim ? level.dram_pim->q_delivery : pim::QDelivery::resident;
}

std::uint32_t split_of(const LevelSpec& level) {
    return level.dram_pim ? level.dram_pim->head_dim_split : 1;
}

pim::UnitLayout layout_of(const LevelSpec& level, const pim::LocalAttention& attention,
                          const numerics::PuShape& pu, const workload::ModelShape& model,
                          std::uint32_t group) {
    if (level.flash) return {pim::HeadPlan::of_pages(pu, model.head_dim, group), level.flash->channels};
    const std::uint32_t column_values = level.dram->geometry.column_bytes / model.bytes_per_value;
    return {pim::HeadPlan::of(static_cast<const pim::DramAttention&>(attention), split_of(level), group,
                              column_values / pu.lanes),
            attention.groups()};
}

}  // namespace

numerics::Format format_of(const workload::ModelShape& model) {
    return model.dtype == workload::Dtype::bf16 ? numerics::Format::bf16 : numerics::Format::fp16;
}

std::unique_ptr<pim::LevelValues> make_level_values(const LevelSpec& level, std::uint32_t link,
                                                    const pim::LocalAttention& attention,
                                                    const ValueContext& context) {
    const workload::ModelShape& model = context.model;
    check_formats(level, model);
    pim::UnitFactory& pus = units_of(level.pu()->engine, "pu", level, context.setup);
    pim::UnitFactory& rus = units_of(level.ru()->engine, "ru", level, context.setup);
    const numerics::Format format = format_of(model);
    const std::uint32_t owner_heads = context.operators.kv_heads();
    const pim::HeadLayout heads{model.head_dim, owner_heads * context.tp, model.group()};
    try {
        const numerics::PuShape pu =
            pim::pu_shape(*level.pu(), model.head_dim / split_of(level), q_delivery_of(level), format);
        const pim::UnitLayout layout =
            layout_of(level, attention, pu, model, context.operators.query_heads() / owner_heads);
        // The PU first: a waveform asked for without a name is that of the first unit.
        auto pu_engine = pus.make_pu(pu, level.name + ".pu");
        auto ru_engine = rus.make_ru(pim::ru_shape(*level.ru(), format), level.name + ".ru");
        return std::make_unique<pim::LevelValues>(context.cache, link, context.source, layout, heads,
                                                  std::move(pu_engine), std::move(ru_engine));
    } catch (const std::invalid_argument& error) {
        throw base::ConfigError(level.mark, "levels." + level.name, error.what());
    }
}

}  // namespace pamsim::system
