// The serving loop: arrivals, prefill and decode steps, layer by layer, on one stage's devices.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <functional>
#include <memory>
#include <optional>
#include <systemc>
#include <vector>

#include "gpu/operators.h"
#include "host/attention_coordinator.h"
#include "host/kv_writer.h"
#include "host/level_link.h"
#include "host/scheduler.h"
#include "host/step_log.h"
#include "workload/request.h"

namespace pamsim::host {

struct ServerSetup {
    std::uint32_t tp, pp, microbatches;
    std::uint32_t stage_layers;        ///< of one pipeline stage
    std::uint32_t layers_per_request;  ///< identical layers one transaction stands for; divides stage_layers
    std::uint32_t hidden_bytes_per_token;  ///< residual stream
    std::int64_t kv_bytes_per_token;       ///< one owner: its layers and heads
    std::int64_t write_chunk_bytes;
    std::int64_t staging_bytes;     ///< one owner's share of the memory where prompts' KV waits for its level
    std::int64_t prefill_kv_bytes;  ///< one owner: KV of the largest prompt batch
    base::Picoseconds step_overhead;          ///< batching, tokenisation, launch: host time per step
    std::optional<fabric::Route> all_reduce;  ///< absent with tp = 1
    std::optional<fabric::Route> next_stage;  ///< absent with pp = 1
};

/// One stage stands for all: its owners take the microbatches in turn, each through the stage's layers. A
/// step (one token for every running sequence) takes the sum over the microbatches, or pp times the longest
/// when that is more (pipeline.h). All owners of a stage do the same at the same time.
class Server : public sc_core::sc_module {
public:
    SC_HAS_PROCESS(Server);
    tlm_utils::simple_initiator_socket<Server, 64> gpu{"gpu"};
    tlm_utils::simple_initiator_socket<Server, 64> fabric{"fabric"};
    AttentionCoordinator attention;
    std::vector<std::unique_ptr<KvWriter>>
        writers;  ///< in the order of the links; kernels write the GPU's own memory

    Server(const sc_core::sc_module_name& name, const ServerSetup& setup, const std::vector<LevelLink>& links,
           const AttentionTraffic& traffic, const gpu::Operators& operators, kv::KvCache& cache,
           Scheduler& scheduler, const std::vector<workload::Request>& requests);

    /// Called when a sequence's KV leaves a level (finished).
    std::function<void(std::uint32_t level, std::uint64_t sequence)> on_release;
    /// After every step, for progress; may be empty.
    std::function<void(const StepRecord&, std::size_t finished)> on_step;
    /// KV bytes on their way to flash, all owners; for the step log. May be empty.
    std::function<std::int64_t()> ssd_backlog;

    const StepLog& log() const { return log_; }
    base::Picoseconds idle() const { return idle_; }
    bool out_of_memory() const { return out_of_memory_; }
    bool ended() const { return ended_; }
    std::uint64_t not_arrived() const { return requests_.size() - next_request_; }
    std::size_t pending_writes() const;
    std::int64_t staged_bytes() const;  ///< one owner: KV that waits in the host's memory for a drive

private:
    struct Microbatch {  ///< of a decode step
        std::uint32_t number = 0;
        std::int64_t sequences = 0;
        std::int64_t new_on_gpu = 0;  ///< sequences whose new token's KV lies in the GPU's own memory
    };
    void serve();
    void take_arrivals();
    bool may_prefill() const;
    void wait_for_something();
    void prefill(const Batch& batch, StepRecord& step);
    void fill_pipeline(base::Picoseconds stage, const Batch& batch, Breakdown& parts);
    void decode(const Batch& batch, StepRecord& step);
    void decode_microbatch(const Microbatch& microbatch, Breakdown& parts);
    std::int64_t prompt_tokens_on_gpu(const Batch& batch) const;
    std::vector<Microbatch> microbatches_of(const Batch& batch) const;
    void write_prompts(const Batch& batch);
    void write_new_tokens(const Batch& batch);
    void wait_for_new_tokens(Breakdown& parts);
    void release_finished(const Batch& batch);
    void landed_on_one_level(std::uint32_t sequence);

    void run_kernels(const char* name, const gpu::Work& work, std::uint32_t repeat, Breakdown& parts);
    void all_reduce(std::int64_t tokens, std::uint32_t repeat, Breakdown& parts);
    void to_next_stage(std::int64_t tokens, Breakdown& parts);
    void spend(base::Picoseconds time, Part part, Breakdown& parts);

    ServerSetup setup_;
    std::vector<LevelLink> links_;
    gpu::Operators operators_;
    kv::KvCache& cache_;
    Scheduler& scheduler_;
    const std::vector<workload::Request>& requests_;
    std::size_t next_request_ = 0;
    StepLog log_;
    base::Picoseconds idle_{0};
    bool out_of_memory_ = false, ended_ = false;
    base::Picoseconds longest_piece_{0};        ///< of the series of prefills under way
    std::vector<std::uint8_t> levels_to_land_;  ///< per sequence
    int new_token_writes_ = 0;
    sc_core::sc_event landed_{"landed"}, new_tokens_written_{"new_tokens_written"};
};

}  // namespace pamsim::host
