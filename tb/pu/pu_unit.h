// pam_pu as a bench sees it, be it RTL or twin: ports in, ports out, edge.
#pragma once

#include <utility>

#include "support/dut.h"
#include "support/wide.h"
#include "twins/pu_ports.h"

namespace pamsim::tb {

class PuUnit {
public:
    virtual ~PuUnit() = default;
    /// The outputs of a cycle with these inputs, before its edge; then the edge. They stay until the next
    /// call.
    virtual const PuOut& step(const PuIn& in) = 0;
    virtual void reset() = 0;
};

/// PuTwin, or a Faulty one.
template <typename Twin>
class PuTwinUnit : public PuUnit {
public:
    explicit PuTwinUnit(Twin twin) : twin_(std::move(twin)) {}
    const PuOut& step(const PuIn& in) override {
        out_ = twin_.step(in);
        return out_;
    }
    void reset() override { twin_.reset(); }

private:
    Twin twin_;
    PuOut out_;
};

/// Model: what Verilator made of pam_pu.
template <typename Model>
class PuRtl : public PuUnit {
public:
    PuRtl(std::size_t lanes, int seed) : dut_(seed) { out_.out.resize(lanes); }

    const PuOut& step(const PuIn& in) override {
        drive(in);
        sample();
        dut_.edge();
        return out_;
    }
    void reset() override { dut_.reset(); }
    Dut<Model>& dut() { return dut_; }

private:
    void drive(const PuIn& in) {
        Model& model = dut_.in();
        model.flush_i = in.flush;
        model.cmd_valid_i = in.cmd_valid;
        model.cmd_i = in.cmd.bits();
        model.q_valid_i = in.q_valid;
        model.data_valid_i = in.data_valid;
        model.score_in_valid_i = in.score_in_valid;
        model.score_in_i = in.score_in;
        model.score_ready_i = in.score_ready;
        model.out_ready_i = in.out_ready;
        drive_lanes(model.q_i, in.q, q_);
        drive_lanes(model.data_i, in.data, data_);
    }
    /// Most cycles drive what the port has.
    template <typename Port>
    static void drive_lanes(Port& port, const std::vector<numerics::Bits16>& lanes,
                            std::vector<numerics::Bits16>& driven) {
        if (lanes == driven) return;
        set_lanes(port, lanes);
        driven = lanes;
    }
    void sample() {
        const Model& model = dut_.out();
        out_.cmd_ready = model.cmd_ready_o != 0;
        out_.q_ready = model.q_ready_o != 0;
        out_.data_ready = model.data_ready_o != 0;
        out_.score_in_ready = model.score_in_ready_o != 0;
        out_.score_valid = model.score_valid_o != 0;
        out_.score = model.score_o;
        out_.score_last = model.score_last_o != 0;
        out_.out_valid = model.out_valid_o != 0;
        out_.out_last = model.out_last_o != 0;
        if (out_.out_valid) get_lanes(model.out_o, out_.out);
    }

    Dut<Model> dut_;
    PuOut out_;
    std::vector<numerics::Bits16> q_, data_;  ///< as driven
};

}  // namespace pamsim::tb
