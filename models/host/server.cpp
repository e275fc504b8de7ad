#include "host/server.h"

#include <algorithm>

#include "base/invariant.h"
#include "fabric/collectives.h"
#include "host/kernels.h"
#include "host/pipeline.h"
#include "host/transfer.h"
#include "protocol/time.h"

namespace pamsim::host {

using base::Picoseconds;

Server::Server(const sc_core::sc_module_name& name, const ServerSetup& setup,
               const std::vector<LevelLink>& links, const AttentionTraffic& traffic,
               const gpu::Operators& operators, kv::KvCache& cache, Scheduler& scheduler,
               const std::vector<workload::Request>& requests)
    : sc_core::sc_module(name),
      attention("attention", links, traffic, cache),
      setup_(setup),
      links_(links),
      operators_(operators),
      cache_(cache),
      scheduler_(scheduler),
      requests_(requests) {
    for (const LevelLink& link : links_) {
        writers.push_back(link.gpu_memory ? nullptr
                                          : std::make_unique<KvWriter>((link.name + "_writer").c_str(), link,
                                                                       setup_.kv_bytes_per_token,
                                                                       setup_.write_chunk_bytes));
    }
    SC_THREAD(serve);
}

std::size_t Server::pending_writes() const {
    std::size_t sum = 0;
    for (const auto& writer : writers)
        if (writer) sum += writer->pending();
    return sum;
}

std::int64_t Server::staged_bytes() const {
    std::int64_t sum = 0;
    for (std::size_t link = 0; link < links_.size(); ++link)
        if (links_[link].staged) sum += writers[link]->pending_bytes();
    return sum;
}

void Server::take_arrivals() {
    while (next_request_ < requests_.size() && requests_[next_request_].arrival <= protocol::now())
        scheduler_.arrive(requests_[next_request_++], protocol::now());
    levels_to_land_.resize(scheduler_.arrived(), 0);
}

/// KV of a prompt for a drive waits in the staging memory until the drive takes it; a further prompt may need
/// room there too.
bool Server::may_prefill() const {
    const std::int64_t staged = staged_bytes();
    return staged == 0 || staged + setup_.prefill_kv_bytes <= setup_.staging_bytes;
}

/// Idle: until the next arrival, or until KV lands. With neither to come, what waits would wait for ever.
void Server::wait_for_something() {
    const Picoseconds from = protocol::now();
    const bool landing = scheduler_.landing() > 0 || pending_writes() > 0;
    const bool arrivals = next_request_ < requests_.size();
    base::require(landing || arrivals, name(), "nothing can make progress: " + scheduler_.unfinished());
    if (!arrivals)
        wait(landed_);
    else if (!landing)
        wait(protocol::to_sc(requests_[next_request_].arrival - from));
    else
        wait(protocol::to_sc(requests_[next_request_].arrival - from), landed_);
    idle_ += protocol::now() - from;
}

void Server::serve() {
    for (;;) {
        take_arrivals();
        const Batch batch = scheduler_.schedule(may_prefill());
        if (batch.kind == Batch::Kind::idle) {
            if (next_request_ == requests_.size() && scheduler_.done()) break;
            wait_for_something();
            continue;
        }
        if (batch.kind == Batch::Kind::out_of_memory) {
            out_of_memory_ = true;
            break;
        }
        StepRecord step{};
        step.kind = batch.kind;
        step.start = protocol::now();
        step.batch = static_cast<std::uint32_t>(batch.sequences.size());
        spend(setup_.step_overhead, Part::host, step.parts);
        if (batch.kind == Batch::Kind::prefill)
            prefill(batch, step);
        else
            decode(batch, step);
        step.duration = protocol::now() - step.start;
        base::require(step.parts.sum() == step.duration, name(),
                      "the parts of a step do not sum to its time");
        if (batch.kind == Batch::Kind::prefill) write_prompts(batch);
        scheduler_.complete(batch, protocol::now());
        release_finished(batch);
        if (ssd_backlog) step.ssd_backlog_bytes = ssd_backlog();
        log_.add(step, cache_);
        if (on_step) on_step(step, scheduler_.finished());
        if (batch.kind != Batch::Kind::prefill) longest_piece_ = Picoseconds{0};
    }
    ended_ = true;
}

void Server::spend(Picoseconds time, Part part, Breakdown& parts) {
    if (time.value() <= 0) return;
    wait(protocol::to_sc(time));
    parts[part] += time;
}

void Server::run_kernels(const char* kernel, const gpu::Work& work, std::uint32_t repeat, Breakdown& parts) {
    const Picoseconds from = protocol::now();
    host::run_kernels(gpu, kernel, work, repeat);
    parts[Part::gpu] += protocol::now() - from;
}

void Server::all_reduce(std::int64_t tokens, std::uint32_t repeat, Breakdown& parts) {
    if (!setup_.all_reduce) return;
    const Picoseconds from = protocol::now();
    const std::int64_t bytes = tokens * setup_.hidden_bytes_per_token;
    transfer(fabric, *setup_.all_reduce, fabric::all_reduce_bytes(bytes, setup_.tp), repeat);
    parts[Part::fabric] += protocol::now() - from;
}

void Server::to_next_stage(std::int64_t tokens, Breakdown& parts) {
    if (!setup_.next_stage) return;
    const Picoseconds from = protocol::now();
    transfer(fabric, *setup_.next_stage, tokens * setup_.hidden_bytes_per_token, 1);
    parts[Part::fabric] += protocol::now() - from;
}

void Server::prefill(const Batch& batch, StepRecord& step) {
    const auto tokens = static_cast<std::int64_t>(batch.prefill_tokens);
    const std::int64_t on_gpu = prompt_tokens_on_gpu(batch);
    step.tokens = batch.prefill_tokens;
    double squared = 0;
    for (const std::uint32_t prompt : batch.prompt_tokens) squared += static_cast<double>(prompt) * prompt;
    const Picoseconds from = protocol::now();
    for (std::uint32_t layer = 0; layer < setup_.stage_layers; layer += setup_.layers_per_request) {
        const std::uint32_t repeat = setup_.layers_per_request;
        run_kernels("prefill qkv", operators_.before_attention(tokens, on_gpu), repeat, step.parts);
        run_kernels("prefill attention", operators_.prefill_attention(tokens, squared), repeat, step.parts);
        run_kernels("prefill ffn", operators_.after_attention(tokens), repeat, step.parts);
        all_reduce(tokens, 2 * repeat, step.parts);
    }
    to_next_stage(tokens, step.parts);
    run_kernels("logits", operators_.logits(step.batch), 1, step.parts);
    fill_pipeline(protocol::now() - from, batch, step.parts);
}

/// Whole prompts, in at most `microbatches` groups, are the pieces that flow through the stages. A series of
/// prefills takes the sum of its pieces on one stage and (pp - 1) times the longest: each step pays what its
/// longest piece adds.
void Server::fill_pipeline(Picoseconds stage, const Batch& batch, Breakdown& parts) {
    const std::uint32_t longest_prompt =
        *std::max_element(batch.prompt_tokens.begin(), batch.prompt_tokens.end());
    const double share = static_cast<double>(longest_prompt) / static_cast<double>(batch.prefill_tokens);
    const auto pieces = std::min<std::size_t>(setup_.microbatches, batch.sequences.size());
    const double piece_s = base::seconds(stage) * std::max(share, 1.0 / static_cast<double>(pieces));
    const Picoseconds piece = base::picoseconds(piece_s);
    if (piece <= longest_piece_) return;
    spend((piece - longest_piece_) * (setup_.pp - 1), Part::wait, parts);
    longest_piece_ = piece;
}

void Server::decode(const Batch& batch, StepRecord& step) {
    step.tokens = batch.sequences.size();
    std::vector<Picoseconds> times;
    for (const Microbatch& microbatch : microbatches_of(batch)) {
        const Picoseconds from = protocol::now();
        if (microbatch.sequences > 0) decode_microbatch(microbatch, step.parts);
        times.push_back(protocol::now() - from);
    }
    spend(pipeline_bubble(times, setup_.pp), Part::wait, step.parts);
    write_new_tokens(batch);
    wait_for_new_tokens(step.parts);
}

void Server::decode_microbatch(const Microbatch& microbatch, Breakdown& parts) {
    const std::int64_t sequences = microbatch.sequences;
    const auto gpu_tokens = attention.gpu_tokens(microbatch.number);
    for (std::uint32_t layer = 0; layer < setup_.stage_layers; layer += setup_.layers_per_request) {
        const std::uint32_t repeat = setup_.layers_per_request;
        attention.begin_streams(microbatch.number, repeat);
        run_kernels("qkv", operators_.before_attention(sequences, microbatch.new_on_gpu), repeat, parts);
        attention.attend(microbatch.number, repeat, parts);
        if (gpu_tokens.all() > 0)
            run_kernels("attention", operators_.decode_attention(gpu_tokens.all(), gpu_tokens.streamed),
                        repeat, parts);
        run_kernels("ffn", operators_.after_attention(sequences), repeat, parts);
        all_reduce(sequences, 2 * repeat, parts);
        attention.join_streams(parts);
    }
    to_next_stage(sequences, parts);
    run_kernels("logits", operators_.logits(sequences), 1, parts);
}

}  // namespace pamsim::host
