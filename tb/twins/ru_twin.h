// Cycle twin of pam_ru: what every port shows in every cycle.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "numerics/reduction_unit.h"
#include "twins/online_softmax_twin.h"
#include "twins/ru_ports.h"

namespace pamsim::tb {

class RuTwin {
public:
    using In = RuIn;
    using Out = RuOut;
    /// A beat on its way out.
    struct Beat {
        std::vector<numerics::Bits32> data;
        bool last = false;
    };

    explicit RuTwin(const numerics::RuShape& shape);

    RuOut step(const RuIn& in);
    /// What rst_ni does, and the edge of a cycle with flush.
    void reset();

    /// Of the next step(), whatever it is given: cmd_ready; what `out` shows; what `ret` shows.
    bool idle() const { return state_ == State::idle; }
    const Beat* out_shown() const { return stages_[1] && !returns() ? &*stages_[1] : nullptr; }
    std::optional<Beat> ret_shown() const;

private:
    enum class State : std::uint8_t { idle, score, head, terms, drain, emit, gather, empty, maxima };

    bool returns() const { return command_.op == RuOp::score_return; }
    bool all_valid(const RuIn& in) const { return (command_.ways & ~in.in_valid) == 0; }
    std::size_t terms_per_beat() const { return members_.size() + 1; }
    std::uint32_t steps() const;
    /// The way of the current step of terms or gather; none: the running O, or a header.
    std::optional<std::uint32_t> way() const;
    bool way_valid(const RuIn& in) const;
    bool last_step() const { return step_ + 1 == steps(); }

    std::optional<Beat> begun(const RuIn& in) const;
    Beat summed(const RuIn& in) const;
    Beat emitted() const;
    Beat gathered(const RuIn& in) const;
    std::vector<numerics::Bits32> way_beat(const RuIn& in, std::uint32_t way) const;
    OnlineSoftmaxTwin::In softmax_in(const RuIn& in, bool advance) const;
    std::uint32_t ready(const RuIn& in, const OnlineSoftmaxTwin::Out& softmax, bool advance) const;
    void start(const RuCommand& command);
    void move(const RuIn& in, const OnlineSoftmaxTwin::Out& softmax, bool began, bool last_taken);
    void move_term(const RuIn& in, const OnlineSoftmaxTwin::Out& softmax);
    void next_in(State again, State after);

    numerics::RuShape shape_;
    OnlineSoftmaxTwin softmax_;
    State state_ = State::idle;
    RuCommand command_;
    std::vector<std::uint32_t> members_;
    std::uint32_t count_ = 0;  ///< tokens, rounds or partials done
    std::uint32_t step_ = 0;   ///< heads, terms or beats of this one done (emit, gather: 0 is the header)
    std::uint32_t wait_ = 0;   ///< cycles until m and l, or what is made of them, are there
    std::vector<numerics::Bits32> o_, maxima_;
    numerics::Bits32 m_ = 0, l_ = 0;
    std::optional<Beat> stages_[2];  ///< what leaves: operand and term register
};

}  // namespace pamsim::tb
