// What a step writes: KV of its tokens to the levels, and what waits until it is there.
#include "host/server.h"
#include "protocol/time.h"

namespace pamsim::host {

using base::Picoseconds;

std::int64_t Server::prompt_tokens_on_gpu(const Batch& batch) const {
    std::int64_t tokens = 0;
    for (const LevelLink& link : links_)
        for (const std::uint32_t sequence : batch.sequences)
            if (link.gpu_memory) tokens += cache_.tokens_on(kv::SequenceId{sequence}, link.index);
    return tokens;
}

std::vector<Server::Microbatch> Server::microbatches_of(const Batch& batch) const {
    std::vector<Microbatch> all(setup_.microbatches);
    for (std::uint32_t number = 0; number < setup_.microbatches; ++number) all[number].number = number;
    for (const std::uint32_t sequence : batch.sequences) {
        Microbatch& microbatch = all[scheduler_.sequences()[sequence].microbatch];
        ++microbatch.sequences;
        const std::uint32_t newest = cache_.newest_level(kv::SequenceId{sequence});
        for (const LevelLink& link : links_)
            if (link.gpu_memory && link.index == newest) ++microbatch.new_on_gpu;
    }
    return all;
}

void Server::write_prompts(const Batch& batch) {
    for (std::size_t i = 0; i < batch.sequences.size(); ++i) {
        const std::uint32_t sequence = batch.sequences[i];
        levels_to_land_[sequence] = 1;  // the GPU's own memory: the prefill's kernels have written it
        for (std::size_t link = 0; link < links_.size(); ++link) {
            const std::uint32_t tokens = cache_.tokens_on(kv::SequenceId{sequence}, links_[link].index);
            if (tokens == 0 || !writers[link]) continue;
            ++levels_to_land_[sequence];
            writers[link]->post_prompt({sequence, 0, tokens},
                                       [this, sequence] { landed_on_one_level(sequence); });
        }
        landed_on_one_level(sequence);
    }
}

void Server::landed_on_one_level(std::uint32_t sequence) {
    if (--levels_to_land_[sequence] > 0) return;
    scheduler_.landed(sequence);
    // It finished with its prefill: what it wrote is of no use any more.
    if (scheduler_.sequences()[sequence].state == SequenceState::finished && on_release)
        for (const LevelLink& link : links_) on_release(link.index, sequence);
    landed_.notify(sc_core::SC_ZERO_TIME);
}

void Server::write_new_tokens(const Batch& batch) {
    std::vector<std::vector<protocol::KvSpan>> spans(links_.size());
    for (const std::uint32_t sequence : batch.sequences) {
        const kv::SequenceId id{sequence};
        for (std::size_t link = 0; link < links_.size(); ++link) {
            if (links_[link].index != cache_.newest_level(id)) continue;
            spans[link].push_back({sequence, cache_.tokens_on(id, links_[link].index) - 1, 1});
        }
    }
    for (std::size_t link = 0; link < links_.size(); ++link) {
        if (spans[link].empty() || !writers[link]) continue;
        ++new_token_writes_;
        writers[link]->post_new_tokens(std::move(spans[link]), [this] {
            if (--new_token_writes_ == 0) new_tokens_written_.notify(sc_core::SC_ZERO_TIME);
        });
    }
}

void Server::wait_for_new_tokens(Breakdown& parts) {
    const Picoseconds from = protocol::now();
    if (new_token_writes_ > 0) wait(new_tokens_written_);
    parts[Part::wait] += protocol::now() - from;
}

void Server::release_finished(const Batch& batch) {
    if (!on_release) return;
    for (const std::uint32_t sequence : batch.sequences) {
        const Sequence& s = scheduler_.sequences()[sequence];
        if (s.state != SequenceState::finished || levels_to_land_[sequence] > 0) continue;
        for (const LevelLink& link : links_) on_release(link.index, sequence);
    }
}

}  // namespace pamsim::host
