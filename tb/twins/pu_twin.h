// Cycle twin of pam_pu: what every port shows in every cycle.
#pragma once

#include <cstdint>
#include <vector>

#include "numerics/processing_unit.h"
#include "twins/dot_twin.h"
#include "twins/function_twins.h"
#include "twins/pu_ports.h"
#include "twins/pu_ring_twin.h"
#include "twins/rowmax_twin.h"

namespace pamsim::tb {

class PuTwin {
public:
    using In = PuIn;
    using Out = PuOut;

    explicit PuTwin(const numerics::PuShape& shape);

    /// What the unit shows in a cycle with these inputs, before the edge; then the edge.
    PuOut step(const PuIn& in);
    /// What reset does; the buffer, m and l stay.
    void reset();

private:
    enum class State : std::uint8_t { idle, load, score, maxima, take_m, value, out };

    /// A pair of operands in front of the multipliers, or one step behind them.
    struct Pair {
        bool valid = false;
        std::vector<numerics::Bits16> a, b;
        std::uint32_t head = 0, beat = 0, row = 0;
        bool first_token = false, final = false;
    };
    /// What the parts answer in this cycle, and what moves at its edge.
    struct Parts {
        DotTwin::Out dot;
        WeightTwin::Out weight;
        RowmaxTwin::Out rowmax;
        bool fire = false;  ///< a pair is made
        bool item = false;  ///< a score moves
        bool step = false;  ///< a q beat, a maximum or an output beat moves
    };

    bool running() const { return state_ == State::score || state_ == State::value; }
    bool last_head() const { return pair_ % command_.heads == command_.heads - 1; }
    std::uint64_t items() const { return std::uint64_t{command_.tokens} * command_.heads; }
    std::uint64_t pairs() const { return items() * command_.beats; }
    std::uint32_t steps() const;
    bool pair_can_move(const Parts& parts) const;
    bool second_operand(const PuIn& in) const;

    void step_dot(const PuIn& in, Parts& parts);
    void step_softmax(const PuIn& in, Parts& parts);
    PuOut outputs(const PuIn& in, const Parts& parts) const;
    void output_beat(PuOut& out) const;
    void edge(const PuIn& in, const PuOut& out, const Parts& parts);
    void start(const PuCommand& command);
    void move_pair(const PuIn& in, const Parts& parts);
    void add_products(const Parts& parts);
    void keep_p(const Parts& parts);
    void move_step(const PuIn& in);
    std::vector<numerics::Bits16> q_beat(std::uint32_t index) const;

    numerics::PuShape shape_;
    DotTwin dot_;
    WeightTwin weight_;
    RowmaxTwin rowmax_;
    PuRingTwin ring_;

    State state_ = State::idle;
    PuCommand command_;
    std::uint32_t step_ = 0;  ///< q beats, maxima or output beats so far
    std::uint64_t item_ = 0;  ///< scores so far
    std::uint64_t pair_ = 0;  ///< pairs made so far
    std::uint64_t p_ = 0;     ///< p kept so far
    Pair pair_register_;
    Pair product_;                          ///< its operands are not used any more
    std::vector<numerics::Bits16> buffer_;  ///< rows of 2 x lanes halves, low half of a value first
    std::vector<numerics::Bits32> m_, l_;
};

}  // namespace pamsim::tb
