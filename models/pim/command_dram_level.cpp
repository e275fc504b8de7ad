#include "pim/command_dram_level.h"

#include <algorithm>
#include <utility>

#include "base/invariant.h"
#include "protocol/time.h"

namespace pamsim::pim {

using base::Picoseconds;
using protocol::AttentionRequest;
using protocol::BulkAccess;

namespace {

constexpr std::uint64_t kChunkBytes = 4096;  // of one request to a channel
constexpr std::size_t kChunksAhead = 4;      // per channel

}  // namespace

CommandDramLevel::CommandDramLevel(const sc_core::sc_module_name& name, const LevelSetup& setup,
                                   const memory::DramPart& part, const DramAttention* attention,
                                   std::uint32_t devices)
    : CommandLevel(name, setup), part_(part), attention_(attention), selection_(1, "active tokens") {
    std::optional<memory::PimTimings> pim;
    if (attention_ != nullptr) pim = attention_->plan().timings();
    for (std::uint32_t i = 0; i < devices * part_.geometry.channels; ++i) {
        const std::string number = std::to_string(i);
        channels_.push_back(
            std::make_unique<MemoryChannel>(("channel" + number).c_str(), part_, pim, kChunkBytes));
        ports_.push_back(std::make_unique<Port>(("port" + number).c_str()));
        ports_.back()->socket.bind(channels_.back()->target);
    }
    SC_THREAD(stream);
    SC_METHOD(finish_merged);
    sensitive << merging_began_;
    dont_initialize();
}

std::size_t CommandDramLevel::pending() const {
    std::size_t sum = CommandLevel::pending();
    for (const auto& channel : channels_) sum += channel->pending();
    return sum;
}

void CommandDramLevel::access(const Job& job) {
    bulk_.push_back(job);
    bulk_arrived_.notify(sc_core::SC_ZERO_TIME);
}

void CommandDramLevel::attend(const Job& job) {
    const AttentionRequest& request = AttentionRequest::of(*job.payload, name());
    auto running = std::make_shared<Running>();
    running->job = job;
    running->repeats_left = request.repeat;
    running->reduction = reduction_of(request);
    submit_programs(running);
}

/// The share of partials over the bus in the time, as in the closed form.
Picoseconds CommandDramLevel::reduction_of(const AttentionRequest& request) const {
    std::vector<kv::DomainLoad> scratch;
    const auto& loads = setup().cache->readable_loads(setup().index, request.microbatch, scratch);
    const AttentionCost cost = attention_->cost(loads, setup().selection, setup().softmax);
    return base::picoseconds(cost.reduction_s) * request.repeat;
}

/// What the commands of these tokens move.
void CommandDramLevel::count(const DomainTokens& tokens) {
    const DramPlan& plan = attention_->plan();
    const DomainTraffic traffic = traffic_of(plan, DomainSummary::of(plan, tokens));
    LevelCounters& c = counters_ref();
    c.useful_bytes += static_cast<std::int64_t>(traffic.useful_bytes);
    c.read_bytes += static_cast<std::int64_t>(traffic.read_bytes);
    c.cell_read_bytes += static_cast<std::int64_t>(traffic.cell_read_bytes);
    c.row_activations += static_cast<std::int64_t>(traffic.activations);
    c.partial_bytes += std::int64_t{tokens.units()} * plan.shape().query_heads() *
                       (plan.shape().head_dim + 2) * plan.pim().pu.accumulator_bytes;
}

std::uint64_t CommandDramLevel::issued(memory::Command command) const {
    std::uint64_t sum = 0;
    for (const auto& channel : channels_) sum += channel->engine().issued(command);
    return sum;
}

/// One program per domain: its sequences one after the other.
std::vector<memory::PimProgram> CommandDramLevel::programs(std::uint32_t microbatch) {
    const DramPlan& plan = attention_->plan();
    const Selection& selection = setup().selection;
    std::vector<kv::BlockSpan> blocks = setup().cache->readable_blocks(setup().index, microbatch);
    std::stable_sort(blocks.begin(), blocks.end(), [](const kv::BlockSpan& a, const kv::BlockSpan& b) {
        return a.domain != b.domain ? a.domain < b.domain : a.sequence < b.sequence;
    });
    std::vector<memory::PimProgram> programs(attention_->domains());
    for (std::size_t i = 0; i < blocks.size();) {
        const kv::BlockSpan& first = blocks[i];
        DomainTokens tokens;
        tokens.slots.resize(plan.groups());
        std::vector<std::uint32_t> next(plan.groups(), 0);
        for (; i < blocks.size() && blocks[i].domain == first.domain && blocks[i].sequence == first.sequence;
             ++i) {
            std::uint32_t& slot = next[blocks[i].group];
            for (std::uint32_t t = 0; t < blocks[i].tokens; ++t)
                if (selection.dense() || selection_.uniform() < selection.keep_ratio)
                    tokens.slots[blocks[i].group].push_back(slot + t);
            slot += plan.block_tokens();
        }
        append(plan, tokens, plan.shape().kv_heads, programs[first.domain]);
        count(tokens);
    }
    return programs;
}

void CommandDramLevel::submit_programs(const std::shared_ptr<Running>& running) {
    const AttentionRequest& request = AttentionRequest::of(*running->job.payload, name());
    const auto per_channel = static_cast<std::uint32_t>(attention_->domains() / channels_.size());
    std::vector<memory::PimProgram> all = programs(request.microbatch);
    running->programs_left = 1;  // this call, so that programs without work end as well
    for (std::uint32_t domain = 0; domain < all.size(); ++domain) {
        if (all[domain].ops.empty()) continue;
        ++running->programs_left;
        channels_[domain / per_channel]->submit_pim(domain % per_channel, std::move(all[domain]),
                                                    [this, running] { program_done(running); });
    }
    program_done(running);
}

void CommandDramLevel::program_done(const std::shared_ptr<Running>& running) {
    if (--running->programs_left > 0) return;
    if (--running->repeats_left > 0) return submit_programs(running);
    running->merged_at = protocol::now() + base::picoseconds(attention_->merge_s(1));
    merging_.push_back(running);
    if (merging_.size() == 1) merging_began_.notify(sc_core::SC_ZERO_TIME);
}

/// The device's RUs merge the last partials, which no bus hides.
void CommandDramLevel::finish_merged() {
    while (!merging_.empty() && merging_.front()->merged_at <= protocol::now()) {
        const std::shared_ptr<Running> running = merging_.front();
        merging_.pop_front();
        finish_attention(*running);
    }
    if (!merging_.empty()) next_trigger(protocol::to_sc(merging_.front()->merged_at - protocol::now()));
}

void CommandDramLevel::finish_attention(const Running& running) {
    AttentionRequest& request = AttentionRequest::of(*running.job.payload, name());
    const Picoseconds elapsed = protocol::now() - request.accepted_at;
    request.reduction = base::min(elapsed, running.reduction);
    request.local = elapsed - request.reduction;
    counters_ref().attention_busy += elapsed;
    counters_ref().busy += elapsed;
    finished(running.job);
}

void CommandDramLevel::stream() {
    for (;;) {
        while (bulk_.empty()) wait(bulk_arrived_);
        const Job job = bulk_.front();
        bulk_.pop_front();
        const Picoseconds from = protocol::now();
        stream_job(job);
        counters_ref().busy += protocol::now() - from;
        finished(job);
    }
}

/// Every channel carries its share, rounded up to bursts.
void CommandDramLevel::stream_job(const Job& job) {
    const BulkAccess& access = BulkAccess::of(*job.payload, name());
    const bool is_write = job.payload->is_write();
    counters_ref().add(access, is_write);
    const auto channels = static_cast<std::int64_t>(channels_.size());
    const auto burst = static_cast<std::int64_t>(channels_.front()->burst_bytes());
    const std::int64_t share =
        base::ceil_div(base::ceil_div(access.bytes * access.repeat, channels), burst) * burst;
    for (std::int64_t sent = 0; sent < share;) {
        const std::int64_t bytes = std::min<std::int64_t>(kChunkBytes, share - sent);
        send_chunk(cursor_, static_cast<std::uint64_t>(bytes), is_write);
        cursor_ = (cursor_ + kChunkBytes) % channels_.front()->bytes();
        sent += bytes;
        wait(protocol::to_sc(
            base::picoseconds(static_cast<double>(bytes * channels) / setup().bulk_bytes_per_s)));
        while (chunks_under_way_ > kChunksAhead * channels_.size()) wait(chunk_done_);
    }
    while (chunks_under_way_ > 0) wait(chunk_done_);
}

void CommandDramLevel::send_chunk(std::uint64_t address, std::uint64_t bytes, bool is_write) {
    for (const auto& port : ports_) {
        tlm::tlm_generic_payload& payload = port->acquire();
        payload.set_command(is_write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
        payload.set_address(address);
        payload.set_data_length(static_cast<unsigned>(bytes));
        payload.set_streaming_width(static_cast<unsigned>(bytes));
        ++chunks_under_way_;
        port->send(payload, [this](tlm::tlm_generic_payload&) {
            --chunks_under_way_;
            chunk_done_.notify(sc_core::SC_ZERO_TIME);
        });
    }
}

}  // namespace pamsim::pim
