#include "twins/pu_twin.h"

#include <algorithm>

#include "numerics/dot.h"
#include "numerics/fp32.h"

namespace pamsim::tb {

using numerics::Bits16;
using numerics::Bits32;

PuTwin::PuTwin(const numerics::PuShape& shape)
    : shape_(shape),
      dot_({shape.lanes, shape.format, shape.accumulate, shape.max_heads}),
      rowmax_(RunningMaxima(shape.max_heads)),
      buffer_(std::size_t{shape.buffer_rows()} * shape.lanes * 2),
      m_(shape.max_heads),
      l_(shape.max_heads) {
    shape_.check();
}

void PuTwin::reset() {
    dot_.reset();
    weight_.reset();
    rowmax_.reset();
    ring_.flush();
    state_ = State::idle;
    pair_register_.valid = false;
}

PuOut PuTwin::step(const PuIn& in) {
    Parts parts;
    step_dot(in, parts);
    step_softmax(in, parts);
    const PuOut out = outputs(in, parts);
    edge(in, out, parts);
    return out;
}

void PuTwin::step_dot(const PuIn& in, Parts& parts) {
    DotTwin::In dot;
    dot.flush = in.flush;
    dot.in_valid = pair_register_.valid;
    dot.a = pair_register_.a;
    dot.b = pair_register_.b;
    dot.slot = pair_register_.head;
    dot.first = pair_register_.beat == 0;
    dot.last = pair_register_.beat + 1 == command_.beats;
    dot.vector = state_ == State::value;
    dot.out_ready = in.score_ready;
    parts.dot = dot_.step(dot);
    parts.fire = running() && pair_ < pairs() && pair_can_move(parts) && in.data_valid && second_operand(in);
}

void PuTwin::step_softmax(const PuIn& in, Parts& parts) {
    const auto head = static_cast<std::uint32_t>(item_ % std::max(command_.heads, 1u));
    const bool scores_come = state_ == State::value && item_ < items();
    WeightTwin::In weight;
    weight.flush = in.flush;
    weight.in_valid = scores_come && in.score_in_valid;
    weight.in = {in.score_in, m_[head]};
    weight.out_ready = ring_.in_ready();
    parts.weight = weight_.step(weight);
    parts.item = state_ == State::score ? parts.dot.out_valid && in.score_ready
                                        : weight.in_valid && parts.weight.in_ready;
    RowmaxTwin::In row;
    row.flush = in.flush;
    row.in_valid = state_ == State::score && parts.item;
    row.in = {{parts.dot.out_sum}, head, item_ < command_.heads, item_ + command_.heads >= items()};
    row.out_ready = true;
    parts.rowmax = rowmax_.step(row);
}

/// q of the buffer is always there.
bool PuTwin::second_operand(const PuIn& in) const {
    if (state_ == State::value) return ring_.out_valid();
    return shape_.q_resident || in.q_valid;
}

bool PuTwin::pair_can_move(const Parts& parts) const {
    return !pair_register_.valid || parts.dot.in_ready;
}

/// Of the walk that the state makes.
std::uint32_t PuTwin::steps() const {
    if (state_ == State::load) return command_.heads * command_.beats;
    if (state_ == State::out) return command_.heads * (command_.beats + 1);
    return command_.heads;
}

PuOut PuTwin::outputs(const PuIn& in, const Parts& parts) const {
    PuOut out;
    const bool pairing = running() && pair_ < pairs() && pair_can_move(parts);
    out.cmd_ready = state_ == State::idle;
    out.q_ready =
        state_ == State::load || (state_ == State::score && !shape_.q_resident && pairing && in.data_valid);
    out.data_ready = pairing && second_operand(in) && last_head();
    out.score_in_ready =
        state_ == State::take_m || (state_ == State::value && item_ < items() && parts.weight.in_ready);
    if (state_ == State::score) {
        out.score_valid = parts.dot.out_valid;
        out.score = parts.dot.out_sum;
        out.score_last = command_.partial && item_ + 1 == items();
    } else if (state_ == State::maxima) {
        out.score_valid = !parts.rowmax.out_valid;
        out.score = m_[step_];
        out.score_last = step_ + 1 == steps();
    } else if (state_ == State::out) {
        output_beat(out);
    }
    return out;
}

void PuTwin::output_beat(PuOut& out) const {
    const std::uint32_t head = step_ / (command_.beats + 1);
    const std::uint32_t beat = step_ % (command_.beats + 1);
    out.out_valid = true;
    out.out_last = step_ + 1 == steps();
    out.out.assign(shape_.lanes, 0);
    if (beat == 0) {
        out.out[0] = m_[head];
        out.out[1] = l_[head];
    } else if (command_.tokens > 0) {
        const Bits16* const row =
            &buffer_[(std::size_t{head} * command_.beats + beat - 1) * shape_.lanes * 2];
        for (std::uint32_t i = 0; i < shape_.lanes; ++i)
            out.out[i] = row[2 * i] | Bits32{row[2 * i + 1]} << 16;
    }
}

void PuTwin::edge(const PuIn& in, const PuOut& out, const Parts& parts) {
    const State before = state_;
    const bool final_product = parts.dot.prod_valid && product_.final;
    if (parts.rowmax.out_valid) m_[parts.rowmax.out.slot] = parts.rowmax.out.max;
    if (parts.dot.prod_valid) add_products(parts);
    keep_p(parts);
    move_pair(in, parts);
    if (parts.item && ++item_ == items() && before == State::score)
        state_ = command_.partial ? State::idle : State::maxima;
    if (final_product) state_ = State::out;
    const bool moved = (before == State::load && in.q_valid) ||
                       (before == State::maxima && out.score_valid && in.score_ready) ||
                       (before == State::take_m && in.score_in_valid) ||
                       (before == State::out && in.out_ready);
    if (moved) move_step(in);
    if (before == State::idle && in.cmd_valid) start(in.cmd);
    if (in.flush) reset();
}

void PuTwin::start(const PuCommand& command) {
    command_ = command;
    step_ = 0;
    item_ = pair_ = p_ = 0;
    std::fill(m_.begin(), m_.end(), numerics::kMinusInfinity);
    std::fill(l_.begin(), l_.end(), 0);
    if (command.op == PuOp::load_q) {
        state_ = State::load;
    } else if (command.op == PuOp::context) {
        state_ = State::take_m;
    } else if (command.tokens > 0) {
        state_ = State::score;
    } else if (!command.partial) {
        state_ = State::maxima;
    }
}

void PuTwin::move_pair(const PuIn& in, const Parts& parts) {
    if (pair_register_.valid && parts.dot.in_ready) product_ = pair_register_;
    if (pair_can_move(parts)) pair_register_.valid = parts.fire;
    if (!parts.fire) return;
    const std::uint64_t per_token = std::uint64_t{command_.heads} * command_.beats;
    Pair& pair = pair_register_;
    pair.head = static_cast<std::uint32_t>(pair_ % command_.heads);
    pair.beat = static_cast<std::uint32_t>(pair_ / command_.heads % command_.beats);
    pair.row = pair.head * command_.beats + pair.beat;
    pair.first_token = pair_ < per_token;
    pair.final = pair_ + 1 == pairs();
    pair.a = in.data;
    if (state_ == State::value) {
        const bool last_beat = pair.beat + 1 == command_.beats;
        pair.b.assign(shape_.lanes, ring_.out());
        ring_.use(last_head() && !last_beat, last_beat);
    } else {
        pair.b = shape_.q_resident ? q_beat(pair.row) : in.q;
    }
    ++pair_;
}

std::vector<Bits16> PuTwin::q_beat(std::uint32_t index) const {
    const auto from = buffer_.begin() + static_cast<std::ptrdiff_t>(std::size_t{index} * shape_.lanes);
    return {from, from + static_cast<std::ptrdiff_t>(shape_.lanes)};
}

void PuTwin::add_products(const Parts& parts) {
    Bits16* const row = &buffer_[std::size_t{product_.row} * shape_.lanes * 2];
    for (std::uint32_t i = 0; i < shape_.lanes; ++i) {
        const Bits32 old = product_.first_token ? 0 : row[2 * i] | Bits32{row[2 * i + 1]} << 16;
        const Bits32 product = numerics::kept(shape_.accumulate, parts.dot.prod[i]);
        const Bits32 sum = numerics::kept(shape_.accumulate, numerics::add(old, product));
        row[2 * i] = static_cast<Bits16>(sum);
        row[2 * i + 1] = static_cast<Bits16>(sum >> 16);
    }
}

void PuTwin::keep_p(const Parts& parts) {
    if (!parts.weight.out_valid || !ring_.in_ready()) return;
    const Bits16 p = numerics::narrow(shape_.format, parts.weight.out);
    Bits32& l = l_[p_++ % command_.heads];
    l = numerics::kept(shape_.accumulate, numerics::add(l, numerics::widen(shape_.format, p)));
    ring_.write(p);
}

void PuTwin::move_step(const PuIn& in) {
    if (state_ == State::load)
        std::copy(in.q.begin(), in.q.end(),
                  buffer_.begin() + static_cast<std::ptrdiff_t>(std::size_t{step_} * shape_.lanes));
    if (state_ == State::take_m) m_[step_] = in.score_in;
    if (++step_ < steps()) return;
    step_ = 0;
    if (state_ == State::take_m)
        state_ = command_.tokens > 0 ? State::value : State::out;
    else
        state_ = State::idle;
}

}  // namespace pamsim::tb
