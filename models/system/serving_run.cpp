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
    // A small part of the smallest write buffer: a chunk always finds room while the rest drains, and a new
    // token does not wait long behind the chunk before it.
    setup.write_chunk_bytes = base::GiB.value();
    for (const LevelSpec& level : platform.levels)
        if (level.flash)
            setup.write_chunk_bytes =
                std::min(setup.write_chunk_bytes,
                         level.flash->write_buffer.value() * (level.count / machine.owners()) / 64);
    setup.staging_bytes = machine.staging_bytes() / machine.owners();
    setup.prefill_kv_bytes = platform.max_batched_tokens * machine.owner_token_bytes();
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
    server_.ssd_backlog = [this] {
        return machine_.unprogrammed_bytes() + server_.staged_bytes() * machine_.owners();
    };
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

/// The watchdog's sentence: which requests wait, and where something is queued that nobody serves.
std::string ServingRun::standstill() {
    std::string where;
    for (std::size_t i = 0; i < machine_.platform().levels.size(); ++i)
        if (const auto pending = machine_.level(i).pending(); pending > 0)
            where += "; level " + machine_.platform().levels[i].name + " has " + std::to_string(pending) +
                     " request(s)";
    if (server_.pending_writes() > 0)
        where += "; " + std::to_string(server_.pending_writes()) + " KV write(s)";
    if (server_.attention.pending() > 0)
        where += "; " + std::to_string(server_.attention.pending()) + " attention(s)";
    return scheduler_.unfinished() + "; pending" + (where.empty() ? ": nothing" : where.substr(1));
}

void ServingRun::check_end() {
    base::require(server_.ended(), "server", "the run stands still: " + standstill());
    scheduler_.check();
    machine_.cache().check();
    if (!server_.out_of_memory()) {
        base::require(scheduler_.done(), "server", "the run ended with work left: " + standstill());
        machine_.cache().check_empty();
    }
    const bool idle = server_.pending_writes() == 0 && server_.attention.pending() == 0;
    base::require(idle, "server", "transactions are outstanding at the end of the run: " + standstill());
    for (const auto& writer : server_.writers)
        if (writer) writer->memory.pool().check_all_returned();
    machine_.gpu().memory.pool().check_all_returned();
    machine_.check_idle();
}

std::uint64_t ServingRun::transactions() const {
    std::uint64_t sum = machine_.fabric().transactions() + server_.attention.transactions();
    for (const auto& writer : server_.writers)
        if (writer) sum += writer->memory.transactions();
    return sum + machine_.gpu().memory.transactions();
}

}  // namespace pamsim::system
