// Attention of one kv-head over the tokens that one PU, or the PUs that share a split head, reach.
#pragma once

#include <cstdint>
#include <vector>

#include "pim/head_plan.h"
#include "pim/unit_engine.h"

namespace pamsim::pim {

/// Static order of commands: scores of all tokens pass by pass, then O pass by pass and chunk by chunk. A
/// split head's PUs give parts of scores, the RU adds them and gathers the slices of O. One engine stands for
/// all units of its kind, because every command is complete in itself but for q, which each use loads anew.
class HeadUnits {
public:
    /// The most tokens of one command (pu_cmd_t has 16 bits).
    static constexpr std::uint32_t kMaxTokens = 65535;

    /// Throws std::invalid_argument with one sentence when the units cannot serve such heads.
    HeadUnits(PuEngine& pu, RuEngine& ru, std::uint32_t head_dim, const HeadPlan& plan);

    /// q: group x head_dim, k and v: tokens x head_dim, tokens at most kMaxTokens. One partial per query
    /// head.
    std::vector<numerics::Partial> attend(const numerics::Bits16* q, const numerics::Bits16* k,
                                          const numerics::Bits16* v, std::uint32_t tokens);

private:
    struct Scores {
        std::vector<numerics::Bits32> of_token;  ///< tokens x group
        std::vector<numerics::Bits32> maxima;    ///< group
    };
    /// The values [first, first + count) of `rows` vectors of head_dim.
    std::vector<numerics::Bits16> cut(const numerics::Bits16* vectors, std::uint32_t rows,
                                      std::uint32_t first, std::uint32_t count) const;
    void score_pass(const numerics::Bits16* q, const numerics::Bits16* k, std::uint32_t tokens,
                    const HeadRange& heads, Scores& all);
    void value_pass(const numerics::Bits16* v, std::uint32_t tokens, const Scores& scores,
                    const HeadRange& heads, std::vector<numerics::Partial>& out);
    numerics::Partial joined(const std::vector<numerics::Partial>& slices);

    PuEngine& pu_;
    RuEngine& ru_;
    std::uint32_t head_dim_;
    HeadPlan plan_;
    std::uint32_t slice_ = 0;  ///< values of a head on one PU
};

}  // namespace pamsim::pim
