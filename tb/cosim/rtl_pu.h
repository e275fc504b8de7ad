// A verilated pam_pu behind pim::PuEngine.
#pragma once

#include <vector>

#include "cosim/beats.h"
#include "pim/unit_engine.h"
#include "support/dut.h"
#include "support/wave.h"
#include "twins/pu_ports.h"

namespace pamsim::tb {

/// Model: what Verilator made of pam_pu with the parameters of `shape`.
template <typename Model>
class RtlPu : public pim::PuEngine {
public:
    explicit RtlPu(const numerics::PuShape& shape) : shape_(shape) {
        Model& in = dut_.in();
        in.flush_i = in.cmd_valid_i = in.q_valid_i = in.data_valid_i = in.score_in_valid_i = 0;
        in.score_ready_i = in.out_ready_i = 1;
        dut_.reset();
    }
    void open_wave(const std::string& file) { dut_.wave().open(file); }

    void load_q(const numerics::Bits16* q, std::uint32_t heads, std::uint32_t beats) override {
        Streams streams;
        streams.q = {q, std::size_t{heads} * beats, shape_.lanes};
        run(command(PuOp::load_q, false, heads, beats, 0), streams, std::size_t{heads} * beats);
    }

    void score(const numerics::Bits16* k, const numerics::Bits16* q, std::uint32_t tokens,
               std::uint32_t heads, std::uint32_t beats, bool partial, numerics::Bits32* scores,
               numerics::Bits32* maxima) override {
        // Streamed q comes with every K beat, for every head.
        std::vector<numerics::Bits16> streamed;
        Streams streams;
        if (!shape_.q_resident) {
            streamed = q_beside_k(q, tokens, heads, beats);
            streams.q = {streamed.data(), std::size_t{tokens} * beats * heads, shape_.lanes};
        }
        streams.data = {k, std::size_t{tokens} * beats, shape_.lanes};
        const std::size_t items = std::size_t{tokens} * heads;
        run(command(PuOp::score, partial, heads, beats, tokens), streams, items + (partial ? 0 : heads));
        std::copy(streams.scores.begin(), streams.scores.begin() + static_cast<std::ptrdiff_t>(items),
                  scores);
        std::copy(streams.scores.begin() + static_cast<std::ptrdiff_t>(items), streams.scores.end(), maxima);
    }

    void context(const numerics::Bits16* v, const numerics::Bits32* scores, const numerics::Bits32* maxima,
                 std::uint32_t tokens, std::uint32_t heads, std::uint32_t beats, numerics::Bits32* o,
                 numerics::Bits32* l) override {
        const std::size_t items = std::size_t{tokens} * heads;
        std::vector<numerics::Bits32> in(maxima, maxima + heads);
        in.insert(in.end(), scores, scores + items);
        Streams streams;
        streams.score_in = {in.data(), in.size(), 1};
        streams.data = {v, std::size_t{tokens} * beats, shape_.lanes};
        run(command(PuOp::context, false, heads, beats, tokens), streams, heads * (std::size_t{beats} + 1));
        const std::size_t values = std::size_t{beats} * shape_.lanes;
        auto from = streams.out.begin();
        for (std::uint32_t h = 0; h < heads; ++h) {
            l[h] = from[1];
            from += shape_.lanes;
            std::copy_n(from, values, o + h * values);
            from += static_cast<std::ptrdiff_t>(values);
        }
    }

    const numerics::PuShape& shape() const override { return shape_; }
    std::uint64_t cycles() const override { return cycles_; }

private:
    /// Of one command: what goes in, and what came out.
    struct Streams {
        Beats<numerics::Bits16> q, data;
        Beats<numerics::Bits32> score_in;
        std::vector<numerics::Bits32> scores, out;
    };

    static PuCommand command(PuOp op, bool partial, std::uint32_t heads, std::uint32_t beats,
                             std::uint32_t tokens) {
        PuCommand cmd;
        cmd.op = op;
        cmd.partial = partial;
        cmd.heads = heads;
        cmd.beats = beats;
        cmd.tokens = tokens;
        return cmd;
    }

    std::vector<numerics::Bits16> q_beside_k(const numerics::Bits16* q, std::uint32_t tokens,
                                             std::uint32_t heads, std::uint32_t beats) const {
        std::vector<numerics::Bits16> all;
        all.reserve(std::size_t{tokens} * beats * heads * shape_.lanes);
        for (std::uint32_t t = 0; t < tokens; ++t)
            for (std::uint32_t b = 0; b < beats; ++b)
                for (std::uint32_t h = 0; h < heads; ++h) {
                    const numerics::Bits16* const beat = q + (std::size_t{h} * beats + b) * shape_.lanes;
                    all.insert(all.end(), beat, beat + shape_.lanes);
                }
        return all;
    }

    /// Until `moves` beats have left (load_q: have been taken).
    void run(const PuCommand& cmd, Streams& streams, std::size_t moves) {
        Model& in = dut_.in();
        in.cmd_valid_i = 1;
        in.cmd_i = cmd.bits();
        while (!dut_.out().cmd_ready_o) dut_.edge();
        dut_.edge();
        dut_.in().cmd_valid_i = 0;
        EdgeCount count("pam_pu", moves + std::size_t{cmd.tokens} * cmd.heads * cmd.beats);
        for (std::size_t moved = 0; moved < moves; count.edge()) {
            drive(streams);
            moved += sample(cmd, streams);
            dut_.edge();
        }
        cycles_ += count.edges();
        dut_.in().q_valid_i = dut_.in().data_valid_i = dut_.in().score_in_valid_i = 0;
    }

    void drive(Streams& streams) {
        Model& in = dut_.in();
        in.q_valid_i = streams.q.left();
        in.data_valid_i = streams.data.left();
        in.score_in_valid_i = streams.score_in.left();
        streams.q.drive(in.q_i);
        streams.data.drive(in.data_i);
        streams.score_in.drive(in.score_in_i);
    }

    /// What moves with the coming edge; the beats that the command's end counts.
    std::size_t sample(const PuCommand& cmd, Streams& streams) {
        const Model& out = dut_.out();
        const bool q_moves = streams.q.left() && out.q_ready_o;
        if (q_moves) streams.q.take();
        if (streams.data.left() && out.data_ready_o) streams.data.take();
        if (streams.score_in.left() && out.score_in_ready_o) streams.score_in.take();
        if (out.score_valid_o) streams.scores.push_back(out.score_o);
        for (std::size_t i = 0; out.out_valid_o && i < shape_.lanes; ++i)
            streams.out.push_back(static_cast<numerics::Bits32>(get_lane(out.out_o, i, 32)));
        if (cmd.op == PuOp::load_q) return q_moves;
        return cmd.op == PuOp::score ? out.score_valid_o : out.out_valid_o;
    }

    numerics::PuShape shape_;
    Dut<Model, FstWave> dut_;
    std::uint64_t cycles_ = 0;
};

}  // namespace pamsim::tb
