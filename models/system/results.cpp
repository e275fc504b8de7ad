#include "system/results.h"

#include <fmt/format.h>

#include "base/units.h"

namespace pamsim::system {
namespace {

const char* timing_of(const Platform& platform) {
    return platform.command_timing ? "command" : "fast";
}

using base::seconds;

const char* word(AttentionPlace place) {
    return place == AttentionPlace::pam ? "pam" : place == AttentionPlace::gathered ? "gathered" : "gpu";
}

const char* word(host::WhenFull when_full) {
    return when_full == host::WhenFull::stream  ? "stream"
           : when_full == host::WhenFull::queue ? "queue"
                                                : "oom";
}

Json policy_of(const Platform& platform) {
    Json policy;
    policy["attention"] = word(platform.kv.attention);
    policy["sparsity"] = platform.kv.sparsity;
    if (platform.kv.sparsity != "none") policy["keep_ratio"] = platform.kv.keep_ratio;
    policy["mapping"] = platform.kv.mapping;
    policy["scheduling"] = platform.kv.scheduling;
    policy["when_full"] = word(platform.kv.when_full);
    policy["parallel"] = fmt::format("tp{} pp{} microbatches{}", platform.parallel.tp, platform.parallel.pp,
                                     platform.parallel.microbatches);
    return policy;
}

void put(Json& json, const char* key, const std::optional<host::Percentiles>& p) {
    if (p) json[key] = {{"mean", p->mean}, {"p50", p->p50}, {"p90", p->p90}, {"p99", p->p99}};
}

/// Mean over the steps of one kind: time, and the parts that sum to it.
void put_steps(Json& json, const std::string& prefix, const host::StepLog& log, host::Batch::Kind kind) {
    std::int64_t count = 0, batch = 0;
    host::Breakdown sum;
    for (const auto& step : log.steps) {
        if (step.kind != kind) continue;
        ++count;
        batch += step.batch;
        sum += step.parts;
    }
    json[prefix + "steps"] = count;
    if (count == 0) return;
    const auto mean = [count](base::Picoseconds total) {
        return seconds(total) / static_cast<double>(count);
    };
    json[prefix + "step_s"] = mean(sum.sum());
    json[prefix + "step_batch_mean"] = static_cast<double>(batch) / static_cast<double>(count);
    Json parts;
    for (std::size_t i = 0; i < host::kParts; ++i)
        parts[host::kPartNames[i]] = mean(sum[static_cast<host::Part>(i)]);
    json[prefix == "decode_" ? "step_breakdown_s" : prefix + "breakdown_s"] = parts;
}

Json capacity_json(const LevelCapacity& c) {
    return {{"total_bytes", c.total},
            {"weights_bytes", c.weights},
            {"activations_bytes", c.activations},
            {"stream_buffer_bytes", c.stream_buffers},
            {"labels_bytes", c.labels},
            {"metadata_bytes", c.metadata},
            {"reserve_bytes", c.reserve},
            {"kv_bytes", c.kv}};
}

Json level_json(ServingRun& run, std::size_t index, std::int64_t link) {
    Machine& machine = run.machine();
    const std::int64_t owners = machine.owners();
    const pim::LevelCounters& c = machine.level(index).counters();
    Json level;
    level["capacity_bytes"] = machine.capacities()[index].total;
    if (link >= 0) {
        const auto cache_index = static_cast<std::uint32_t>(link);
        const std::int64_t blocks = machine.cache().blocks_peak(cache_index);
        level["kv_bytes_peak"] = blocks * machine.block_bytes(index);
        level["tokens"] = blocks * machine.cache().layout(cache_index).block_tokens;
    }
    level["busy_s"] = seconds(c.busy);
    level["transactions"] = c.transactions;
    if (machine.level(index).has_attention()) {
        level["activated_tokens"] = c.useful_bytes / machine.owner_token_bytes();
        level["attention_busy_s"] = seconds(c.attention_busy);
        level["read_bytes"] = c.read_bytes * owners;
        level["useful_bytes"] = c.useful_bytes * owners;
        level["cell_read_bytes"] = c.cell_read_bytes * owners;
        if (machine.platform().levels[index].flash)
            level["pages_read"] = c.pages_read * owners;
        else
            level["row_activations"] = c.row_activations * owners;
        if (c.attention_busy.value() > 0)
            level["achieved_bytes_per_s"] =
                static_cast<double>(c.read_bytes * owners) / seconds(c.attention_busy);
    }
    level["peak_bytes_per_s"] = machine.peak_bytes_per_s(index);
    level["bulk_read_bytes"] = c.bulk_read_bytes * owners;
    level["bulk_write_bytes"] = c.bulk_write_bytes * owners;
    level["capacity"] = capacity_json(machine.capacities()[index]);
    return level;
}

void put_ssd(Json& json, ServingRun& run, std::size_t index) {
    Machine& machine = run.machine();
    const pim::SsdCounters ssd = machine.ssd(index)->ssd_counters();
    const LevelSpec& spec = machine.platform().levels[index];
    const double owners = machine.owners();
    const std::int64_t pages = ssd.programmed + ssd.waiting;
    const std::int64_t kept = ssd.accepted - ssd.partial - ssd.dropped;
    Json out;
    out["kv_bytes_accepted"] = static_cast<std::int64_t>(static_cast<double>(ssd.accepted) * owners);
    out["bytes_written"] = static_cast<std::int64_t>(static_cast<double>(ssd.programmed) * owners);
    if (kept > 0) out["write_amplification"] = static_cast<double>(pages) / static_cast<double>(kept);
    // On its way to the drives or not programmed yet, as each step ended.
    std::int64_t backlog = 0;
    for (const auto& step : run.server().log().steps) backlog = std::max(backlog, step.ssd_backlog_bytes);
    out["backlog_bytes_peak"] = backlog;
    out["unprogrammed_bytes_end"] = machine.unprogrammed_bytes();
    const double simulated_s = seconds(run.simulated());
    if (ssd.programmed > 0 && simulated_s > 0) {
        const double bytes_per_day = static_cast<double>(ssd.programmed) * owners / simulated_s * 86400;
        out["tb_per_day"] = bytes_per_day / 1e12;
        const double endurance_bytes = static_cast<double>(spec.flash->capacity().value()) * spec.count *
                                       static_cast<double>(spec.flash->program_erase_cycles);
        out["lifetime_years"] = endurance_bytes / bytes_per_day / 365.25;
    }
    if (ssd.collection) {
        const memory::FlashWear& wear = ssd.collection->wear;
        out["wear"] = {{"min", wear.min}, {"mean", wear.mean}, {"max", wear.max}};
        out["gc_blocks"] = ssd.collection->blocks * machine.owners();
        out["gc_pages_moved"] = ssd.collection->pages_moved * machine.owners();
    }
    json["ssd"] = out;
}

Json links_json(const fabric::Fabric& fabric) {
    Json links;
    for (const auto& link : fabric.links()) {
        const auto& c = link.counters();
        links[link.name()] = {{"bytes", c.bytes},
                              {"busy_s", seconds(c.busy)},
                              {"waited_s", seconds(c.waited)},
                              {"longest_wait_s", seconds(c.longest_wait)},
                              {"bytes_per_s", link.part().bytes_per_s()}};
    }
    return links;
}

void put_requests(Json& json, ServingRun& run) {
    const host::Scheduler& s = run.scheduler();
    const std::size_t unfinished = s.waiting() + s.running() + s.landing();
    json["requests"] = {{"arrived", s.arrived()},
                        {"completed", s.finished()},
                        {"rejected", s.rejected()},
                        {"unfinished", unfinished},
                        {"not_arrived", run.server().not_arrived()},
                        {"preemptions", s.preemptions()},
                        {"recomputed_tokens", s.recomputed_tokens()}};
}

/// Sentences a reader must not miss.
Json notes_of(ServingRun& run) {
    Json notes = Json::array();
    Machine& machine = run.machine();
    if (run.server().out_of_memory())
        notes.push_back("the run ended when KV memory ran out (kv.when_full: oom)");
    if (run.scheduler().rejected() == run.scheduler().arrived())
        notes.push_back("every request was rejected: none fits the model's context limit or the KV capacity");
    if (machine.platform().kv.when_full == host::WhenFull::stream && !machine.platform().streams())
        notes.push_back("kv.when_full: stream has no level to stream from here; requests queue");
    for (const auto& link : machine.links())
        if (machine.cache().blocks_peak(link.index) == 0)
            notes.push_back(
                fmt::format("level {} held no KV in this run: the levels before it had room", link.name));
    if (machine.platform().kv.sparsity == "random")
        notes.push_back(
            "sparsity: random picks active tokens at no cost; it is a bound, not a selection method");
    notes.push_back(
        "one owner's devices stand for all (devices: representative); owners do the same at the same time");
    return notes;
}

void put_values(Json& json, const AttentionReport& report) {
    std::uint64_t cycles = 0;
    for (const auto& level : report.levels) cycles += level.pu_cycles + level.ru_cycles;
    json["output_sha256"] = report.values->output_sha256;
    json["unit_cycles"] = cycles;
    const ValueErrors& errors = report.values->errors;
    json["values"] = {{"max_abs_error", errors.max_abs}, {"rms_error", errors.rms}};
    if (errors.bound) json["values"]["bound"] = *errors.bound;
}

}  // namespace

Json results_of(ServingRun& run, const RunInputs& inputs) {
    Machine& machine = run.machine();
    const Platform& platform = machine.platform();
    const host::StepLog& log = run.server().log();
    const host::Metrics metrics =
        host::Metrics::of(run.scheduler().sequences(), run.simulated(), platform.slo);
    Json json;
    json["schema"] = "pamsim-results-1";
    json["platform"] = platform.name;
    json["timing"] = timing_of(platform);
    json["model"] = inputs.model;
    json["workload"] = inputs.workload;
    json["policy"] = policy_of(platform);
    json["seed"] = inputs.seed;
    json["outcome"] = run.server().out_of_memory() ? "out_of_memory" : "completed";
    json["throughput_tokens_per_s"] = metrics.throughput_tokens_per_s;
    put(json, "tpot_s", metrics.tpot_s);
    put(json, "ttft_s", metrics.ttft_s);
    put(json, "e2e_s", metrics.e2e_s);
    if (metrics.goodput_requests_per_s) json["goodput"] = *metrics.goodput_requests_per_s;
    put_requests(json, run);
    json["generated_tokens"] = metrics.generated_tokens;
    json["simulated_s"] = seconds(run.simulated());
    json["idle_s"] = seconds(run.server().idle());
    json["steps"] = log.steps.size();
    put_steps(json, "decode_", log, host::Batch::Kind::decode);
    put_steps(json, "prefill_", log, host::Batch::Kind::prefill);
    std::int64_t link = 0;
    for (std::size_t i = 0; i < platform.levels.size(); ++i) {
        const bool holds = platform.holds_kv(platform.levels[i]);
        json["levels"][platform.levels[i].name] = level_json(run, i, holds ? link : -1);
        link += holds ? 1 : 0;
    }
    json["migration"] = {
        {"tokens", 0}, {"bytes", 0}, {"tokens_per_step_fraction", 0.0}, {"backlog_tokens", 0}};
    for (std::size_t i = 0; i < platform.levels.size(); ++i)
        if (platform.levels[i].flash && platform.holds_kv(platform.levels[i])) put_ssd(json, run, i);
    json["links"] = links_json(machine.fabric());
    const auto& gpu = machine.gpu().counters();
    json["gpu"] = {{"busy_s", seconds(gpu.busy)},
                   {"flops", gpu.flops * machine.owners()},
                   {"memory_bytes", gpu.memory_bytes * machine.owners()},
                   {"kernels", gpu.kernels * machine.owners()}};
    json["transactions"] = run.transactions();
    json["notes"] = notes_of(run);
    json["assumed"] = inputs.assumed;
    return json;
}

Json results_of(Machine& machine, const AttentionReport& report) {
    Json json;
    json["platform"] = machine.platform().name;
    json["timing"] = timing_of(machine.platform());
    json["model"] = machine.model().name;
    json["policy"] = policy_of(machine.platform());
    json["latency_s"] = seconds(report.latency);
    json["reduction_s"] = seconds(report.parts[host::Part::reduction]);
    json["fabric_s"] = seconds(report.parts[host::Part::fabric]);
    Json parts;
    for (std::size_t i = 0; i < host::kParts; ++i)
        parts[host::kPartNames[i]] = seconds(report.parts[static_cast<host::Part>(i)]);
    json["breakdown_s"] = parts;
    json["layers"] = machine.model().layers;
    const std::int64_t owners = machine.owners();
    for (const auto& level : report.levels) {
        const auto& c = level.counters;
        const std::int64_t read = c.read_bytes > 0 ? c.read_bytes : c.bulk_read_bytes;
        Json out{{"tokens", level.tokens},
                 {"sequences", level.sequences},
                 {"latency_s", seconds(level.busy)},
                 {"read_bytes", read * owners},
                 {"useful_bytes", c.useful_bytes * owners},
                 {"cell_read_bytes", c.cell_read_bytes * owners}};
        if (c.pages_read > 0) out["pages_read"] = c.pages_read * owners;
        if (c.row_activations > 0) out["row_activations"] = c.row_activations * owners;
        if (level.busy.value() > 0)
            out["achieved_bytes_per_s"] = static_cast<double>(read * owners) / seconds(level.busy);
        out["peak_bytes_per_s"] = level.peak_bytes_per_s;
        if (report.values) out["unit_cycles"] = {{"pu", level.pu_cycles}, {"ru", level.ru_cycles}};
        json["levels"][level.name] = out;
    }
    if (report.values) put_values(json, report);
    return json;
}

}  // namespace pamsim::system
