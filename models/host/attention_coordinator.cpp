#include "host/attention_coordinator.h"

#include "protocol/time.h"

namespace pamsim::host {

using base::Picoseconds;

AttentionCoordinator::AttentionCoordinator(const sc_core::sc_module_name& name,
                                           const std::vector<LevelLink>& links,
                                           const AttentionTraffic& traffic, const kv::KvCache& cache)
    : sc_core::sc_module(name), links_(links), traffic_(traffic), cache_(cache) {
    for (const LevelLink& link : links_) {
        const bool streams = !link.pim && !link.gpu_memory;
        arms_.push_back(link.pim ? std::make_unique<AttentionArm>((link.name + "_arm").c_str(), link)
                                 : nullptr);
        streams_.push_back(streams ? std::make_unique<KvStream>((link.name + "_stream").c_str(), link)
                                   : nullptr);
    }
}

AttentionCoordinator::GpuTokens AttentionCoordinator::gpu_tokens(std::uint32_t microbatch) const {
    GpuTokens tokens;
    for (const LevelLink& link : links_) {
        if (link.pim) continue;
        (link.gpu_memory ? tokens.resident : tokens.streamed) +=
            cache_.readable_tokens(link.index, microbatch);
    }
    return tokens;
}

void AttentionCoordinator::wait_for(Join& join) {
    if (join.left > 0) wait(join.all_done);
}

void AttentionCoordinator::begin_streams(std::uint32_t microbatch, std::uint32_t repeat) {
    for (std::size_t i = 0; i < links_.size(); ++i) {
        const std::int64_t tokens = cache_.readable_tokens(links_[i].index, microbatch);
        if (!streams_[i] || tokens == 0) continue;
        ++streams_under_way_.left;
        streams_[i]->start(tokens * traffic_.kv_bytes_per_token, repeat,
                           [this] { streams_under_way_.one_done(); });
    }
}

void AttentionCoordinator::join_streams(Breakdown& parts) {
    const Picoseconds from = protocol::now();
    wait_for(streams_under_way_);
    parts[Part::fabric] += protocol::now() - from;
}

AttentionCoordinator::Share AttentionCoordinator::share_of(std::uint32_t microbatch) const {
    Share share;
    for (std::size_t i = 0; i < links_.size(); ++i) {
        const std::int64_t sequences = cache_.readable_sequences(links_[i].index, microbatch);
        // Partials of every level but the first PIM level, and of the GPU's share, come to that level's RUs.
        if (arms_[i] && share.merger == nullptr)
            share.merger = arms_[i].get();
        else
            share.foreign_partials += sequences * traffic_.partials_per_sequence;
        if (arms_[i] && sequences > 0) share.links.push_back(i);
    }
    return share;
}

/// The level finishes its own outputs when there is nothing to merge them with.
protocol::AttentionValues AttentionCoordinator::local_values(std::size_t link, const Share& share,
                                                             const AskedValues& asked) {
    if (asked.queries == nullptr) return {};
    protocol::AttentionPartials* const own = &partials_[link];
    if (share.foreign_partials > 0) return {asked.queries, own, {}, nullptr};
    return {asked.queries, own, {own}, asked.outputs};
}

protocol::AttentionValues AttentionCoordinator::merge_values(const Share& share,
                                                             const AskedValues& asked) const {
    if (asked.queries == nullptr) return {};
    protocol::AttentionValues values{asked.queries, nullptr, {}, asked.outputs};
    for (const std::size_t i : share.links) values.found.push_back(&partials_[i]);
    return values;
}

void AttentionCoordinator::attend(std::uint32_t microbatch, std::uint32_t repeat, Breakdown& parts,
                                  const AskedValues& asked) {
    const Share share = share_of(microbatch);
    const AttentionArm* last = nullptr;
    partials_.resize(links_.size());
    for (const std::size_t i : share.links) {
        const std::int64_t sequences = cache_.readable_sequences(links_[i].index, microbatch);
        ++arms_under_way_.left;
        const ArmJob job{microbatch, repeat, sequences * traffic_.q_bytes_per_sequence,
                         sequences * traffic_.output_bytes_per_sequence, local_values(i, share, asked)};
        arms_[i]->start(job, [this, i, &last] {
            last = arms_[i].get();
            arms_under_way_.one_done();
        });
    }
    wait_for(arms_under_way_);
    if (last != nullptr) parts += last->parts();
    if (share.foreign_partials > 0 && share.merger != nullptr) {
        const Picoseconds from = protocol::now();
        share.merger->merge(share.foreign_partials, repeat, merge_values(share, asked));
        parts[Part::reduction] += protocol::now() - from;
    }
}

std::size_t AttentionCoordinator::pending() const {
    std::size_t sum = 0;
    for (const auto& arm : arms_)
        if (arm) sum += arm->control.pending();
    for (const auto& stream : streams_)
        if (stream) sum += stream->level.pending() + (stream->bounce ? stream->bounce->pending() : 0);
    return sum;
}

std::uint64_t AttentionCoordinator::transactions() const {
    std::uint64_t sum = 0;
    for (const auto& arm : arms_)
        if (arm) sum += arm->control.transactions();
    for (const auto& stream : streams_)
        if (stream)
            sum += stream->level.transactions() + (stream->bounce ? stream->bounce->transactions() : 0);
    return sum;
}

}  // namespace pamsim::host
