#include "system/value_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/invariant.h"
#include "base/sha256.h"
#include "numerics/attention_bound.h"

namespace pamsim::system {
namespace {

[[noreturn]] void refuse(const std::string& found, const std::string& allowed) {
    throw base::ConfigError({"command line", 0, 0}, "--values",
                            fmt::format("found 'on', but {}; allowed is {}", found, allowed));
}

void check_policy(const Platform& platform) {
    if (platform.kv.attention != AttentionPlace::pam)
        refuse("softmax does not come together from partials", "kv.attention: pam");
    if (platform.kv.sparsity != "none")
        refuse(fmt::format("kv.sparsity is {}", platform.kv.sparsity), "kv.sparsity: none");
}

void check_tokens(Machine& machine) {
    for (const host::LevelLink& link : machine.links())
        if (!link.pim && machine.cache().tokens(link.index) > 0)
            refuse(fmt::format("tokens lie on {}, which has no PIM units", link.name),
                   "a platform whose tokens are all on levels with PIM units");
}

}  // namespace

ValueRun::ValueRun(Machine& machine, std::uint32_t batch, std::uint32_t context)
    : machine_(machine), batch_(batch), context_(context) {
    check_policy(machine.platform());
    check_tokens(machine);
    const workload::ModelShape& model = machine.model();
    queries_.query_heads = model.heads;
    queries_.head_dim = model.head_dim;
    all_.resize(std::size_t{model.layers} * batch * model.heads * model.head_dim);
}

std::size_t ValueRun::row(std::uint32_t layer, std::uint64_t sequence) const {
    return (std::size_t{layer} * batch_ + sequence) * queries_.query_heads * queries_.head_dim;
}

host::AskedValues ValueRun::ask(std::uint32_t microbatch, std::uint32_t layer, std::uint32_t repeat) {
    const std::uint32_t layers = machine_.model().layers, stage_layers = machine_.stage_layers();
    queries_.layers.clear();
    for (std::uint32_t stage = 0; stage < layers; stage += stage_layers)
        for (std::uint32_t i = layer; i < layer + repeat; ++i)
            if (stage + i < layers) queries_.layers.push_back(stage + i);
    queries_.sequences.clear();
    for (std::uint64_t sequence = 0; sequence < batch_; ++sequence)
        if (machine_.cache().microbatch_of(kv::SequenceId{sequence}) == microbatch)
            queries_.sequences.push_back(sequence);
    queries_.q.resize(queries_.rows() * queries_.head_dim);
    for (std::size_t l = 0; l < queries_.layers.size(); ++l)
        for (std::size_t s = 0; s < queries_.sequences.size(); ++s)
            for (std::uint32_t head = 0; head < queries_.query_heads; ++head)
                machine_.kv_source().query(queries_.layers[l], queries_.sequences[s], head,
                                           &queries_.q[queries_.row(l, s, head) * queries_.head_dim]);
    return {&queries_, &outputs_};
}

void ValueRun::collect() {
    const std::size_t values = std::size_t{queries_.query_heads} * queries_.head_dim;
    for (std::size_t l = 0; l < queries_.layers.size(); ++l)
        for (std::size_t s = 0; s < queries_.sequences.size(); ++s) {
            const auto* const from = &outputs_.o[queries_.row(l, s, 0) * queries_.head_dim];
            std::copy(from, from + values, &all_[row(queries_.layers[l], queries_.sequences[s])]);
        }
}

std::string ValueRun::sha256() const {
    base::Sha256 sha;
    for (const numerics::Bits16 value : all_) sha.add_little_endian(value);
    return sha.hex_digest();
}

bool ValueRun::fp32_accumulation() const {
    for (std::size_t i = 0; i < machine_.platform().levels.size(); ++i) {
        const pim::LevelValues* const level = machine_.values(i);
        if (level != nullptr && level->pu_shape().accumulate != numerics::Accumulate::fp32) return false;
    }
    return true;
}

numerics::AttentionTask ValueRun::task_of(const ExactAttention& exact,
                                          const ExactAttention::Output& head) const {
    numerics::AttentionTask task;
    task.format = format_of(machine_.model());
    task.tokens = context_;
    task.max_value = exact.largest_value();
    task.ways = 0;
    std::uint32_t levels = 0;
    for (std::size_t i = 0; i < machine_.platform().levels.size(); ++i) {
        const pim::LevelValues* const level = machine_.values(i);
        if (level == nullptr || level->tokens_per_unit() == 0) continue;
        ++levels;
        task.score_error =
            std::max(task.score_error,
                     numerics::dot_error_bound(task.format, queries_.head_dim, level->pu_shape().lanes,
                                               head.largest_magnitude, level->ru_shape().ways));
        task.tokens_per_unit = std::max<std::uint64_t>(task.tokens_per_unit, level->tokens_per_unit());
        task.merge_rounds = std::max(task.merge_rounds, level->merge_rounds());
        task.ways = std::max(task.ways, level->ru_shape().ways);
    }
    task.merge_rounds += levels;  // the last merge, however few of its ways are used
    return task;
}

ValueErrors ValueRun::errors() const {
    const workload::ModelShape& model = machine_.model();
    ValueErrors errors;
    double largest_bound = 0.0;
    for (std::uint32_t layer = 0; layer < model.layers; ++layer)
        for (std::uint32_t sequence = 0; sequence < batch_; ++sequence)
            for (std::uint32_t kv_head = 0; kv_head < model.kv_heads; ++kv_head) {
                const ExactAttention exact(machine_.kv_source(), format_of(model), model.head_dim, layer,
                                           sequence, kv_head, context_);
                for (std::uint32_t i = 0; i < model.group(); ++i)
                    largest_bound = std::max(
                        largest_bound, measure(exact, layer, sequence, kv_head * model.group() + i, errors));
            }
    errors.rms = std::sqrt(errors.rms / static_cast<double>(all_.size()));
    if (fp32_accumulation()) errors.bound = largest_bound;
    return errors;
}

/// Adds one head to the errors, `rms` being the sum of squares so far; returns the largest bound of its
/// values.
double ValueRun::measure(const ExactAttention& exact, std::uint32_t layer, std::uint32_t sequence,
                         std::uint32_t head, ValueErrors& errors) const {
    const std::uint32_t d = queries_.head_dim;
    const numerics::Format format = format_of(machine_.model());
    std::vector<numerics::Bits16> q(d);
    machine_.kv_source().query(layer, sequence, head, q.data());
    const ExactAttention::Output reference = exact.of(q.data());
    const numerics::Bits16* const ours = &all_[row(layer, sequence) + std::size_t{head} * d];
    const numerics::AttentionTask task = task_of(exact, reference);
    const bool bounded = fp32_accumulation();
    double largest_bound = 0.0;
    for (std::uint32_t i = 0; i < d; ++i) {
        const double error = std::abs(numerics::float_of(numerics::widen(format, ours[i])) - reference.o[i]);
        const double bound = numerics::attention_error_bound(task, reference.spread[i]);
        if (bounded && !(error <= bound))
            throw base::InvariantError(
                "values",
                fmt::format("layer {}, sequence {}, query head {}: a value is {} from exact attention, the "
                            "units' arithmetic allows {}",
                            layer, sequence, head, error, bound));
        largest_bound = std::max(largest_bound, bound);
        errors.max_abs = std::max(errors.max_abs, error);
        errors.rms += error * error;
    }
    return largest_bound;
}

}  // namespace pamsim::system
