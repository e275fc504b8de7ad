#include "twins/online_softmax_twin.h"

namespace pamsim::tb {

bool OnlineSoftmaxTwin::Out::operator==(const Out& other) const {
    return in_ready == other.in_ready && weights_valid == other.weights_valid &&
           (!weights_valid || (running == other.running && way == other.way)) &&
           out_valid == other.out_valid && (!out_valid || (m == other.m && l == other.l));
}

OnlineSoftmaxTwin::Out OnlineSoftmaxTwin::step(const In& in) {
    Out out;
    out.in_ready = state_ == State::idle;
    out.weights_valid = state_ == State::busy && age_ >= kWeightsAge && !taken_;
    out.running = weights_.running;
    out.way.assign(weights_.of_way, weights_.of_way + ways_);
    out.out_valid = state_ == State::out && age_ >= last_term_age() + 2;
    out.m = softmax_.m();
    out.l = softmax_.l();

    ++age_;
    if (out.weights_valid && in.weights_ready) taken_ = true;
    if (state_ == State::idle && in.in_valid) {
        take(in.in);
    } else if (state_ == State::busy && taken_ && age_ > last_term_age()) {
        state_ = last_ ? State::out : State::idle;
    } else if (out.out_valid && in.out_ready) {
        state_ = State::idle;
    }
    if (in.flush) reset();
    return out;
}

void OnlineSoftmaxTwin::take(const SoftmaxStep& step) {
    if (step.first) softmax_ = numerics::OnlineSoftmax();
    weights_ = softmax_.step(step.m.data(), step.l.data(), step.present, ways_);
    state_ = State::busy;
    age_ = 0;
    terms_ = 1;
    for (std::uint32_t w = 0; w < ways_; ++w) terms_ += step.present >> w & 1u;
    taken_ = false;
    last_ = step.last;
}

}  // namespace pamsim::tb
