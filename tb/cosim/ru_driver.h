// Commands through a verilated pam_ru or pam_ru_tree: inputs are always there, outputs always taken.
#pragma once

#include <cstdint>
#include <vector>

#include "cosim/beats.h"
#include "numerics/reduction_unit.h"
#include "support/dut.h"
#include "twins/ru_ports.h"

namespace pamsim::tb {

/// Of one command: what goes in, and what came out.
struct RuStreams {
    std::vector<Beats<numerics::Bits32>> ways;       ///< a tree: group 0's first
    std::vector<std::vector<numerics::Bits32>> ret;  ///< of each group; a lone unit is one
    std::vector<numerics::Bits32> out;
};

/// Model: what Verilator made of the unit; `leaf`: the shape of an RU, `groups` of them side by side.
template <typename Model, typename Wave = NoWave>
class RuDriver {
public:
    RuDriver(const char* unit, const numerics::RuShape& leaf, std::uint32_t groups)
        : unit_(unit), leaf_(leaf), groups_(groups) {
        Model& in = dut_.in();
        in.flush_i = in.cmd_valid_i = in.in_valid_i = 0;
        set_lane(in.ret_ready_i, 0, groups, (1u << groups) - 1);
        in.out_ready_i = 1;
        dut_.reset();
    }

    /// Until `moves` beats have left.
    void run(const RuCommand& cmd, RuStreams& streams, std::size_t moves) {
        streams.ret.resize(groups_);
        Model& in = dut_.in();
        in.cmd_valid_i = 1;
        in.cmd_i = cmd.bits();
        while (!dut_.out().cmd_ready_o) dut_.edge();
        dut_.edge();
        dut_.in().cmd_valid_i = 0;
        EdgeCount count(unit_, moves * (leaf_.ways + 1) * (std::size_t{cmd.count} + 1));
        for (std::size_t moved = 0; moved < moves; count.edge()) {
            drive(streams);
            moved += sample(streams);
            dut_.edge();
        }
        cycles_ += count.edges();
        dut_.in().in_valid_i = 0;
    }

    /// Puts a partial behind the beats of a way: a header beat and the beats of O.
    void append(const numerics::Partial& partial, std::vector<numerics::Bits32>& beats) const {
        beats.push_back(partial.m);
        beats.push_back(partial.l);
        beats.resize(beats.size() + leaf_.lanes - 2, 0);
        beats.insert(beats.end(), partial.o.begin(), partial.o.end());
    }
    /// The stream of beats that append() made.
    Beats<numerics::Bits32> stream(const std::vector<numerics::Bits32>& beats) const {
        return {beats.data(), beats.size() / leaf_.lanes, leaf_.lanes};
    }
    /// What `out` brings with `finish`: {m + ln(l), l}, then O / l in the low half of each lane.
    numerics::Normalised normalised(const std::vector<numerics::Bits32>& out) const {
        numerics::Normalised result;
        result.log_sum_exp = out[0];
        for (std::size_t i = leaf_.lanes; i < out.size(); ++i)
            result.o.push_back(static_cast<numerics::Bits16>(out[i]));
        return result;
    }

    const numerics::RuShape& leaf() const { return leaf_; }
    std::uint32_t groups() const { return groups_; }
    std::uint64_t cycles() const { return cycles_; }
    Wave& wave() { return dut_.wave(); }

private:
    void drive(RuStreams& streams) {
        Model& in = dut_.in();
        std::uint32_t valid = 0;
        for (std::size_t w = 0; w < streams.ways.size(); ++w) {
            valid |= streams.ways[w].left() ? 1u << w : 0u;
            streams.ways[w].drive(in.in_data_i, w * leaf_.lanes);
        }
        set_lane(in.in_valid_i, 0, static_cast<unsigned>(streams.ways.size()), valid);
    }

    /// What moves with the coming edge.
    std::size_t sample(RuStreams& streams) {
        const Model& out = dut_.out();
        std::size_t moved = out.out_valid_o;
        for (std::size_t w = 0; w < streams.ways.size(); ++w)
            if (streams.ways[w].left() && (out.in_ready_o >> w & 1u) != 0) streams.ways[w].take();
        for (std::size_t g = 0; g < groups_; ++g) {
            if ((out.ret_valid_o >> g & 1u) == 0) continue;
            streams.ret[g].push_back(static_cast<numerics::Bits32>(get_lane(out.ret_data_o, g, 32)));
            ++moved;
        }
        for (std::size_t i = 0; out.out_valid_o && i < leaf_.lanes; ++i)
            streams.out.push_back(static_cast<numerics::Bits32>(get_lane(out.out_data_o, i, 32)));
        return moved;
    }

    const char* unit_;
    numerics::RuShape leaf_;
    std::uint32_t groups_;
    Dut<Model, Wave> dut_;
    std::uint64_t cycles_ = 0;
};

}  // namespace pamsim::tb
