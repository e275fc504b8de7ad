// Cycle twin of a pipeline that stands still while its valid output is not taken.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <utility>

namespace pamsim::tb {

/// `Stages` registers of one beat each. Function: copyable, with types Argument and Result, and
/// std::optional<Result> operator()(const Argument&) that says what a beat gives when it is taken; a beat
/// that gives nothing leaves a bubble.
template <typename Function, std::size_t Stages>
class StandStill {
public:
    using Argument = typename Function::Argument;
    using Result = typename Function::Result;
    static constexpr std::size_t kLatency = Stages;

    /// The input ports in one cycle.
    struct In {
        bool flush = false;
        bool in_valid = false;
        Argument in{};
        bool out_ready = false;
    };
    /// The output ports in the same cycle, before its edge.
    struct Out {
        bool in_ready = false;
        bool out_valid = false;
        Result out{};

        bool operator==(const Out& other) const {
            return in_ready == other.in_ready && out_valid == other.out_valid &&
                   (!out_valid || out == other.out);
        }
    };

    explicit StandStill(Function function = Function{}) : function_(std::move(function)) {}

    Out step(const In& in) {
        std::optional<Result>& last = stages_.back();
        Out out;
        out.out_valid = last.has_value();
        out.in_ready = !out.out_valid || in.out_ready;
        if (out.out_valid) out.out = *last;
        if (out.in_ready) {
            for (std::size_t i = Stages - 1; i > 0; --i) stages_[i] = std::move(stages_[i - 1]);
            stages_[0] = in.in_valid ? function_(in.in) : std::nullopt;
        }
        if (in.flush) reset();
        return out;
    }
    /// What rst_ni does, and the edge of a cycle with flush.
    void reset() { stages_.fill(std::nullopt); }

private:
    Function function_;
    std::array<std::optional<Result>, Stages> stages_;
};

}  // namespace pamsim::tb
