// The units of a level that compute values, built from its part and a model.
#pragma once

#include <cstdint>
#include <memory>

#include "gpu/operators.h"
#include "pim/level_values.h"
#include "pim/local_attention.h"
#include "system/platform.h"
#include "workload/model_shape.h"

namespace pamsim::system {

/// What turns values on.
struct ValueSetup {
    std::uint64_t seed = 0;                 ///< of K, V and q
    pim::UnitFactory* rtl_units = nullptr;  ///< for `engine: rtl`; none in a program built without RTL
};

numerics::Format format_of(const workload::ModelShape& model);

/// What the units of all owners' heads share, whichever the level.
struct ValueContext {
    const workload::ModelShape& model;
    const gpu::Operators& operators;
    std::uint32_t tp;
    const kv::KvCache& cache;
    const pim::KvSource& source;
    const ValueSetup& setup;
};

/// `link`: the level in the KV cache; `attention`: its closed form, made from `level`. Throws
/// base::ConfigError when its units cannot compute the model's values.
std::unique_ptr<pim::LevelValues> make_level_values(const LevelSpec& level, std::uint32_t link,
                                                    const pim::LocalAttention& attention,
                                                    const ValueContext& context);

}  // namespace pamsim::system
