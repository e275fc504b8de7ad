// A verilated pam_ru_tree with the commands of numerics::ReductionTree. Inputs are always there, outputs
// always taken.
#pragma once

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "cosim/beats.h"
#include "numerics/reduction_tree.h"
#include "support/dut.h"
#include "twins/ru_ports.h"

namespace pamsim::tb {

/// Model: what Verilator made of pam_ru_tree with these parameters.
template <typename Model>
class RtlTree {
public:
    using Bits32 = numerics::Bits32;
    using Partial = numerics::Partial;
    using Rounds = numerics::ReductionTree::Rounds;

    RtlTree(std::uint32_t groups, const numerics::RuShape& leaf) : groups_(groups), leaf_(leaf) {
        Model& in = dut_.in();
        in.flush_i = in.cmd_valid_i = in.in_valid_i = 0;
        in.ret_ready_i = (1u << groups) - 1;
        in.out_ready_i = 1;
        dut_.reset();
    }

    void score_add(const std::vector<std::vector<const Bits32*>>& partial, std::uint32_t items,
                   std::uint32_t heads, Bits32* sums, Bits32* maxima) {
        const std::size_t count = std::size_t{items} * heads;
        Streams streams;
        for (const auto& group : partial)
            for (const Bits32* const way : group) streams.ways.push_back({way, count, 1});
        run(command(RuOp::score_add, heads, 1, items), streams, groups_ * (count + heads));
        for (const auto& ret : streams.ret)
            if (ret != streams.ret[0]) throw std::runtime_error("pam_ru_tree: the groups got different sums");
        const auto end_of_sums = streams.ret[0].begin() + static_cast<std::ptrdiff_t>(count);
        std::copy(streams.ret[0].begin(), end_of_sums, sums);
        std::copy(end_of_sums, streams.ret[0].end(), maxima);
    }

    numerics::Normalised finish(const std::vector<Rounds>& groups, std::uint32_t beats) {
        return finished(RuOp::merge, groups, beats, beats);
    }
    numerics::Normalised finish_gathered(const std::vector<Rounds>& groups, std::uint32_t ways,
                                         std::uint32_t beats) {
        return finished(RuOp::gather, groups, beats, beats * ways);
    }

    std::uint32_t groups() const { return groups_; }
    const numerics::RuShape& leaf() const { return leaf_; }
    std::uint64_t cycles() const { return cycles_; }

private:
    /// Of one command: what goes in, and what came out.
    struct Streams {
        std::vector<Beats<Bits32>> ways;       ///< group 0's first
        std::vector<std::vector<Bits32>> ret;  ///< of each group
        std::vector<Bits32> out;
    };

    RuCommand command(RuOp op, std::uint32_t heads, std::uint32_t beats, std::uint32_t count) const {
        RuCommand cmd;
        cmd.op = op;
        cmd.ways = (1u << leaf_.ways) - 1;
        cmd.heads = heads;
        cmd.beats = beats;
        cmd.count = count;
        return cmd;
    }

    numerics::Normalised finished(RuOp op, const std::vector<Rounds>& groups, std::uint32_t beats,
                                  std::uint32_t beats_out) {
        std::vector<std::vector<Bits32>> values(groups_ * leaf_.ways);
        for (std::size_t g = 0; g < groups.size(); ++g)
            for (const auto& round : groups[g])
                for (std::size_t w = 0; w < round.size(); ++w) append(*round[w], values[g * leaf_.ways + w]);
        Streams streams;
        for (const auto& way : values)
            streams.ways.push_back({way.data(), way.size() / leaf_.lanes, leaf_.lanes});
        RuCommand cmd = command(op, 1, beats, static_cast<std::uint32_t>(groups[0].size()));
        cmd.finish = true;
        run(cmd, streams, std::size_t{beats_out} + 1);
        numerics::Normalised result;
        result.log_sum_exp = streams.out[0];
        for (std::size_t i = leaf_.lanes; i < streams.out.size(); ++i)
            result.o.push_back(static_cast<numerics::Bits16>(streams.out[i]));
        return result;
    }

    /// A header beat and the beats of O.
    void append(const Partial& partial, std::vector<Bits32>& beats) const {
        beats.push_back(partial.m);
        beats.push_back(partial.l);
        beats.resize(beats.size() + leaf_.lanes - 2, 0);
        beats.insert(beats.end(), partial.o.begin(), partial.o.end());
    }

    /// Until `moves` beats have left.
    void run(const RuCommand& cmd, Streams& streams, std::size_t moves) {
        streams.ret.resize(groups_);
        Model& in = dut_.in();
        in.cmd_valid_i = 1;
        in.cmd_i = cmd.bits();
        while (!dut_.out().cmd_ready_o) dut_.edge();
        dut_.edge();
        dut_.in().cmd_valid_i = 0;
        EdgeCount count("pam_ru_tree", moves * (leaf_.ways + 1) * (std::size_t{cmd.count} + 1));
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
            streams.ways[w].drive(in.in_data_i, w * leaf_.lanes);
        }
        in.in_valid_i = valid;
    }

    /// What moves with the coming edge.
    std::size_t sample(Streams& streams) {
        const Model& out = dut_.out();
        std::size_t moved = out.out_valid_o;
        for (std::size_t w = 0; w < streams.ways.size(); ++w)
            if (streams.ways[w].left() && (out.in_ready_o >> w & 1u) != 0) streams.ways[w].take();
        for (std::size_t g = 0; g < groups_; ++g) {
            if ((out.ret_valid_o >> g & 1u) == 0) continue;
            streams.ret[g].push_back(static_cast<Bits32>(get_lane(out.ret_data_o, g, 32)));
            ++moved;
        }
        for (std::size_t i = 0; out.out_valid_o && i < leaf_.lanes; ++i)
            streams.out.push_back(static_cast<Bits32>(get_lane(out.out_data_o, i, 32)));
        return moved;
    }

    std::uint32_t groups_;
    numerics::RuShape leaf_;
    Dut<Model> dut_;
    std::uint64_t cycles_ = 0;
};

}  // namespace pamsim::tb
