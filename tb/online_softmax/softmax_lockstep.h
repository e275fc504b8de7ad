// pam_online_softmax beside its cycle twin: random rows of steps, random stalls, every port compared in every
// cycle.
#pragma once

#include <cstdint>
#include <random>
#include <sstream>
#include <string>
#include <utility>

#include "ru/partials.h"
#include "support/dut.h"
#include "support/stalls.h"
#include "support/wide.h"
#include "twins/online_softmax_twin.h"

namespace pamsim::tb {

/// Model: pam_online_softmax verilated for `ways`. Twin: OnlineSoftmaxTwin, or a Faulty one.
template <typename Model, typename Twin = OnlineSoftmaxTwin>
class SoftmaxLockstep {
public:
    using In = OnlineSoftmaxTwin::In;
    using Out = OnlineSoftmaxTwin::Out;

    SoftmaxLockstep(std::uint32_t ways, Twin twin, Coverage& coverage, std::uint64_t seed)
        : ways_(ways),
          dut_(static_cast<int>(seed)),
          twin_(std::move(twin)),
          random_(seed),
          values_(coverage, seed + 1),
          source_(seed + 2),
          weights_sink_(seed + 3),
          out_sink_(seed + 4),
          present_(coverage.row("commands", "step", {"no way", "1 way", "more ways", "all ways"})),
          in_monitor_(coverage, "in"),
          weights_monitor_(coverage, "weights"),
          out_monitor_(coverage, "out") {
        in_.in.m.resize(ways);
        in_.in.l.resize(ways);
        dut_.reset();
    }

    /// Empty when RTL and twin were the same in all `cycles`, else the first cycle in which they were not.
    std::string run(std::uint64_t cycles) {
        for (std::uint64_t cycle = 0; cycle < cycles; ++cycle) {
            if (random_() % kCyclesPerReset == 0) reset();
            drive();
            const Out rtl = sample();
            const Out twin = twin_.step(in_);
            if (!(rtl == twin)) return difference(cycle, rtl, twin);
            edge(rtl);
        }
        return {};
    }

private:
    static constexpr std::uint64_t kCyclesPerReset = 2000;
    static constexpr std::uint64_t kCyclesPerFlush = 500;

    void draw() {
        SoftmaxStep& step = in_.in;
        step.first = left_ == 0;
        if (step.first) {
            left_ = 1 + static_cast<std::uint32_t>(random_() % 12);
            round_ = 0;
            values_.begin();
        }
        step.last = --left_ == 0;
        step.present = static_cast<std::uint32_t>(random_()) & ((1u << ways_) - 1);
        for (std::uint32_t w = 0; w < ways_; ++w) {
            const numerics::Partial pair = values_.next(0, round_);
            step.m[w] = pair.m;
            step.l[w] = pair.l;
        }
        ++round_;
    }
    void drive() {
        if (!in_.in_valid && source_.go()) {
            draw();
            in_.in_valid = true;
        }
        in_.flush = random_() % kCyclesPerFlush == 0;
        in_.weights_ready = weights_sink_.go();
        in_.out_ready = out_sink_.go();
        Model& model = dut_.in();
        model.flush_i = in_.flush;
        model.in_valid_i = in_.in_valid;
        set_lanes(model.in_m_i, in_.in.m);
        set_lanes(model.in_l_i, in_.in.l);
        set_bits(model.in_present_i, 0, ways_, in_.in.present);
        model.in_first_i = in_.in.first;
        model.in_last_i = in_.in.last;
        model.weights_ready_i = in_.weights_ready;
        model.out_ready_i = in_.out_ready;
    }
    Out sample() {
        const Model& model = dut_.out();
        Out out;
        out.in_ready = model.in_ready_o != 0;
        out.weights_valid = model.weights_valid_o != 0;
        out.running = model.weights_running_o;
        out.way.resize(ways_);
        get_lanes(model.weights_way_o, out.way);
        out.out_valid = model.out_valid_o != 0;
        out.m = model.out_m_o;
        out.l = model.out_l_o;
        return out;
    }
    void edge(const Out& out) {
        if (in_.flush) {
            aborted(out);
        } else {
            in_monitor_.cycle(in_.in_valid, out.in_ready);
            weights_monitor_.cycle(out.weights_valid, in_.weights_ready);
            out_monitor_.cycle(out.out_valid, in_.out_ready);
            if (in_.in_valid && out.in_ready) taken();
        }
        dut_.edge();
    }
    void taken() {
        std::uint32_t count = 0;
        for (std::uint32_t w = 0; w < ways_; ++w) count += in_.in.present >> w & 1u;
        present_.hit(count == ways_ ? 3 : count == 0 ? 0 : count == 1 ? 1 : 2);
        in_.in_valid = false;
    }
    void reset() {
        aborted(sample());
        dut_.in().in_valid_i = 0;
        dut_.reset(1 + static_cast<int>(random_() % 3));
        twin_.reset();
    }
    void aborted(const Out& out) {
        in_monitor_.aborted(in_.in_valid);
        weights_monitor_.aborted(out.weights_valid);
        out_monitor_.aborted(out.out_valid);
        in_.in_valid = false;
        left_ = 0;
    }
    std::string difference(std::uint64_t cycle, const Out& rtl, const Out& twin) const {
        std::ostringstream text;
        text << "cycle " << cycle << std::hex;
        for (const Out* out : {&rtl, &twin}) {
            text << (out == &rtl ? ", rtl" : "; twin") << ": in_ready " << out->in_ready << " weights_valid "
                 << out->weights_valid << ' ' << out->running;
            for (const numerics::Bits32 weight : out->way) text << ' ' << weight;
            text << " out_valid " << out->out_valid << ' ' << out->m << ' ' << out->l;
        }
        return text.str();
    }

    std::uint32_t ways_;
    Dut<Model> dut_;
    Twin twin_;
    std::mt19937_64 random_;
    RandomPartials values_;
    Stalls source_, weights_sink_, out_sink_;
    Coverage::Row& present_;
    StallMonitor in_monitor_, weights_monitor_, out_monitor_;
    In in_;
    std::uint32_t left_ = 0;   ///< steps to come in this row
    std::uint32_t round_ = 0;  ///< steps of this row so far
};

}  // namespace pamsim::tb
