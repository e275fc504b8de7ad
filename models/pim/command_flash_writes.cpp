// KV writes of the SSD level at command level: which drive takes what, when there is room, what is given up.
#include <algorithm>

#include "pim/command_flash_level.h"
#include "protocol/time.h"

namespace pamsim::pim {

using protocol::BulkAccess;

/// Where the tokens of the write go. A sequence whose first token comes begins a new stay: what an earlier
/// one (preempted) left is given up, and so is what left the cache without a word.
void CommandFlashLevel::split(Write& write) {
    written_ = true;
    for (const std::uint64_t sequence : homes_.departed()) forget(sequence);
    const std::uint32_t block_tokens = setup().cache->layout(setup().index).block_tokens;
    for (const protocol::KvSpan& span : BulkAccess::of(*write.job.payload, name()).kv) {
        if (span.first == 0) forget(span.sequence);
        for (std::uint32_t at = span.first; at < span.first + span.tokens;) {
            const FlashHomes::Home home = homes_.of(span.sequence, at / block_tokens);
            const std::uint32_t tokens =
                std::min(block_tokens - at % block_tokens, span.first + span.tokens - at);
            write.parts.push_back(
                {home.drive, span.sequence, home.page * block_tokens + at % block_tokens, tokens});
            at += tokens;
        }
    }
}

/// True when every drive has taken its share.
bool CommandFlashLevel::take(Write& write) {
    if (write.parts.empty()) split(write);
    std::vector<std::uint32_t> tokens(drives_.size(), 0);
    for (const Part& part : write.parts) tokens[part.drive] += part.tokens;
    bool fits = true;
    for (std::size_t d = 0; d < drives_.size(); ++d) {
        if (tokens[d] == 0 || drives_[d]->fits(tokens[d])) continue;
        drives_[d]->make_room(tokens[d], protocol::now());
        fits = fits && drives_[d]->fits(tokens[d]);
    }
    if (!fits) return false;
    for (const Part& part : write.parts)
        drives_[part.drive]->write(part.sequence, part.first, part.tokens, protocol::now());
    return true;
}

void CommandFlashLevel::take_writes() {
    while (!writes_.empty() && take(writes_.front())) {
        const Job job = writes_.front().job;
        writes_.pop_front();
        finished(job);
    }
}

void CommandFlashLevel::forget(std::uint64_t sequence) {
    for (const auto& drive : drives_) drive->release(sequence, protocol::now());
    homes_.forget(sequence);
}

void CommandFlashLevel::release(std::uint64_t sequence) {
    forget(sequence);
    wake_event_.notify(sc_core::SC_ZERO_TIME);
}

SsdCounters CommandFlashLevel::ssd_counters() {
    advance();
    SsdCounters sum;
    SsdCounters::Collection all;
    for (std::size_t i = 0; i < drives_.size(); ++i) {
        const SsdCounters one = drives_[i]->counters();
        sum.accepted += one.accepted;
        sum.programmed += one.programmed;
        sum.waiting += one.waiting;
        sum.partial += one.partial;
        sum.dropped += one.dropped;
        all.blocks += one.collection->blocks;
        all.pages_moved += one.collection->pages_moved;
        const memory::FlashWear& wear = one.collection->wear;
        all.wear.min = i == 0 ? wear.min : std::min(all.wear.min, wear.min);
        all.wear.max = std::max(all.wear.max, wear.max);
        all.wear.mean += wear.mean / static_cast<double>(drives_.size());
    }
    sum.collection = all;
    return sum;
}

}  // namespace pamsim::pim
