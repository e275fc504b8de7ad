// Data of random pam_pu commands: ordinary attention, every class of value, and the corners of softmax.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "numerics/formats.h"
#include "support/values.h"

namespace pamsim::tb {

class PuValues {
public:
    enum class Kind : std::uint8_t {
        attention,     ///< q, K, V around 1, scores within 20 of the maximum
        wide,          ///< finite, of every size
        special,       ///< every class
        huge,          ///< products and sums beyond FP32 or FP16
        cancelling,    ///< sums that nearly vanish
        equal,         ///< all scores the same; q, K, V are -1, 0 or 1
        masked,        ///< every score -inf; q, K, V tiny
        half_masked,   ///< every second score -inf
        infinite,      ///< some scores +inf
        not_a_number,  ///< some scores NaN
    };
    static constexpr std::size_t kKinds = 10;

    PuValues(numerics::Format format, std::uint64_t seed);

    /// Of what follows.
    void next_kind();
    void set_kind(Kind kind) { kind_ = kind; }
    Kind kind() const { return kind_; }

    std::vector<numerics::Bits16> vectors(std::uint32_t count, std::uint32_t values);
    /// tokens x heads.
    std::vector<numerics::Bits32> scores(std::uint32_t tokens, std::uint32_t heads);
    /// Of every head: the maximum of the scores, or above it as other units may have found, or now and then
    /// below it (which has a defined result as well).
    std::vector<numerics::Bits32> maxima(const std::vector<numerics::Bits32>& scores, std::uint32_t heads);

private:
    numerics::Bits16 value();
    numerics::Bits32 score();
    /// A normal number from 2^low to 2^high of either sign.
    numerics::Bits32 between(int low, int high);

    numerics::Format format_;
    std::mt19937_64 random_;
    RandomValues any_half_, finite_half_, any_score_, finite_score_;
    Kind kind_ = Kind::attention;
    numerics::Bits32 common_ = 0;  ///< score of the kind equal
    numerics::Bits16 before_ = 0;  ///< the last value
};

}  // namespace pamsim::tb
