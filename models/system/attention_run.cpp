#include "system/attention_run.h"

#include <fmt/format.h>

#include <tlm_utils/simple_initiator_socket.h>

#include "host/kernels.h"
#include "host/pipeline.h"
#include "protocol/time.h"

namespace pamsim::system {
namespace {

/// The part of host::Server that a lone attention needs.
class AttentionProbe : public sc_core::sc_module {
public:
    SC_HAS_PROCESS(AttentionProbe);
    tlm_utils::simple_initiator_socket<AttentionProbe, 64> gpu{"gpu"};
    host::AttentionCoordinator coordinator;
    host::Breakdown parts;
    base::Picoseconds end{0};

    /// `values`: null when they are off.
    AttentionProbe(const sc_core::sc_module_name& name, Machine& machine, ValueRun* values)
        : sc_core::sc_module(name),
          coordinator("attention", machine.links(), machine.traffic(), machine.cache()),
          machine_(machine),
          values_(values) {
        SC_THREAD(run);
    }

private:
    void run() {
        const std::uint32_t stage_layers = machine_.stage_layers();
        const std::uint32_t repeat = machine_.platform().all_layers ? 1 : stage_layers;
        std::vector<base::Picoseconds> times;
        for (std::uint32_t microbatch = 0; microbatch < machine_.platform().parallel.microbatches;
             ++microbatch) {
            if (machine_.cache().resident_sequences(microbatch) == 0) continue;
            const base::Picoseconds from = protocol::now();
            for (std::uint32_t layer = 0; layer < stage_layers; layer += repeat)
                layers(microbatch, layer, repeat);
            times.push_back(protocol::now() - from);
        }
        const base::Picoseconds bubble = host::pipeline_bubble(times, machine_.platform().parallel.pp);
        wait(protocol::to_sc(bubble));
        parts[host::Part::wait] += bubble;
        end = protocol::now();
    }

    void layers(std::uint32_t microbatch, std::uint32_t layer, std::uint32_t repeat) {
        coordinator.begin_streams(microbatch, repeat);
        if (values_ != nullptr) {
            coordinator.attend(microbatch, repeat, parts, values_->ask(microbatch, layer, repeat));
            values_->collect();
        } else {
            coordinator.attend(microbatch, repeat, parts);
        }
        const auto tokens = coordinator.gpu_tokens(microbatch);
        if (tokens.all() > 0)
            attend_on_gpu(machine_.operators().decode_attention(tokens.all(), tokens.streamed), repeat);
        coordinator.join_streams(parts);
    }

    void attend_on_gpu(const gpu::Work& work, std::uint32_t repeat) {
        const base::Picoseconds from = protocol::now();
        host::run_kernels(gpu, "attention", work, repeat);
        parts[host::Part::gpu] += protocol::now() - from;
    }

    Machine& machine_;
    ValueRun* values_;
};

void admit_all(Machine& machine, std::uint32_t batch, std::uint32_t context) {
    kv::KvCache& cache = machine.cache();
    for (std::uint32_t i = 0; i < batch; ++i) {
        if (cache.admit(kv::SequenceId{i}, context, i % cache.microbatches(), batch)) continue;
        throw base::ConfigError(
            {"--batch", 0, 0}, "--context",
            fmt::format(
                "{} x {} tokens do not fit, allowed are at most {} tokens on the levels of {} that hold KV",
                batch, context, cache.capacity_tokens(), machine.platform().name));
    }
}

}  // namespace

AttentionReport attend_once(Machine& machine, std::uint32_t batch, std::uint32_t context) {
    admit_all(machine, batch, context);
    std::optional<ValueRun> values;
    if (machine.value_setup()) values.emplace(machine, batch, context);
    AttentionProbe probe("probe", machine, values ? &*values : nullptr);
    probe.gpu.bind(machine.gpu().target);
    machine.bind(probe.coordinator);
    sc_core::sc_start();
    machine.check_idle();

    AttentionReport report;
    report.latency = probe.end;
    report.parts = probe.parts;
    for (std::size_t i = 0; i < machine.platform().levels.size(); ++i) {
        const LevelSpec& spec = machine.platform().levels[i];
        if (!machine.platform().holds_kv(spec)) continue;
        AttentionReport::Level level;
        level.name = spec.name;
        const auto index = static_cast<std::uint32_t>(report.levels.size());
        level.tokens = machine.cache().tokens(index);
        level.sequences = machine.cache().sequences(index);
        level.block_tokens = machine.cache().layout(index).block_tokens;
        level.counters = machine.level(i).counters();
        level.busy = machine.level(i).counters().busy;
        level.peak_bytes_per_s = machine.peak_bytes_per_s(i);
        if (const pim::LevelValues* const units = machine.values(i)) {
            level.pu_cycles = units->pu_cycles();
            level.ru_cycles = units->ru_cycles();
        }
        report.levels.push_back(level);
    }
    if (values) report.values = AttentionReport::Values{values->sha256(), values->errors()};
    return report;
}

}  // namespace pamsim::system
