// A verilated pam_ru_tree with the commands of numerics::ReductionTree. Inputs are always there, outputs
// always taken.
#pragma once

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "cosim/ru_driver.h"
#include "numerics/reduction_tree.h"

namespace pamsim::tb {

/// Model: what Verilator made of pam_ru_tree with these parameters.
template <typename Model>
class RtlTree {
public:
    using Bits32 = numerics::Bits32;
    using Partial = numerics::Partial;
    using Rounds = numerics::ReductionTree::Rounds;

    RtlTree(std::uint32_t groups, const numerics::RuShape& leaf) : driver_("pam_ru_tree", leaf, groups) {}

    void score_add(const std::vector<std::vector<const Bits32*>>& partial, std::uint32_t items,
                   std::uint32_t heads, Bits32* sums, Bits32* maxima) {
        const std::size_t count = std::size_t{items} * heads;
        RuStreams streams;
        for (const auto& group : partial)
            for (const Bits32* const way : group) streams.ways.push_back({way, count, 1});
        driver_.run(command(RuOp::score_add, heads, 1, items), streams, groups() * (count + heads));
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

    std::uint32_t groups() const { return driver_.groups(); }
    const numerics::RuShape& leaf() const { return driver_.leaf(); }
    std::uint64_t cycles() const { return driver_.cycles(); }

private:
    RuCommand command(RuOp op, std::uint32_t heads, std::uint32_t beats, std::uint32_t count) const {
        RuCommand cmd;
        cmd.op = op;
        cmd.ways = (1u << leaf().ways) - 1;
        cmd.heads = heads;
        cmd.beats = beats;
        cmd.count = count;
        return cmd;
    }

    numerics::Normalised finished(RuOp op, const std::vector<Rounds>& groups, std::uint32_t beats,
                                  std::uint32_t beats_out) {
        std::vector<std::vector<Bits32>> values(this->groups() * leaf().ways);
        for (std::size_t g = 0; g < groups.size(); ++g)
            for (const auto& round : groups[g])
                for (std::size_t w = 0; w < round.size(); ++w)
                    driver_.append(*round[w], values[g * leaf().ways + w]);
        RuStreams streams;
        for (const auto& way : values) streams.ways.push_back(driver_.stream(way));
        RuCommand cmd = command(op, 1, beats, static_cast<std::uint32_t>(groups[0].size()));
        cmd.finish = true;
        driver_.run(cmd, streams, std::size_t{beats_out} + 1);
        return driver_.normalised(streams.out);
    }

    RuDriver<Model> driver_;
};

}  // namespace pamsim::tb
