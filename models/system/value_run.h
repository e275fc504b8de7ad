// The values of one decode-attention: queries in, outputs collected, named and measured.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/attention_coordinator.h"
#include "system/exact_attention.h"
#include "system/machine.h"

namespace pamsim::system {

/// |output - exact attention over the same q, K and V|.
struct ValueErrors {
    double max_abs = 0.0, rms = 0.0;
    /// What no error can exceed (numerics/attention_bound.h), of the value where that is largest; absent with
    /// FP16 accumulation.
    std::optional<double> bound;
};

class ValueRun {
public:
    /// The machine's values are on and its cache holds sequences 0 to batch - 1 of `context` tokens. Throws
    /// base::ConfigError where the machine cannot compute what is asked.
    ValueRun(Machine& machine, std::uint32_t batch, std::uint32_t context);

    /// Of `repeat` layers from `layer` of every stage. What it points to is there until the next ask().
    host::AskedValues ask(std::uint32_t microbatch, std::uint32_t layer, std::uint32_t repeat);
    /// The outputs of the last ask() have been answered.
    void collect();

    /// SHA-256 over the outputs in order of layer, sequence, query head and dimension, 16 bits each, lower
    /// byte first.
    std::string sha256() const;
    /// Throws base::InvariantError where an output is farther from exact attention than the bound allows.
    ValueErrors errors() const;

private:
    std::size_t row(std::uint32_t layer, std::uint64_t sequence) const;
    double measure(const ExactAttention& exact, std::uint32_t layer, std::uint32_t sequence,
                   std::uint32_t head, ValueErrors& errors) const;
    /// What the bounds of one head's values depend on, the levels' units taken at their worst.
    numerics::AttentionTask task_of(const ExactAttention& exact, const ExactAttention::Output& head) const;
    bool fp32_accumulation() const;

    Machine& machine_;
    std::uint32_t batch_, context_;
    protocol::AttentionQueries queries_;
    protocol::AttentionOutputs outputs_;
    std::vector<numerics::Bits16> all_;  ///< layers x batch x query heads x head_dim
};

}  // namespace pamsim::system
