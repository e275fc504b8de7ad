// Many arguments through a pipeline, one a cycle, nothing stalled: for exhaustive comparisons.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>

#include "support/dut.h"

namespace pamsim::tb {

/// Beats 0 to count - 1: drive(model, i) puts beat i on the ports, check(model, i) says whether its result
/// there is right. Every result must be there `latency` cycles after its beat. Returns the number of results
/// that were compared; stops with a failure at the first wrong one.
template <typename Model, typename Drive, typename Check>
std::uint64_t stream(Dut<Model>& dut, std::uint64_t count, std::uint64_t latency, Drive drive, Check check) {
    dut.reset();
    dut.in().flush_i = 0;
    dut.in().out_ready_i = 1;
    for (std::uint64_t cycle = 0; cycle < count + latency; ++cycle) {
        dut.in().in_valid_i = cycle < count;
        if (cycle < count) drive(dut.in(), cycle);
        const Model& model = dut.out();
        const bool due = cycle >= latency;
        if ((model.out_valid_o != 0) != due || model.in_ready_o == 0) {
            ADD_FAILURE() << "cycle " << cycle << ": out_valid or in_ready is wrong";
            return due ? cycle - latency : 0;
        }
        if (due && !check(model, cycle - latency)) {
            ADD_FAILURE() << "beat " << cycle - latency << " is wrong";
            return cycle - latency;
        }
        dut.edge();
    }
    return count;
}

}  // namespace pamsim::tb
