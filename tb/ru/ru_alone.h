// RuTwin with the ports of RuTreeTwin: a tree of one group.
#pragma once

#include "twins/ru_tree_twin.h"

namespace pamsim::tb {

class RuAlone {
public:
    using In = RuTreeIn;
    using Out = RuTreeOut;

    explicit RuAlone(const numerics::RuShape& shape) : twin_(shape) {}

    RuTreeOut step(const RuTreeIn& in) {
        RuIn of_one;
        of_one.flush = in.flush;
        of_one.cmd_valid = in.cmd_valid;
        of_one.cmd = in.cmd;
        of_one.in_valid = static_cast<std::uint32_t>(in.in_valid);
        of_one.data = in.data;
        of_one.ret_ready = in.ret_ready != 0;
        of_one.out_ready = in.out_ready;
        const RuOut out = twin_.step(of_one);
        return {out.cmd_ready, out.in_ready, {{out.ret_valid, out.ret, out.ret_last}},
                out.out_valid, out.out,      out.out_last};
    }
    void reset() { twin_.reset(); }

private:
    RuTwin twin_;
};

}  // namespace pamsim::tb
