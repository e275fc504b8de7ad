#include "attention/rtl_heads.h"

#include <gtest/gtest.h>

#include "Vattention_pu4_bf16.h"
#include "Vattention_pu4_fp16.h"
#include "Vcosim_pu16_bf16.h"
#include "Vcosim_pu16_fp16.h"
#include "Vcosim_ru_bf16.h"
#include "Vcosim_ru_fp16.h"
#include "cosim/rtl_pu.h"
#include "cosim/rtl_ru.h"

namespace pamsim::tb {
namespace {

template <class PuModel, class RuModel>
HeadResult run_models(const accuracy::Head& head, const accuracy::Plan& plan,
                      const numerics::PuShape& shape) {
    RtlPu<PuModel> pu(shape);
    RtlRu<RuModel> ru(accuracy::merging_ru(head.format));
    return run_head(pu, ru, head, plan);
}

}  // namespace

std::vector<std::vector<numerics::Bits16>> HeadResult::values() const {
    std::vector<std::vector<numerics::Bits16>> values;
    for (const numerics::Normalised& output : outputs) values.push_back(output.o);
    return values;
}

HeadResult run_rtl(const accuracy::Head& head, const accuracy::Plan& plan, const numerics::PuShape& shape) {
    const bool fp16 = head.format == numerics::Format::fp16;
    if (shape.lanes == 16)
        return fp16 ? run_models<Vcosim_pu16_fp16, Vcosim_ru_fp16>(head, plan, shape)
                    : run_models<Vcosim_pu16_bf16, Vcosim_ru_bf16>(head, plan, shape);
    return fp16 ? run_models<Vattention_pu4_fp16, Vcosim_ru_fp16>(head, plan, shape)
                : run_models<Vattention_pu4_bf16, Vcosim_ru_bf16>(head, plan, shape);
}

HeadResult run_twin(const accuracy::Head& head, const accuracy::Plan& plan, const numerics::PuShape& shape) {
    numerics::ProcessingUnit pu(shape);
    numerics::ReductionUnit ru(accuracy::merging_ru(head.format));
    return run_head(pu, ru, head, plan);
}

void expect_same(const HeadResult& rtl, const HeadResult& twin) {
    EXPECT_EQ(rtl.pu_cycles, twin.pu_cycles);
    EXPECT_EQ(rtl.ru_cycles, twin.ru_cycles);
    ASSERT_EQ(rtl.outputs.size(), twin.outputs.size());
    for (std::size_t query = 0; query < rtl.outputs.size(); ++query) {
        EXPECT_EQ(rtl.outputs[query].o, twin.outputs[query].o) << "query " << query;
        EXPECT_EQ(rtl.outputs[query].log_sum_exp, twin.outputs[query].log_sum_exp) << "query " << query;
    }
}

}  // namespace pamsim::tb
