// Whole heads through verilated units, and through the functional twins that stand for the same units.
#pragma once

#include <cstdint>
#include <vector>

#include "bench/accuracy/plan.h"
#include "bench/accuracy/whole_head.h"

namespace pamsim::tb {

/// What a head's units gave: the outputs of its queries, and the cycles of all PUs and RUs.
struct HeadResult {
    std::vector<numerics::Normalised> outputs;
    std::uint64_t pu_cycles = 0;
    std::uint64_t ru_cycles = 0;

    std::vector<std::vector<numerics::Bits16>> values() const;
};

template <class Pu, class Ru>
HeadResult run_head(Pu& pu, Ru& ru, const accuracy::Head& head, const accuracy::Plan& plan) {
    HeadResult result;
    result.outputs = accuracy::WholeHead<Pu, Ru>(pu, ru).run(head, plan);
    result.pu_cycles = pu.cycles();
    result.ru_cycles = ru.cycles();
    return result;
}

/// `shape`: accuracy::wide_pu() or accuracy::narrow_pu().
HeadResult run_rtl(const accuracy::Head& head, const accuracy::Plan& plan, const numerics::PuShape& shape);
HeadResult run_twin(const accuracy::Head& head, const accuracy::Plan& plan, const numerics::PuShape& shape);

/// Bit for bit and cycle for cycle; a GoogleTest failure names the query and the value.
void expect_same(const HeadResult& rtl, const HeadResult& twin);

}  // namespace pamsim::tb
