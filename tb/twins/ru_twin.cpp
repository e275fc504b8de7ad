#include "twins/ru_twin.h"

#include <algorithm>

#include "numerics/fp32.h"
#include "numerics/logarithm.h"
#include "numerics/reciprocal.h"

namespace pamsim::tb {

using numerics::Bits32;

RuTwin::RuTwin(const numerics::RuShape& shape) : shape_(shape), softmax_(shape.ways) {
    shape_.check();
}

void RuTwin::reset() {
    state_ = State::idle;
    softmax_.reset();
    for (auto& stage : stages_) stage.reset();
}

std::optional<RuTwin::Beat> RuTwin::ret_shown() const {
    if (state_ == State::maxima && wait_ == 0) return Beat{{maxima_[step_]}, step_ + 1 == command_.heads};
    return returns() && stages_[1] ? std::optional<Beat>(Beat{stages_[1]->data, false}) : std::nullopt;
}

RuOut RuTwin::step(const RuIn& in) {
    RuOut out;
    out.cmd_ready = idle();
    if (const auto ret = ret_shown()) {
        out.ret_valid = true;
        out.ret = ret->data[0];
        out.ret_last = ret->last;
    }
    if (const Beat* beat = out_shown()) {
        out.out_valid = true;
        out.out = beat->data;
        out.out_last = beat->last;
    }
    const bool taken = returns() ? in.ret_ready : in.out_ready;
    const bool advance = !stages_[1] || taken;
    const bool last_taken = stages_[1] && stages_[1]->last && taken;
    const OnlineSoftmaxTwin::Out softmax = softmax_.step(softmax_in(in, advance));
    out.in_ready = ready(in, softmax, advance);

    std::optional<Beat> beat = begun(in);
    const bool began = beat && advance;
    if (advance) {
        stages_[1] = std::move(stages_[0]);
        stages_[0] = std::move(beat);
    }
    move(in, softmax, began, last_taken);
    if (in.flush) reset();
    return out;
}

std::uint32_t RuTwin::steps() const {
    const auto beats = static_cast<std::size_t>(command_.beats);
    if (state_ == State::terms) return static_cast<std::uint32_t>(beats * terms_per_beat());
    if (state_ == State::gather) return static_cast<std::uint32_t>(1 + beats * members_.size());
    return state_ == State::emit ? command_.beats + 1 : command_.heads;
}

std::optional<std::uint32_t> RuTwin::way() const {
    if (state_ == State::gather)
        return step_ == 0 ? std::nullopt : std::optional(members_[(step_ - 1) / command_.beats]);
    const std::size_t term = step_ % terms_per_beat();
    return term == 0 ? std::nullopt : std::optional(members_[term - 1]);
}

bool RuTwin::way_valid(const RuIn& in) const {
    const auto number = way();
    if (number) return (in.in_valid >> *number & 1u) != 0;
    return state_ == State::terms || all_valid(in);
}

std::vector<Bits32> RuTwin::way_beat(const RuIn& in, std::uint32_t way) const {
    const auto begin = in.data.begin() + static_cast<std::ptrdiff_t>(std::size_t{way} * shape_.lanes);
    return {begin, begin + static_cast<std::ptrdiff_t>(shape_.lanes)};
}

/// The beat that this cycle would put on its way out.
std::optional<RuTwin::Beat> RuTwin::begun(const RuIn& in) const {
    if (state_ == State::score && all_valid(in)) return summed(in);
    if (state_ == State::emit && wait_ == 0) return emitted();
    if (state_ == State::gather && way_valid(in)) return gathered(in);
    return std::nullopt;
}

RuTwin::Beat RuTwin::summed(const RuIn& in) const {
    std::vector<Bits32> scores(shape_.ways, 0);
    for (const std::uint32_t w : members_) scores[w] = in.data[std::size_t{w} * shape_.lanes];
    std::vector<const Bits32*> partial;
    for (const Bits32& score : scores) partial.push_back(&score);
    Beat beat{std::vector<Bits32>(shape_.lanes, 0), last_step() && count_ + 1 == command_.count};
    numerics::ReductionUnit(shape_).score_add(partial, 1, 1, beat.data.data());
    return beat;
}

RuTwin::Beat RuTwin::emitted() const {
    Beat beat{std::vector<Bits32>(shape_.lanes, 0), last_step()};
    if (step_ == 0) {
        beat.data[0] = command_.finish ? numerics::add(m_, numerics::logarithm(l_)) : m_;
        beat.data[1] = l_;
        return beat;
    }
    for (std::uint32_t lane = 0; lane < shape_.lanes; ++lane) {
        const Bits32 o = o_[std::size_t{step_ - 1} * shape_.lanes + lane];
        beat.data[lane] =
            command_.finish ? numerics::normalised(shape_.format, o, l_, numerics::reciprocal(l_)) : o;
    }
    return beat;
}

RuTwin::Beat RuTwin::gathered(const RuIn& in) const {
    return {way_beat(in, way().value_or(members_[0])), last_step() && count_ + 1 == command_.count};
}

OnlineSoftmaxTwin::In RuTwin::softmax_in(const RuIn& in, bool advance) const {
    OnlineSoftmaxTwin::In softmax;
    softmax.flush = in.flush;
    if (state_ == State::head && all_valid(in)) {
        softmax.in_valid = true;
        for (std::uint32_t w = 0; w < shape_.ways; ++w) {
            softmax.in.m.push_back(in.data[std::size_t{w} * shape_.lanes]);
            softmax.in.l.push_back(in.data[std::size_t{w} * shape_.lanes + 1]);
        }
        softmax.in.present = command_.ways;
        softmax.in.first = count_ == 0;
        softmax.in.last = count_ + 1 >= command_.count;
    }
    softmax.weights_ready = state_ == State::terms && last_step() && way_valid(in);
    softmax.out_ready = state_ == State::emit && wait_ == 0 && last_step() && advance;
    return softmax;
}

std::uint32_t RuTwin::ready(const RuIn& in, const OnlineSoftmaxTwin::Out& softmax, bool advance) const {
    const bool one =
        (state_ == State::terms && softmax.weights_valid) || (state_ == State::gather && advance);
    if (one && way()) return 1u << *way();
    const bool header =
        (state_ == State::head && softmax.in_ready) || (state_ == State::gather && step_ == 0 && advance);
    const bool all = header || (state_ == State::score && advance);
    return all && all_valid(in) ? command_.ways : 0;
}

void RuTwin::start(const RuCommand& command) {
    command_ = command;
    if (command.count == 0) command_.ways = 0;
    members_ = command_.members();
    count_ = step_ = 0;
    o_.assign(std::size_t{command.beats} * shape_.lanes, 0);
    maxima_.assign(command.heads, numerics::kMinusInfinity);
    wait_ = 1;
    switch (command.op) {
        case RuOp::score_add:
            state_ = command.count == 0 ? State::idle : State::score;
            break;
        case RuOp::score_return:
            state_ = command.count == 0 ? State::maxima : State::score;
            break;
        case RuOp::merge:
            state_ = State::head;
            break;
        case RuOp::gather:
            state_ = command.count == 0 ? State::idle : State::gather;
            break;
    }
}

/// One more step; after the last of a token, round or partial on to `again`, after the last of all to
/// `after`.
void RuTwin::next_in(State again, State after) {
    if (!last_step()) {
        ++step_;
        return;
    }
    step_ = 0;
    ++count_;
    state_ = count_ >= command_.count ? after : again;
}

void RuTwin::move_term(const RuIn& in, const OnlineSoftmaxTwin::Out& softmax) {
    const auto number = way();
    const std::size_t row = step_ / terms_per_beat() * shape_.lanes;
    for (std::uint32_t lane = 0; lane < shape_.lanes; ++lane) {
        Bits32& o = o_[row + lane];
        if (number)
            o = numerics::add(o, numerics::multiply(softmax.way[*number],
                                                    in.data[std::size_t{*number} * shape_.lanes + lane]));
        else
            o = numerics::multiply(softmax.running, o);
    }
    next_in(State::head, State::drain);
}

void RuTwin::move(const RuIn& in, const OnlineSoftmaxTwin::Out& softmax, bool began, bool last_taken) {
    if (wait_ > 0 && (state_ == State::emit || state_ == State::maxima)) {
        --wait_;
        return;
    }
    switch (state_) {
        case State::idle:
            if (in.cmd_valid) start(in.cmd);
            break;
        case State::score:
            if (!began) break;
            maxima_[step_] = numerics::maximum(maxima_[step_], stages_[0]->data[0]);
            next_in(State::score, State::empty);
            break;
        case State::head:
            if (softmax.in_ready && all_valid(in)) state_ = State::terms;
            break;
        case State::terms:
            if (softmax.weights_valid && way_valid(in)) move_term(in, softmax);
            break;
        case State::drain:
            m_ = softmax.m;
            l_ = softmax.l;
            wait_ = command_.finish ? 2 : 0;
            state_ = State::emit;
            break;
        case State::emit:
            if (!began) break;
            if (last_step()) state_ = State::empty;
            ++step_;
            break;
        case State::gather:
            if (began) next_in(State::gather, State::empty);
            break;
        case State::empty:
            if (last_taken) state_ = returns() ? State::maxima : State::idle;
            step_ = 0;
            wait_ = 1;
            break;
        case State::maxima:
            if (in.ret_ready && ++step_ == command_.heads) state_ = State::idle;
            break;
    }
}

}  // namespace pamsim::tb
