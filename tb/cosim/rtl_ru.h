// A verilated pam_ru behind pim::RuEngine.
#pragma once

#include <vector>

#include "cosim/beats.h"
#include "pim/unit_engine.h"
#include "support/dut.h"
#include "support/wave.h"
#include "twins/ru_ports.h"

namespace pamsim::tb {

/// Model: what Verilator made of pam_ru with the parameters of `shape`.
template <typename Model>
class RtlRu : public pim::RuEngine {
public:
    explicit RtlRu(const numerics::RuShape& shape) : shape_(shape) {
        Model& in = dut_.in();
        in.flush_i = in.cmd_valid_i = in.in_valid_i = 0;
        in.ret_ready_i = in.out_ready_i = 1;
        dut_.reset();
    }
    void open_wave(const std::string& file) { dut_.wave().open(file); }

    void score_return(const std::vector<const numerics::Bits32*>& partial, std::uint32_t items,
                      std::uint32_t heads, numerics::Bits32* sums, numerics::Bits32* maxima) override {
        const std::size_t count = std::size_t{items} * heads;
        RuCommand cmd;
        cmd.op = RuOp::score_return;
        cmd.heads = heads;
        cmd.count = items;
        cmd.ways = ways_of(partial);
        Streams streams;
        for (const numerics::Bits32* const way : partial)
            streams.ways.push_back({way, way != nullptr ? count : 0, 1});
        run(cmd, streams, count + heads);
        const auto end_of_sums = streams.ret.begin() + static_cast<std::ptrdiff_t>(count);
        std::copy(streams.ret.begin(), end_of_sums, sums);
        std::copy(end_of_sums, streams.ret.end(), maxima);
    }

    numerics::Partial merge(const std::vector<std::vector<const numerics::Partial*>>& rounds,
                            std::uint32_t beats) override {
        const std::vector<numerics::Bits32> out = merged(rounds, beats, false);
        return {{out.begin() + shape_.lanes, out.end()}, out[0], out[1]};
    }

    numerics::Normalised finish(const std::vector<std::vector<const numerics::Partial*>>& rounds,
                                std::uint32_t beats) override {
        const std::vector<numerics::Bits32> out = merged(rounds, beats, true);
        numerics::Normalised result;
        for (std::size_t i = shape_.lanes; i < out.size(); ++i)
            result.o.push_back(static_cast<numerics::Bits16>(out[i]));
        result.log_sum_exp = out[0];
        return result;
    }

    numerics::Partial gather(const std::vector<const numerics::Partial*>& slices,
                             std::uint32_t beats) override {
        RuCommand cmd;
        cmd.op = RuOp::gather;
        cmd.beats = beats;
        cmd.count = 1;
        cmd.ways = ways_of(slices);
        const std::vector<numerics::Bits32> out =
            passed(cmd, {slices}, cmd.members().size() * std::size_t{beats} + 1);
        return {{out.begin() + shape_.lanes, out.end()}, out[0], out[1]};
    }

    const numerics::RuShape& shape() const override { return shape_; }
    std::uint64_t cycles() const override { return cycles_; }

private:
    using Rounds = std::vector<std::vector<const numerics::Partial*>>;
    /// Of one command: what goes in, and what came out.
    struct Streams {
        std::vector<Beats<numerics::Bits32>> ways;
        std::vector<numerics::Bits32> ret, out;
    };

    template <typename T>
    static std::uint32_t ways_of(const std::vector<const T*>& ways) {
        std::uint32_t mask = 0;
        for (std::size_t w = 0; w < ways.size(); ++w) mask |= ways[w] != nullptr ? 1u << w : 0u;
        return mask;
    }

    std::vector<numerics::Bits32> merged(const Rounds& rounds, std::uint32_t beats, bool finish) {
        RuCommand cmd;
        cmd.op = RuOp::merge;
        cmd.finish = finish;
        cmd.beats = beats;
        cmd.count = static_cast<std::uint32_t>(rounds.size());
        cmd.ways = rounds.empty() ? (1u << shape_.ways) - 1u : ways_of(rounds[0]);
        return passed(cmd, rounds, std::size_t{beats} + 1);
    }

    /// Partials in, `beats_out` beats out.
    std::vector<numerics::Bits32> passed(const RuCommand& cmd, const Rounds& rounds, std::size_t beats_out) {
        std::vector<std::vector<numerics::Bits32>> values(shape_.ways);
        for (const auto& round : rounds)
            for (std::size_t w = 0; w < round.size(); ++w)
                if (round[w] != nullptr) append(*round[w], values[w]);
        Streams streams;
        for (const auto& way : values)
            streams.ways.push_back({way.data(), way.size() / shape_.lanes, shape_.lanes});
        run(cmd, streams, beats_out);
        return streams.out;
    }

    /// A header beat and the beats of O.
    void append(const numerics::Partial& partial, std::vector<numerics::Bits32>& beats) const {
        beats.push_back(partial.m);
        beats.push_back(partial.l);
        beats.resize(beats.size() + shape_.lanes - 2, 0);
        beats.insert(beats.end(), partial.o.begin(), partial.o.end());
    }

    /// Until `moves` beats have left.
    void run(const RuCommand& cmd, Streams& streams, std::size_t moves) {
        Model& in = dut_.in();
        in.cmd_valid_i = 1;
        in.cmd_i = cmd.bits();
        while (!dut_.out().cmd_ready_o) dut_.edge();
        dut_.edge();
        dut_.in().cmd_valid_i = 0;
        EdgeCount count("pam_ru", moves * (shape_.ways + 1) * (std::size_t{cmd.count} + 1));
        for (std::size_t moved = 0; moved < moves; count.edge()) {
            drive(streams);
            moved += sample(streams);
            dut_.edge();
        }
        cycles_ += count.edges();
        dut_.in().in_valid_i = 0;
    }

    void drive(Streams& streams) {
        Model& in = dut_.in();
        std::uint32_t valid = 0;
        for (std::size_t w = 0; w < streams.ways.size(); ++w) {
            valid |= streams.ways[w].left() ? 1u << w : 0u;
            streams.ways[w].drive(in.in_data_i, w * shape_.lanes);
        }
        in.in_valid_i = static_cast<CData>(valid);
    }

    /// What moves with the coming edge.
    std::size_t sample(Streams& streams) {
        const Model& out = dut_.out();
        for (std::size_t w = 0; w < streams.ways.size(); ++w)
            if (streams.ways[w].left() && (out.in_ready_o >> w & 1u) != 0) streams.ways[w].take();
        if (out.ret_valid_o) streams.ret.push_back(out.ret_data_o);
        for (std::size_t i = 0; out.out_valid_o && i < shape_.lanes; ++i)
            streams.out.push_back(static_cast<numerics::Bits32>(get_lane(out.out_data_o, i, 32)));
        return std::size_t{out.ret_valid_o} + out.out_valid_o;
    }

    numerics::RuShape shape_;
    Dut<Model, FstWave> dut_;
    std::uint64_t cycles_ = 0;
};

}  // namespace pamsim::tb
