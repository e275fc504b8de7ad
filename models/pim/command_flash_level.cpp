#include "pim/command_flash_level.h"

#include <algorithm>

#include "base/invariant.h"
#include "protocol/time.h"

namespace pamsim::pim {

using base::Picoseconds;
using protocol::AttentionRequest;
using protocol::BulkAccess;

CommandFlashLevel::CommandFlashLevel(const sc_core::sc_module_name& name, const LevelSetup& setup,
                                     const memory::FlashPart& part, const FlashAttention* attention,
                                     const FlashDriveSetup& drive, std::uint32_t devices)
    : CommandLevel(name, setup),
      part_(part),
      attention_(attention),
      layers_(drive.layers),
      homes_(*setup.cache, setup.index),
      selection_(1, "active tokens"),
      next_layer_(setup.cache->microbatches(), 0) {
    for (std::uint32_t i = 0; i < devices; ++i) drives_.push_back(std::make_unique<FlashDrive>(part, drive));
    SC_METHOD(wake);
    sensitive << wake_event_;
    dont_initialize();
}

CommandFlashLevel::RunningPtr CommandFlashLevel::begin(const Job& job, std::uint32_t repeats) {
    auto running = std::make_shared<Running>();
    running->job = job;
    running->repeats_left = repeats;
    running->accepted = protocol::now();
    return running;
}

void CommandFlashLevel::attend(const Job& job) {
    AttentionRequest& request = AttentionRequest::of(*job.payload, name());
    const RunningPtr running = begin(job, request.repeat);
    std::vector<kv::DomainLoad> scratch;
    running->loads = setup().cache->readable_loads(setup().index, request.microbatch, scratch);
    const AttentionCost cost = attention_->cost(running->loads, setup().selection, setup().softmax);
    request.partial_bytes = cost.partial_bytes;
    request.score_bytes = cost.score_bytes;
    counters_ref().partial_bytes += cost.partial_bytes * request.repeat;
    read_layer(running);
}

void CommandFlashLevel::read_layer(const RunningPtr& running) {
    AttentionRequest& request = AttentionRequest::of(*running->job.payload, name());
    const Picoseconds now = protocol::now();
    running->started = running->end = now;
    running->latency = running->local = running->reduction = Picoseconds{0};
    const Reads reads = reads_of(request.microbatch);
    running->drives_left = 1;  // this call, so that a layer without tokens ends as well
    LevelCounters& c = counters_ref();
    for (std::uint32_t drive = 0; drive < reads.size(); ++drive) {
        if (reads[drive].empty()) continue;
        ++running->drives_left;
        const FlashDrive::Fetched fetched = drives_[drive]->read(
            reads[drive], now,
            [this, running, drive](Picoseconds at) { attention_read(running, drive, at); });
        for (const FlashDrive::KvRead& read : reads[drive]) c.useful_bytes += read.active_bytes;
        c.pages_read += static_cast<std::int64_t>(fetched.sensed_pages);
        c.cell_read_bytes += static_cast<std::int64_t>(fetched.sensed_pages) * part_.page_bytes;
        c.read_bytes += fetched.bytes;
    }
    part_done(running, now);
    schedule();
}

std::uint32_t CommandFlashLevel::active_of(std::uint32_t tokens) {
    if (setup().selection.dense()) return tokens;
    std::uint32_t active = 0;
    for (std::uint32_t i = 0; i < tokens; ++i) active += selection_.uniform() < setup().selection.keep_ratio;
    return active;
}

/// Pages of the next layer of a microbatch, sequence after sequence. The same tokens are active in all heads.
CommandFlashLevel::Reads CommandFlashLevel::reads_of(std::uint32_t microbatch) {
    const std::vector<kv::BlockSpan> blocks = setup().cache->readable_blocks(setup().index, microbatch);
    fill_where_nothing_was_written(blocks);
    Reads reads(drives_.size());
    const kv::BlockSpan* const end = blocks.data() + blocks.size();
    for (const kv::BlockSpan* first = blocks.data(); first != end;) {
        const kv::BlockSpan* last = first;
        while (last != end && last->sequence == first->sequence) ++last;
        add_sequence(first, last, microbatch, reads);
        first = last;
    }
    next_layer_[microbatch] = (next_layer_[microbatch] + 1) % layers_;
    return reads;
}

void CommandFlashLevel::add_sequence(const kv::BlockSpan* first, const kv::BlockSpan* last,
                                     std::uint32_t microbatch, Reads& reads) {
    std::vector<std::uint32_t> pages(drives_.size(), 0);
    Reads values(drives_.size());
    for (const kv::BlockSpan* block = first; block != last; ++block) {
        const std::uint32_t page = pages[block->domain]++;
        const std::uint32_t active = active_of(block->tokens);
        if (active == 0) continue;
        FlashDrive::KvRead read{block->sequence,
                                microbatch,
                                page,
                                next_layer_[microbatch],
                                false,
                                attention_->pu_time(active),
                                attention_->vectors_bytes(active)};
        reads[block->domain].push_back(read);
        read.values = true;
        values[block->domain].push_back(read);
    }
    for (std::size_t d = 0; d < reads.size(); ++d)
        reads[d].insert(reads[d].end(), values[d].begin(), values[d].end());
}

void CommandFlashLevel::fill_where_nothing_was_written(const std::vector<kv::BlockSpan>& blocks) {
    if (written_) return;
    std::vector<std::uint32_t> tokens(drives_.size(), 0);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        tokens[blocks[i].domain] += blocks[i].tokens;
        if (i + 1 < blocks.size() && blocks[i + 1].sequence == blocks[i].sequence) continue;
        for (std::size_t d = 0; d < drives_.size(); ++d)
            if (tokens[d] > 0 && !drives_[d]->holds(blocks[i].sequence))
                drives_[d]->fill(blocks[i].sequence, tokens[d], protocol::now());
        std::fill(tokens.begin(), tokens.end(), 0);
    }
}

/// RUs merge a drive's partials; what its reads do not hide comes after the last PU.
void CommandFlashLevel::attention_read(const RunningPtr& running, std::uint32_t drive, Picoseconds at) {
    const Picoseconds elapsed = at - running->started;
    const Picoseconds latency = base::min(elapsed, attention_->first_page_time());
    const Picoseconds local = elapsed - latency;
    const Picoseconds reduction =
        base::picoseconds(attention_->exposed_reduction_s(running->loads[drive], base::seconds(local)));
    const Picoseconds end = at + reduction;
    if (end > running->end) {
        running->latency = latency;
        running->local = local;
        running->reduction = reduction;
    }
    part_done(running, end);
}

void CommandFlashLevel::part_done(const RunningPtr& running, Picoseconds end) {
    running->end = base::max(running->end, end);
    if (--running->drives_left > 0) return;
    endings_.push({running->end, order_++, running});
}

void CommandFlashLevel::repetition_done(const RunningPtr& running) {
    const bool attention = running->job.is_control;
    if (attention) {
        AttentionRequest& request = AttentionRequest::of(*running->job.payload, name());
        request.latency += running->latency;
        request.local += running->local;
        request.reduction += running->reduction;
    }
    if (--running->repeats_left > 0) return attention ? read_layer(running) : read_bulk(running);
    const Picoseconds elapsed = protocol::now() - running->accepted;
    if (attention) counters_ref().attention_busy += elapsed;
    counters_ref().busy += elapsed;
    if (setup().timeline != nullptr && setup().timeline->enabled())
        setup().timeline->span(name(), attention ? "attention" : "memory", running->accepted,
                               protocol::now());
    finished(running->job);
}

void CommandFlashLevel::access(const Job& job) {
    BulkAccess& access = BulkAccess::of(*job.payload, name());
    const bool is_write = job.payload->is_write();
    counters_ref().add(access, is_write);
    if (!is_write) return read_bulk(begin(job, access.repeat));
    base::require(!access.kv.empty(), name(), "a write to drives does not say whose KV it is");
    writes_.push_back({job, {}});
    wake_event_.notify(sc_core::SC_ZERO_TIME);
}

void CommandFlashLevel::read_bulk(const RunningPtr& running) {
    const std::int64_t bytes = BulkAccess::of(*running->job.payload, name()).bytes;
    const Picoseconds now = protocol::now();
    const auto drives = static_cast<std::int64_t>(drives_.size());
    const std::int64_t pages = base::ceil_div(base::ceil_div(bytes, drives), part_.page_bytes);
    running->end = now;
    running->drives_left = 1 + static_cast<std::uint32_t>(drives);
    for (std::uint32_t microbatch = 0; microbatch < setup().cache->microbatches(); ++microbatch)
        if (!written_)
            fill_where_nothing_was_written(setup().cache->readable_blocks(setup().index, microbatch));
    for (const auto& drive : drives_)
        drive->read_in_order(static_cast<std::uint64_t>(pages), now,
                             [this, running](Picoseconds at) { part_done(running, at); });
    part_done(running, now);
    schedule();
}

void CommandFlashLevel::advance() {
    for (const auto& drive : drives_) drive->advance(protocol::now());
}

/// Wakes at the next event that somebody waits for: programs and garbage collection alone go on unwatched.
void CommandFlashLevel::schedule() {
    std::optional<Picoseconds> at;
    if (!endings_.empty()) at = endings_.top().at;
    for (const auto& drive : drives_) {
        if (!drive->reading() && writes_.empty()) continue;
        const auto bound = drive->bound();
        if (bound) at = base::min(at.value_or(*bound), *bound);
    }
    if (!at) return;
    const Picoseconds wait = *at - protocol::now();
    base::require(wait >= Picoseconds{0}, name(), "the next event of a drive lies in the past");
    wake_event_.notify(protocol::to_sc(wait));
}

void CommandFlashLevel::wake() {
    advance();
    while (!endings_.empty() && endings_.top().at <= protocol::now()) {
        const RunningPtr running = endings_.top().running;
        endings_.pop();
        repetition_done(running);
    }
    take_writes();
    schedule();
}

}  // namespace pamsim::pim
