// A cycle twin with one deliberate fault, for tests that ask whether a bench would notice.
#pragma once

#include <functional>
#include <utility>

namespace pamsim::tb {

template <typename Twin>
class Faulty {
public:
    using In = typename Twin::In;
    using Out = typename Twin::Out;

    /// What the fault does to the inputs that the twin sees, and to the outputs that it shows.
    std::function<void(In&)> to_inputs = [](In&) {};
    std::function<void(const In&, Out&)> to_outputs = [](const In&, Out&) {};

    explicit Faulty(Twin twin) : twin_(std::move(twin)) {}

    Out step(const In& in) {
        In seen = in;
        to_inputs(seen);
        Out out = twin_.step(seen);
        to_outputs(in, out);
        return out;
    }
    void reset() { twin_.reset(); }

private:
    Twin twin_;
};

/// The twin with the fault that it takes a beat only in cycles in which its output would be taken.
template <typename Twin>
Faulty<Twin> without_room(Faulty<Twin> twin) {
    twin.to_outputs = [](const typename Twin::In& in, typename Twin::Out& out) {
        out.in_ready = in.out_ready;
    };
    return twin;
}

}  // namespace pamsim::tb
