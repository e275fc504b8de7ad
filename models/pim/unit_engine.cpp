#include "pim/unit_engine.h"

namespace pamsim::pim {
namespace {

using numerics::Bits16;
using numerics::Bits32;
using numerics::Partial;

class ModelPu : public PuEngine {
public:
    explicit ModelPu(const numerics::PuShape& shape) : unit_(shape) {}
    void load_q(const Bits16* q, std::uint32_t heads, std::uint32_t beats) override {
        unit_.load_q(q, heads, beats);
    }
    void score(const Bits16* k, const Bits16* q, std::uint32_t tokens, std::uint32_t heads,
               std::uint32_t beats, bool partial, Bits32* scores, Bits32* maxima) override {
        unit_.score(k, q, tokens, heads, beats, partial, scores, maxima);
    }
    void context(const Bits16* v, const Bits32* scores, const Bits32* maxima, std::uint32_t tokens,
                 std::uint32_t heads, std::uint32_t beats, Bits32* o, Bits32* l) override {
        unit_.context(v, scores, maxima, tokens, heads, beats, o, l);
    }
    const numerics::PuShape& shape() const override { return unit_.shape(); }
    std::uint64_t cycles() const override { return unit_.cycles(); }

private:
    numerics::ProcessingUnit unit_;
};

class ModelRu : public RuEngine {
public:
    explicit ModelRu(const numerics::RuShape& shape) : unit_(shape) {}
    void score_return(const std::vector<const Bits32*>& partial, std::uint32_t items, std::uint32_t heads,
                      Bits32* sums, Bits32* maxima) override {
        unit_.score_return(partial, items, heads, sums, maxima);
    }
    Partial merge(const std::vector<std::vector<const Partial*>>& rounds, std::uint32_t beats) override {
        return unit_.merge(rounds, beats);
    }
    numerics::Normalised finish(const std::vector<std::vector<const Partial*>>& rounds,
                                std::uint32_t beats) override {
        return unit_.finish(rounds, beats);
    }
    Partial gather(const std::vector<const Partial*>& slices, std::uint32_t beats) override {
        return unit_.gather(slices, beats);
    }
    const numerics::RuShape& shape() const override { return unit_.shape(); }
    std::uint64_t cycles() const override { return unit_.cycles(); }

private:
    numerics::ReductionUnit unit_;
};

class ModelUnits : public UnitFactory {
public:
    std::unique_ptr<PuEngine> make_pu(const numerics::PuShape& shape, const std::string&) override {
        return std::make_unique<ModelPu>(shape);
    }
    std::unique_ptr<RuEngine> make_ru(const numerics::RuShape& shape, const std::string&) override {
        return std::make_unique<ModelRu>(shape);
    }
};

}  // namespace

UnitFactory& model_units() {
    static ModelUnits units;
    return units;
}

}  // namespace pamsim::pim
