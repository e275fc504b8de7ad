#include "system/serving_run.h"

#include <algorithm>

#include "base/invariant.h"
#include "protocol/time.h"

namespace pamsim::system {
namespace {

host::SchedulerConfig scheduler_config(const Platform& platform, const workload::ModelShape& model) {
    return {platform.max_num_seqs,          platform.max_batched_tokens, model.max_context_tokens,
            platform.parallel.microbatches, platform.kv.when_full,       platform.watermark};
}

host::ServerSetup server_setup(Machine& machine) {
    const Platform& platform = machine.platform();
    host::ServerSetup setup{};
    setup.tp = platform.parallel.tp;
    setup.pp = platform.parallel.pp;
    setup.microbatches = platform.parallel.microbatches;
    setup.stage_layers = machine.stage_layers();
    setup.layers_per_request = platform.all_layers ? 1 : setup.stage_layers;
    setup.hidden_bytes_per_token = machine.model().hidden * machine.model().bytes_per_value;
    setup.kv_bytes_per_token = machine.owner_token_bytes();
    // A quarter of the smallest write buffer: a chunk always finds room while the rest drains.
    setup.write_chunk_bytes = base::GiB.value();
    for (const LevelSpec& level : platform.levels)
        if (level.flash)
            setup.write_chunk_bytes =
                std::min(setup.write_chunk_bytes,
                         level.flash->write_buffer.value() * (level.count / machine.owners()) / 4);
    setup.step_overhead = platform.step_overhead;
    setup.all_reduce = machine.all_reduce_route();
    setup.next_stage = machine.next_stage_route();
    return setup;
}

}  // namespace

ServingRun::ServingRun(const Platform& platform, const workload::ModelShape& model,
                       const workload::Workload& workload)
    : workload_(workload),
      machine_(platform, model, std::max(platform.max_batched_tokens, platform.max_num_seqs)),
      scheduler_(scheduler_config(platform, model), machine_.cache()),
      server_("server", server_setup(machine_), machine_.links(), machine_.traffic(), machine_.operators(),
              machine_.cache(), scheduler_, workload_.requests) {
    server_.gpu.bind(machine_.gpu().target);
    server_.fabric.bind(machine_.fabric().target);
    machine_.bind(server_.attention);
    machine_.bind(server_.writers);
    server_.ssd_backlog = [this] { return machine_.ssd_backlog(); };
    server_.on_release = [this](std::uint32_t link, std::uint64_t sequence) {
        machine_.release(link, sequence);
    };
}

void ServingRun::run(const Progress& progress) {
    if (progress)
        server_.on_step = [this, progress](const host::StepRecord& step, std::size_t finished) {
            progress(base::seconds(step.start + step.duration), finished, workload_.requests.size());
        };
    sc_core::sc_start();
    simulated_ = server_.ended() && !server_.log().steps.empty()
                     ? server_.log().steps.back().start + server_.log().steps.back().duration
                     : protocol::now();
    check_end();
}

void ServingRun::check_end() {
    base::require(server_.ended(), "server", "the run stands still: " + scheduler_.unfinished());
    scheduler_.check();
    machine_.cache().check();
    if (!server_.out_of_memory()) {
        base::require(scheduler_.done(), "server",
                      "the run ended with work left: " + scheduler_.unfinished());
        machine_.cache().check_empty();
    }
    base::require(server_.pending_writes() == 0, "server",
                  "KV writes are still pending at the end of the run");
    base::require(server_.attention.pending() == 0, "server",
                  "attention is still pending at the end of the run");
    machine_.check_idle();
}

std::uint64_t ServingRun::transactions() const {
    std::uint64_t sum = machine_.fabric().transactions() + server_.attention.transactions();
    for (const auto& writer : server_.writers) sum += writer->memory.transactions();
    return sum + machine_.gpu().memory.transactions();
}

}  // namespace pamsim::system
