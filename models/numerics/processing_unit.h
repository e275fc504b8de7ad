// Functional twin of pam_pu: what every command of a processing unit answers, bit for bit, and the cycles it
// takes.
#pragma once

#include <cstdint>
#include <vector>

#include "numerics/formats.h"

namespace pamsim::numerics {

/// Parameters of pam_pu. The buffer holds q in the score pass (resident q) and O in the value pass; partial
/// scores, the p of 16 scores, m and l of every head are registers beside it.
struct PuShape {
    std::uint32_t lanes;
    std::uint32_t buffer_bytes;
    std::uint32_t max_heads = 8;  ///< query heads of one command
    std::uint32_t slice;          ///< the most values of one head that the unit must serve
    Format format = Format::fp16;
    Accumulate accumulate = Accumulate::fp32;
    bool q_resident = true;  ///< else q comes beside every beat of K and the buffer does not hold it

    std::uint32_t buffer_rows() const { return buffer_bytes / (lanes * 4); }  ///< of `lanes` FP32 values
    /// Query heads of one command in the score pass, `beats` of q per head.
    std::uint32_t score_heads(std::uint32_t beats) const;
    /// Query heads of one command in the value pass, `beats` of O per head.
    std::uint32_t value_heads(std::uint32_t beats) const;
    /// Throws std::invalid_argument with one sentence: what rtl/pu refuses at elaboration.
    void check() const;
};

/// One PU with its q buffer. `beats` is values per head / lanes. Every command throws std::invalid_argument
/// with one sentence when it asks for more heads or beats than the shape holds.
class ProcessingUnit {
public:
    explicit ProcessingUnit(const PuShape& shape);

    /// q: heads x (beats x lanes) values; they stay until a value pass writes O over them.
    void load_q(const Bits16* q, std::uint32_t heads, std::uint32_t beats);
    /// k: tokens x (beats x lanes). q: as for load_q, read only when q is not resident. scores: tokens x
    /// heads out. maxima: heads out, not touched when `partial` (the scores are parts of sums that an RU
    /// makes).
    void score(const Bits16* k, const Bits16* q, std::uint32_t tokens, std::uint32_t heads,
               std::uint32_t beats, bool partial, Bits32* scores, Bits32* maxima);
    /// v: tokens x (beats x lanes), scores: tokens x heads, maxima: heads (m of all the tokens). Out: o:
    /// heads x (beats x lanes), l: heads.
    void context(const Bits16* v, const Bits32* scores, const Bits32* maxima, std::uint32_t tokens,
                 std::uint32_t heads, std::uint32_t beats, Bits32* o, Bits32* l);

    const PuShape& shape() const { return shape_; }
    /// Of all commands so far: from the edge that takes a command to the edge that takes its last output
    /// (load_q: its last q), with input always there and output always taken.
    std::uint64_t cycles() const { return cycles_; }

private:
    /// One head's score of one token, `beats` x lanes values each.
    Bits32 score_of(const float* k, const float* q, std::uint32_t beats);
    /// o += p x v, a value per lane and beat.
    void add_value(float p, const float* v, std::size_t values, float* o) const;

    PuShape shape_;
    std::vector<float> q_;                            ///< widened: exact
    std::vector<float> vector_, products_, outputs_;  ///< of one command
    std::uint64_t cycles_ = 0;
};

/// The closed forms behind cycles(); rtl/README.md derives them.
std::uint64_t load_q_cycles(std::uint32_t heads, std::uint32_t beats);
std::uint64_t score_cycles(std::uint64_t tokens, std::uint32_t heads, std::uint32_t beats, bool partial);
std::uint64_t context_cycles(std::uint64_t tokens, std::uint32_t heads, std::uint32_t beats);

}  // namespace pamsim::numerics
