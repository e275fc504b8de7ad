#include "memory_pim.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "pim/dram_time.h"
#include "pim/part_alone.h"

namespace pamsim::tools {
namespace {

struct Device {
    pim::DramPlan plan;
    std::vector<pim::DomainTokens> tokens;
};

void check_active(const std::vector<pim::DomainTokens>& tokens) {
    for (const pim::DomainTokens& domain : tokens)
        if (domain.tokens() > 0) return;
    throw base::ConfigError({"command line", 0, 0}, "--keep-ratio",
                            "found a share with which no token is active, allowed is one with which any is");
}

void check_rows(const pim::DramPlan& plan, const std::vector<pim::DomainTokens>& tokens) {
    std::uint32_t needed = 0;
    for (const pim::DomainTokens& domain : tokens) needed = std::max(needed, rows_of(plan, domain));
    const std::uint32_t rows = plan.part().geometry.rows;
    if (needed > rows)
        throw base::ConfigError({"command line", 0, 0}, "--tokens",
                                fmt::format("found a count that needs {} rows of a bank, allowed is one that "
                                            "needs at most the {} rows that {} has",
                                            needed, rows, plan.part().name));
}

Device device_of(const base::ConfigNode& root, const PimRequest& request, bool fast) {
    const memory::DramPart part = memory::DramPart::from(root);
    const base::ConfigNode units = root.child("pim", "units near the banks");
    const pim::DramPim pim = pim::DramPim::from(units);
    const pim::AttentionShape shape{request.kv_heads, request.heads / request.kv_heads, request.head_dim,
                                    pim.pu.input_bytes};
    try {
        pim::DramPlan plan(part, pim, shape);
        const pim::AloneTokens alone{request.tokens, !request.scattered, request.keep_ratio, request.seed};
        auto tokens = alone.place(plan);
        if (fast) check_closed_form(plan);
        check_rows(plan, tokens);
        check_active(tokens);
        return {plan, std::move(tokens)};
    } catch (const std::invalid_argument& error) {
        units.fail("", fmt::format("--heads {}, --kv-heads {}, --head-dim {}: {}", request.heads,
                                   request.kv_heads, request.head_dim, error.what()));
    }
}

/// Bytes that one MAC of one stream reads in all its banks, and what all streams read at the banks' own rate.
std::uint64_t mac_bytes(const memory::DramPart& part, std::uint64_t streams) {
    return std::uint64_t{part.geometry.chip_banks()} * part.geometry.column_bytes / streams;
}

std::uint64_t streams_of(const Device& device) {
    return device.tokens.size();
}

double peak(const Device& device) {
    const memory::DramPart& part = device.plan.part();
    const auto interval = static_cast<double>(device.plan.timings().mac_interval_nocap);
    return static_cast<double>(mac_bytes(part, streams_of(device)) * streams_of(device)) *
           part.clock.hertz() / interval;
}

memory::PartRun by_commands(const Device& device) {
    const memory::DramPart& part = device.plan.part();
    const pim::AloneRun alone = pim::run_commands(device.plan, device.tokens);
    memory::PartRun run;
    run.duration_s = part.clock.seconds_of(base::Cycles{alone.cycles});
    run.bytes = alone.commands[index(memory::Command::mac)] * mac_bytes(part, streams_of(device));
    for (std::size_t c = 0; c < memory::kCommands; ++c)
        run.commands.push_back({memory::kCommandNames[c], alone.commands[c]});
    const double time = static_cast<double>(alone.cycles) * static_cast<double>(alone.streams);
    for (std::size_t c = 0; c < memory::kCauses; ++c)
        run.lost.push_back({memory::kCauseNames[c], static_cast<double>(alone.losses.lost[c]) / time});
    return run;
}

memory::PartRun in_closed_form(const Device& device) {
    memory::PartRun run;
    run.duration_s = pim::fast_cycles(device.plan, device.tokens) * device.plan.part().clock.period_s();
    run.bytes = static_cast<std::uint64_t>(traffic_of(device.plan, device.tokens).cell_read_bytes);
    return run;
}

}  // namespace

memory::PartRun run_pim(const base::ConfigNode& root, const PimRequest& request, bool fast) {
    const Device device = device_of(root, request, fast);
    memory::PartRun run = fast ? in_closed_form(device) : by_commands(device);
    run.peak_bytes_per_s = peak(device);
    run.mean_latency_s = run.duration_s;
    return run;
}

system::Json pim_traffic(const base::ConfigNode& root, const PimRequest& request) {
    const Device device = device_of(root, request, false);
    const pim::DomainTraffic traffic = traffic_of(device.plan, device.tokens);
    system::Json json{{"useful_bytes", traffic.useful_bytes}, {"read_bytes", traffic.read_bytes}};
    if (traffic.useful_bytes > 0) json["over_fetch"] = traffic.read_bytes / traffic.useful_bytes;
    json["rows_opened"] = traffic.activations;
    return json;
}

memory::MixedRun run_pim_mixed(const base::ConfigNode& root, const PimRequest& request,
                               const memory::Traffic& traffic) {
    const Device device = device_of(root, request, false);
    memory::PimLoad load{device.plan.timings(), {}};
    for (const pim::DomainTokens& tokens : device.tokens)
        load.programs.push_back(program_of(device.plan, tokens, device.plan.shape().kv_heads));
    return memory::run_mixed(device.plan.part(), traffic, load);
}

}  // namespace pamsim::tools
