#include "numerics/processing_unit.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "numerics/dot.h"
#include "numerics/fp32.h"
#include "numerics/softmax.h"

namespace pamsim::numerics {
namespace {

void allow(bool condition, const char* pass, std::uint32_t heads, std::uint32_t beats,
           std::uint32_t allowed) {
    if (condition) return;
    throw std::invalid_argument(
        fmt::format("a PU was asked for {} heads of {} beats in its {} pass, allowed are {} heads", heads,
                    beats, pass, allowed == 0 ? "no" : fmt::format("1 to {}", allowed)));
}

}  // namespace

std::uint32_t PuShape::score_heads(std::uint32_t beats) const {
    // Two beats of q fit a row of FP32 values.
    return q_resident ? std::min(max_heads, 2 * buffer_rows() / beats) : max_heads;
}

std::uint32_t PuShape::value_heads(std::uint32_t beats) const {
    return std::min(max_heads, buffer_rows() / beats);
}

void PuShape::check() const {
    // The header of a partial holds m and l: two lanes.
    if (lanes < 2 || lanes > kTreeMaxLanes)
        throw std::invalid_argument(
            fmt::format("a PU has {} lane(s), allowed are 2 to {}", lanes, kTreeMaxLanes));
    if (max_heads == 0 || max_heads > 8)
        throw std::invalid_argument(fmt::format("a PU serves {} heads, allowed are 1 to 8", max_heads));
    if (slice == 0 || slice % lanes != 0)
        throw std::invalid_argument(fmt::format(
            "the {} lanes of a PU do not divide the {} values of a head it must serve", lanes, slice));
    if (slice / lanes > 255)
        throw std::invalid_argument(
            fmt::format("a head of {} values is {} beats of {} lanes, allowed are at most 255", slice,
                        slice / lanes, lanes));
    if (buffer_rows() == 0)
        throw std::invalid_argument(fmt::format(
            "a PU buffer of {} bytes does not hold one beat of O ({} bytes)", buffer_bytes, lanes * 4));
    if (q_resident && slice * 2 > buffer_rows() * lanes * 4)
        throw std::invalid_argument(fmt::format(
            "a PU buffer of {} bytes does not hold one q of {} values ({} bytes); use q_delivery: stream, a "
            "larger buffer or a larger head_dim_split",
            buffer_bytes, slice, slice * 2));
}

ProcessingUnit::ProcessingUnit(const PuShape& shape) : shape_(shape) {
    shape_.check();
}

void ProcessingUnit::load_q(const Bits16* q, std::uint32_t heads, std::uint32_t beats) {
    allow(shape_.q_resident && heads > 0 && beats > 0 && heads <= shape_.score_heads(beats), "score", heads,
          beats, shape_.q_resident && beats > 0 ? shape_.score_heads(beats) : 0);
    q_.resize(std::size_t{heads} * beats * shape_.lanes);
    widen_all(shape_.format, q, q_.size(), q_.data());
    cycles_ += load_q_cycles(heads, beats);
}

Bits32 ProcessingUnit::score_of(const float* k, const float* q, std::uint32_t beats) {
    const std::size_t lanes = shape_.lanes;
    Bits32 running = 0;
    for (std::uint32_t beat = 0; beat < beats; ++beat, k += lanes, q += lanes) {
        for (std::size_t i = 0; i < lanes; ++i) products_[i] = k[i] * q[i];
        running = accumulate_beat(shape_.accumulate, beat == 0, running, tree_sum(products_.data(), lanes));
    }
    return running;
}

void ProcessingUnit::score(const Bits16* k, const Bits16* q, std::uint32_t tokens, std::uint32_t heads,
                           std::uint32_t beats, bool partial, Bits32* scores, Bits32* maxima) {
    allow(heads > 0 && beats > 0 && heads <= shape_.score_heads(beats), "score", heads, beats,
          beats > 0 ? shape_.score_heads(beats) : 0);
    const std::size_t slice = std::size_t{beats} * shape_.lanes;
    if (shape_.q_resident && q_.size() != heads * slice)
        throw std::invalid_argument(
            fmt::format("a PU was asked for scores of {} heads of {} beats without their q: a "
                        "value pass writes O over it",
                        heads, beats));
    if (!shape_.q_resident) {
        q_.resize(heads * slice);
        widen_all(shape_.format, q, q_.size(), q_.data());
    }
    vector_.resize(slice);
    products_.resize(shape_.lanes);
    if (!partial) std::fill(maxima, maxima + heads, kMinusInfinity);
    for (std::uint32_t t = 0; t < tokens; ++t) {
        widen_all(shape_.format, k + t * slice, slice, vector_.data());
        for (std::uint32_t h = 0; h < heads; ++h) {
            const Bits32 s = score_of(vector_.data(), q_.data() + h * slice, beats);
            *scores++ = s;
            if (!partial) maxima[h] = maximum(maxima[h], s);
        }
    }
    cycles_ += score_cycles(tokens, heads, beats, partial);
}

void ProcessingUnit::add_value(float p, const float* v, std::size_t values, float* o) const {
    if (shape_.accumulate == Accumulate::fp32) {
        for (std::size_t i = 0; i < values; ++i) o[i] += p * v[i];
        return;
    }
    for (std::size_t i = 0; i < values; ++i)
        o[i] = float_of(through_fp16(bits_of(o[i] + float_of(through_fp16(bits_of(p * v[i]))))));
}

void ProcessingUnit::context(const Bits16* v, const Bits32* scores, const Bits32* maxima,
                             std::uint32_t tokens, std::uint32_t heads, std::uint32_t beats, Bits32* o,
                             Bits32* l) {
    allow(heads > 0 && beats > 0 && heads <= shape_.value_heads(beats), "value", heads, beats,
          beats > 0 ? shape_.value_heads(beats) : 0);
    const std::size_t values = std::size_t{beats} * shape_.lanes;
    q_.clear();
    vector_.resize(values);
    outputs_.assign(heads * values, 0.0f);
    std::fill(l, l + heads, 0);
    for (std::uint32_t t = 0; t < tokens; ++t) {
        widen_all(shape_.format, v + t * values, values, vector_.data());
        for (std::uint32_t h = 0; h < heads; ++h) {
            const Bits32 p = widen(shape_.format, probability(shape_.format, *scores++, maxima[h]));
            l[h] = kept(shape_.accumulate, add(l[h], p));
            add_value(float_of(p), vector_.data(), values, outputs_.data() + h * values);
        }
    }
    // A NaN stays one whatever is added to it: to make it the canonical one at the end is early enough.
    std::transform(outputs_.begin(), outputs_.end(), o, [](float x) { return canonical(bits_of(x)); });
    cycles_ += context_cycles(tokens, heads, beats);
}

}  // namespace pamsim::numerics
