// A verilated pam_ru behind pim::RuEngine.
#pragma once

#include <vector>

#include "cosim/ru_driver.h"
#include "pim/unit_engine.h"
#include "support/wave.h"

namespace pamsim::tb {

/// Model: what Verilator made of pam_ru with the parameters of `shape`.
template <typename Model>
class RtlRu : public pim::RuEngine {
public:
    explicit RtlRu(const numerics::RuShape& shape) : driver_("pam_ru", shape, 1) {}
    void open_wave(const std::string& file) { driver_.wave().open(file); }

    void score_return(const std::vector<const numerics::Bits32*>& partial, std::uint32_t items,
                      std::uint32_t heads, numerics::Bits32* sums, numerics::Bits32* maxima) override {
        const std::size_t count = std::size_t{items} * heads;
        RuCommand cmd;
        cmd.op = RuOp::score_return;
        cmd.heads = heads;
        cmd.count = items;
        cmd.ways = ways_of(partial);
        RuStreams streams;
        for (const numerics::Bits32* const way : partial)
            streams.ways.push_back({way, way != nullptr ? count : 0, 1});
        driver_.run(cmd, streams, count + heads);
        const std::vector<numerics::Bits32>& ret = streams.ret[0];
        const auto end_of_sums = ret.begin() + static_cast<std::ptrdiff_t>(count);
        std::copy(ret.begin(), end_of_sums, sums);
        std::copy(end_of_sums, ret.end(), maxima);
    }

    numerics::Partial merge(const std::vector<std::vector<const numerics::Partial*>>& rounds,
                            std::uint32_t beats) override {
        const std::vector<numerics::Bits32> out = merged(rounds, beats, false);
        return partial_of(out);
    }

    numerics::Normalised finish(const std::vector<std::vector<const numerics::Partial*>>& rounds,
                                std::uint32_t beats) override {
        return driver_.normalised(merged(rounds, beats, true));
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
        return partial_of(out);
    }

    const numerics::RuShape& shape() const override { return driver_.leaf(); }
    std::uint64_t cycles() const override { return driver_.cycles(); }

private:
    using Rounds = std::vector<std::vector<const numerics::Partial*>>;

    numerics::Partial partial_of(const std::vector<numerics::Bits32>& out) const {
        return {{out.begin() + shape().lanes, out.end()}, out[0], out[1]};
    }

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
        cmd.ways = rounds.empty() ? (1u << shape().ways) - 1u : ways_of(rounds[0]);
        return passed(cmd, rounds, std::size_t{beats} + 1);
    }

    /// Partials in, `beats_out` beats out.
    std::vector<numerics::Bits32> passed(const RuCommand& cmd, const Rounds& rounds, std::size_t beats_out) {
        std::vector<std::vector<numerics::Bits32>> values(shape().ways);
        for (const auto& round : rounds)
            for (std::size_t w = 0; w < round.size(); ++w)
                if (round[w] != nullptr) driver_.append(*round[w], values[w]);
        RuStreams streams;
        for (const auto& way : values) streams.ways.push_back(driver_.stream(way));
        driver_.run(cmd, streams, beats_out);
        return streams.out;
    }

    RuDriver<Model, FstWave> driver_;
};

}  // namespace pamsim::tb
