// A unit with one input and one output stream beside its cycle twin: the same random stimulus, every output
// port compared in every cycle.
#pragma once

#include <cstdint>
#include <random>
#include <sstream>
#include <string>
#include <utility>

#include "support/coverage.h"
#include "support/dut.h"
#include "support/stalls.h"

namespace pamsim::tb {

/// Ports: what differs from unit to unit, with types Model and Twin and
///     void draw(In&)                       the payload of the next beat
///     void abort()                         beats drawn so far may be lost: begin anew
///     void drive(Model&, const In&)        the payload onto the ports
///     void sample(const Model&, Out&)      the payloads from the ports
///     void taken(const In&)                coverage of a beat that moved
///     void show(std::ostream&, const Out&) the payloads, for messages
/// Twin: that of Ports, or a Faulty one.
template <typename Ports, typename Twin = typename Ports::Twin>
class Lockstep {
public:
    using Model = typename Ports::Model;
    using In = typename Ports::Twin::In;
    using Out = typename Ports::Twin::Out;

    Lockstep(Ports& ports, Twin twin, Coverage& coverage, std::uint64_t seed)
        : ports_(ports),
          dut_(static_cast<int>(seed)),
          twin_(std::move(twin)),
          random_(seed),
          source_(seed + 1),
          sink_(seed + 2),
          in_monitor_(coverage, "in"),
          out_monitor_(coverage, "out") {
        dut_.reset();
    }

    /// Random stalls on both sides, now and then a flush or a reset in the middle. Empty when RTL and twin
    /// were the same in all `cycles`, else the first cycle in which they were not and what both showed.
    std::string run(std::uint64_t cycles) {
        for (std::uint64_t cycle = 0; cycle < cycles; ++cycle) {
            if (random_() % kCyclesPerReset == 0) reset();
            drive();
            Out rtl;
            sample(rtl);
            const Out twin = twin_.step(in_);
            if (!(rtl == twin)) return difference(cycle, rtl, twin);
            edge(rtl);
        }
        return {};
    }

private:
    static constexpr std::uint64_t kCyclesPerReset = 1000;
    static constexpr std::uint64_t kCyclesPerFlush = 300;

    void drive() {
        if (!in_.in_valid && source_.go()) {
            ports_.draw(in_);
            in_.in_valid = true;
        }
        in_.flush = random_() % kCyclesPerFlush == 0;
        in_.out_ready = sink_.go();
        Model& model = dut_.in();
        model.flush_i = in_.flush;
        model.in_valid_i = in_.in_valid;
        model.out_ready_i = in_.out_ready;
        ports_.drive(model, in_);
    }
    void sample(Out& out) {
        const Model& model = dut_.out();
        out.in_ready = model.in_ready_o != 0;
        out.out_valid = model.out_valid_o != 0;
        ports_.sample(model, out);
    }
    void edge(const Out& out) {
        if (in_.flush) {
            aborted(out);
        } else {
            in_monitor_.cycle(in_.in_valid, out.in_ready);
            out_monitor_.cycle(out.out_valid, in_.out_ready);
        }
        if (in_.in_valid && out.in_ready) {
            if (!in_.flush) ports_.taken(in_);
            in_.in_valid = false;
        }
        dut_.edge();
    }
    void reset() {
        Out out;
        sample(out);
        aborted(out);
        dut_.reset(1 + static_cast<int>(random_() % 3));
        twin_.reset();
    }
    void aborted(const Out& out) {
        in_monitor_.aborted(in_.in_valid);
        out_monitor_.aborted(out.out_valid);
        in_.in_valid = false;
        ports_.abort();
    }
    std::string difference(std::uint64_t cycle, const Out& rtl, const Out& twin) {
        std::ostringstream text;
        text << "cycle " << cycle << std::hex;
        for (const Out* out : {&rtl, &twin}) {
            text << (out == &rtl ? ", rtl" : "; twin") << ": in_ready " << out->in_ready << " out_valid "
                 << out->out_valid << ' ';
            ports_.show(text, *out);
        }
        return text.str();
    }

    Ports& ports_;
    Dut<Model> dut_;
    Twin twin_;
    std::mt19937_64 random_;
    Stalls source_, sink_;
    StallMonitor in_monitor_, out_monitor_;
    In in_;
};

}  // namespace pamsim::tb
