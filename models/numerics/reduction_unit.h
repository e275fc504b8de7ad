// Functional twin of pam_ru: sums of partial scores, merges of partials, the final normalisation, and their
// cycles.
#pragma once

#include <cstdint>
#include <vector>

#include "numerics/formats.h"

namespace pamsim::numerics {

/// Parameters of pam_ru.
struct RuShape {
    std::uint32_t ways = 4;  ///< input ports; as many exp units
    std::uint32_t lanes = 16;
    std::uint32_t scratch_bytes = 512;  ///< one O: scratch / (4 x lanes) beats
    std::uint32_t max_heads = 8;        ///< maxima kept in score_return
    Format format = Format::fp16;       ///< of normalised outputs

    /// Of O in a merge.
    std::uint32_t max_beats() const { return scratch_bytes / (lanes * 4); }
    /// Throws std::invalid_argument with one sentence: what rtl/ru refuses at elaboration.
    void check() const;
};

/// One head's (O, m, l): O has beats x lanes values.
struct Partial {
    std::vector<Bits32> o;
    Bits32 m = kMinusInfinity;
    Bits32 l = 0;
};

/// O / l in the 16-bit format and the log-sum-exp m + ln(l) (-inf for a row without an unmasked token).
struct Normalised {
    std::vector<Bits16> o;
    Bits32 log_sum_exp = kMinusInfinity;
};

/// The most beats that a command can name.
constexpr std::uint32_t kMaxRuBeats = 255;

/// Every command throws std::invalid_argument with one sentence where rtl/ru would refuse it: heads that are
/// not 1 to max_heads, beats that are not 1 to max_beats() (gather: kMaxRuBeats), ways of which none takes
/// part.
/// Ways that take part in a merge of these rounds; 0 without rounds.
std::uint32_t ways_of(const std::vector<std::vector<const Partial*>>& rounds);

class ReductionUnit {
public:
    explicit ReductionUnit(const RuShape& shape);

    /// partial: one pointer per way to items x heads partial scores (null: that way takes no part). sums:
    /// items x heads out. The adders are a tree: (s0 + s1) + (s2 + s3). score_add gives no maxima (an RU
    /// above completes the sums); score_return gives one per head.
    void score_add(const std::vector<const Bits32*>& partial, std::uint32_t items, std::uint32_t heads,
                   Bits32* sums);
    void score_return(const std::vector<const Bits32*>& partial, std::uint32_t items, std::uint32_t heads,
                      Bits32* sums, Bits32* maxima);
    /// rounds[r][w]: the partial that way w brings in round r; null: that way takes no part in any round. No
    /// round gives the empty partial.
    Partial merge(const std::vector<std::vector<const Partial*>>& rounds, std::uint32_t beats);
    /// merge(), then O / l and m + ln(l).
    Normalised finish(const std::vector<std::vector<const Partial*>>& rounds, std::uint32_t beats);
    /// The ways hold slices of one head's O, all with the same m and l: way 0's values, then way 1's, ...
    Partial gather(const std::vector<const Partial*>& slices, std::uint32_t beats);

    const RuShape& shape() const { return shape_; }
    std::uint64_t cycles() const { return cycles_; }  ///< as ProcessingUnit::cycles()

private:
    void check_heads(std::uint32_t heads) const;
    Partial merged_rounds(const std::vector<std::vector<const Partial*>>& rounds, std::uint32_t beats,
                          bool finish);

    RuShape shape_;
    std::uint64_t cycles_ = 0;
};

/// The closed forms behind cycles(); `ways` that take part. 0 for a command without output (no item and no
/// maxima, no partial to gather); a merge of no round is one round without ways. rtl/README.md derives them.
std::uint64_t score_sum_cycles(std::uint64_t items, std::uint32_t heads, bool with_maxima);
std::uint64_t merge_cycles(std::uint32_t rounds, std::uint32_t ways, std::uint32_t beats, bool finish);
std::uint64_t gather_cycles(std::uint32_t partials, std::uint32_t ways, std::uint32_t beats);

}  // namespace pamsim::numerics
