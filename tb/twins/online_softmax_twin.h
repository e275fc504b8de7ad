// Cycle twin of pam_online_softmax.
#pragma once

#include <cstdint>
#include <vector>

#include "numerics/softmax.h"

namespace pamsim::tb {

/// A step: m, l have an entry per way; bit i of `present` says that way i takes part.
struct SoftmaxStep {
    std::vector<numerics::Bits32> m, l;
    std::uint32_t present = 0;
    bool first = false;
    bool last = false;
};

class OnlineSoftmaxTwin {
public:
    /// The input ports in one cycle.
    struct In {
        bool flush = false;
        bool in_valid = false;
        SoftmaxStep in;
        bool weights_ready = false;
        bool out_ready = false;
    };
    /// The output ports in the same cycle, before its edge. Equal when all that is valid is.
    struct Out {
        bool in_ready = false;
        bool weights_valid = false;
        numerics::Bits32 running = 0;
        std::vector<numerics::Bits32> way;
        bool out_valid = false;
        numerics::Bits32 m = 0;
        numerics::Bits32 l = 0;

        bool operator==(const Out& other) const;
    };

    explicit OnlineSoftmaxTwin(std::uint32_t ways) : ways_(ways) {}

    Out step(const In& in);
    /// What rst_ni does, and the edge of a cycle with flush.
    void reset() { state_ = State::idle; }

private:
    enum class State : std::uint8_t { idle, busy, out };
    static constexpr std::uint32_t kWeightsAge = 4;

    void take(const SoftmaxStep& step);
    /// Cycles with weights that the sum needs; its last addition is one edge later.
    std::uint32_t last_term_age() const { return kWeightsAge + terms_ - 1; }

    std::uint32_t ways_;
    State state_ = State::idle;
    std::uint32_t age_ = 0;    ///< edges since the one that took the step
    std::uint32_t terms_ = 1;  ///< of the sum l
    bool taken_ = false;       ///< the weights
    bool last_ = false;
    numerics::OnlineSoftmax softmax_;
    numerics::OnlineSoftmax::Weights weights_{};
};

}  // namespace pamsim::tb
