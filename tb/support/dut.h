// A verilated unit under test: its context, its clock and its reset.
//
// Inputs are driven between edges and outputs are sampled before the edge that takes them. One cycle of a
// bench:
//     dut.in().in_valid_i = 1;             // any inputs
//     if (dut.out().in_ready_o) ...        // outputs, settled with these inputs
//     dut.edge();                          // the rising edge, with what was driven
#pragma once

#include <verilated.h>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace pamsim::tb {

/// A Dut that records nothing.
struct NoWave {
    template <typename Model>
    void attach(Model&, VerilatedContext&) {}
    void dump(std::uint64_t) {}
};

/// Model: a class that Verilator made of a unit with ports clk_i and rst_ni. Every register that reset leaves
/// alone starts at a random value of `seed`. Assertions of the unit throw std::runtime_error with the cycle
/// from in(), out(), settle() or edge(); Verilator has printed the assertion's place before.
template <typename Model, typename Wave = NoWave>
class Dut {
public:
    explicit Dut(int seed = 1) : model_(start(context_, seed)) {
        wave_.attach(model_, context_);
        model_.clk_i = 0;
        model_.rst_ni = 0;
    }
    ~Dut() {
        choose_context();
        model_.final();
    }
    Dut(const Dut&) = delete;
    Dut& operator=(const Dut&) = delete;

    /// The ports, to drive inputs. What is driven through a reference kept from before the last out() or
    /// settle() is not seen until settle().
    Model& in() {
        settled_ = false;
        return model_;
    }
    /// The ports, to read outputs: settled with what was driven.
    const Model& out() {
        if (!settled_) {
            settle();
        }
        return model_;
    }
    void settle() {
        evaluate(2 * cycles_);
        settled_ = true;
    }
    /// One rising edge. The outputs after it are those of out().
    void edge() {
        if (!settled_) {
            settle();
        }
        model_.clk_i = 1;
        evaluate(2 * cycles_ + 1);
        model_.clk_i = 0;
        settled_ = false;
        ++cycles_;
    }
    /// Reset for `edges` edges, from the middle of a cycle to the middle of another. Other inputs stay as
    /// they are.
    void reset(int edges = 2) {
        model_.rst_ni = 0;
        settle();
        for (int i = 0; i < edges; ++i) {
            edge();
        }
        model_.rst_ni = 1;
        settled_ = false;
    }
    /// Rising edges so far, those of resets too.
    std::uint64_t cycles() const { return cycles_; }
    Wave& wave() { return wave_; }

private:
    static VerilatedContext* start(VerilatedContext& context, int seed) {
        context.randReset(2);
        context.randSeed(seed);
        context.fatalOnError(false);
        return &context;
    }
    /// Verilator's current context is that of the unit made last: assertions would be counted there.
    void choose_context() { Verilated::threadContextp(&context_); }
    void evaluate(std::uint64_t time) {
        choose_context();
        context_.time(time);
        model_.eval();
        wave_.dump(time);
        if (context_.gotError()) {
            throw std::runtime_error(std::string(model_.modelName()) + ": an assertion failed in cycle " +
                                     std::to_string(cycles_));
        }
    }

    VerilatedContext context_;
    Model model_;
    Wave wave_;
    std::uint64_t cycles_ = 0;
    bool settled_ = false;
};

}  // namespace pamsim::tb
