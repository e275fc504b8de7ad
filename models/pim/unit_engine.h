// What a level asks of one PU and one RU when values are on: the commands of rtl/pu and rtl/ru. The model
// behind it is the functional twin (numerics); with `engine: rtl` it is the verilated unit, which gives the
// same bytes and cycles.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "numerics/processing_unit.h"
#include "numerics/reduction_unit.h"

namespace pamsim::pim {

/// Arguments, results and errors as numerics::ProcessingUnit.
class PuEngine {
public:
    virtual ~PuEngine() = default;
    virtual void load_q(const numerics::Bits16* q, std::uint32_t heads, std::uint32_t beats) = 0;
    virtual void score(const numerics::Bits16* k, const numerics::Bits16* q, std::uint32_t tokens,
                       std::uint32_t heads, std::uint32_t beats, bool partial, numerics::Bits32* scores,
                       numerics::Bits32* maxima) = 0;
    virtual void context(const numerics::Bits16* v, const numerics::Bits32* scores,
                         const numerics::Bits32* maxima, std::uint32_t tokens, std::uint32_t heads,
                         std::uint32_t beats, numerics::Bits32* o, numerics::Bits32* l) = 0;
    virtual const numerics::PuShape& shape() const = 0;
    virtual std::uint64_t cycles() const = 0;
};

/// Arguments, results and errors as numerics::ReductionUnit.
class RuEngine {
public:
    virtual ~RuEngine() = default;
    virtual void score_return(const std::vector<const numerics::Bits32*>& partial, std::uint32_t items,
                              std::uint32_t heads, numerics::Bits32* sums, numerics::Bits32* maxima) = 0;
    virtual numerics::Partial merge(const std::vector<std::vector<const numerics::Partial*>>& rounds,
                                    std::uint32_t beats) = 0;
    virtual numerics::Normalised finish(const std::vector<std::vector<const numerics::Partial*>>& rounds,
                                        std::uint32_t beats) = 0;
    virtual numerics::Partial gather(const std::vector<const numerics::Partial*>& slices,
                                     std::uint32_t beats) = 0;
    virtual const numerics::RuShape& shape() const = 0;
    virtual std::uint64_t cycles() const = 0;
};

/// Makes engines of one kind. `name` says which unit it is ("hbm.pu"). Throws std::invalid_argument with one
/// sentence for a shape it cannot make.
class UnitFactory {
public:
    virtual ~UnitFactory() = default;
    virtual std::unique_ptr<PuEngine> make_pu(const numerics::PuShape& shape, const std::string& name) = 0;
    virtual std::unique_ptr<RuEngine> make_ru(const numerics::RuShape& shape, const std::string& name) = 0;
};

/// The functional twins.
UnitFactory& model_units();

}  // namespace pamsim::pim
