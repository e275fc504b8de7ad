// Values on: what stops a run whose units compute something else than attention.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/invariant.h"
#include "support/machines.h"

namespace pamsim::system {
namespace {

using numerics::Bits32;
using numerics::Normalised;
using numerics::Partial;
using Rounds = std::vector<std::vector<const Partial*>>;

/// An RU that forgets the first partial of the last merge: the tokens of one level.
class ForgetfulRu : public pim::RuEngine {
public:
    explicit ForgetfulRu(std::unique_ptr<RuEngine> right) : right_(std::move(right)) {}
    void score_return(const std::vector<const Bits32*>& partial, std::uint32_t items, std::uint32_t heads,
                      Bits32* sums, Bits32* maxima) override {
        right_->score_return(partial, items, heads, sums, maxima);
    }
    Partial merge(const Rounds& rounds, std::uint32_t beats) override { return right_->merge(rounds, beats); }
    Normalised finish(const Rounds& rounds, std::uint32_t beats) override {
        Rounds fewer = rounds;
        if (std::count(fewer[0].begin(), fewer[0].end(), nullptr) + 1 < static_cast<long>(fewer[0].size()))
            *std::find_if(fewer[0].begin(), fewer[0].end(), [](const Partial* p) { return p != nullptr; }) =
                nullptr;
        return right_->finish(fewer, beats);
    }
    Partial gather(const std::vector<const Partial*>& slices, std::uint32_t beats) override {
        return right_->gather(slices, beats);
    }
    const numerics::RuShape& shape() const override { return right_->shape(); }
    std::uint64_t cycles() const override { return right_->cycles(); }

private:
    std::unique_ptr<RuEngine> right_;
};

class ForgetfulUnits : public pim::UnitFactory {
public:
    std::unique_ptr<pim::PuEngine> make_pu(const numerics::PuShape& shape, const std::string& name) override {
        return pim::model_units().make_pu(shape, name);
    }
    std::unique_ptr<pim::RuEngine> make_ru(const numerics::RuShape& shape, const std::string& name) override {
        return std::make_unique<ForgetfulRu>(pim::model_units().make_ru(shape, name));
    }
};

TEST(ValueRun, OfUnitsThatForgetALevelIsStopped) {
    ForgetfulUnits units;
    ValueSetup setup;
    setup.seed = 1;
    setup.rtl_units = &units;
    Machine machine(tests::platform("pam-mini", {{"engine=rtl"}}), workload::read_model_shape("tiny"), 8,
                    setup);
    try {
        attend_once(machine, 8, 512);
        FAIL() << "the run ended as if nothing were missing";
    } catch (const base::InvariantError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("from exact attention"));
    }
}

}  // namespace
}  // namespace pamsim::system
