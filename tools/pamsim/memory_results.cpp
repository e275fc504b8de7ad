#include "memory_results.h"

#include <fmt/format.h>

#include "text.h"

namespace pamsim::tools {
namespace {

using system::Json;

void add_latencies(Json& json, const memory::PartRun& run) {
    if (run.mean_latency_s) json["mean_latency_s"] = *run.mean_latency_s;
    if (run.latencies.count() == 0) return;
    const double unit = run.latency_unit_s;
    const auto at = [&](std::int64_t latency) { return static_cast<double>(latency) * unit; };
    json["latency_s"] = {{"p50", at(run.latencies.percentile(0.5))},
                         {"p90", at(run.latencies.percentile(0.9))},
                         {"p99", at(run.latencies.percentile(0.99))},
                         {"max", at(run.latencies.max())}};
    Json bins = Json::array();
    for (const auto& bin : run.latencies.bins())
        bins.push_back({{"from_s", at(bin.from)}, {"below_s", at(bin.below)}, {"count", bin.count}});
    json["latency_histogram"] = bins;
}

std::string render_pim(const Json& pim) {
    std::string text;
    const auto line = [&](const std::string& label, const std::string& value) {
        text += fmt::format("  {:<22} {}\n", label, value);
    };
    if (pim.contains("duration_s")) line("attention took", quantity(pim["duration_s"], "s"));
    line("K and V needed", quantity(pim["useful_bytes"], "B"));
    line("K and V fetched", quantity(pim["read_bytes"], "B"));
    line("rows opened", quantity(pim["rows_opened"], ""));
    return text;
}

}  // namespace

Json memory_results(const MemoryRequest& request, const memory::PartRun& run, const Json& more,
                    double wall_s) {
    Json json{{"part", request.part},
              {"pattern", request.pattern},
              {"timing", request.timing},
              {"requests", request.requests},
              {"seed", request.seed},
              {"duration_s", run.duration_s},
              {"bytes", run.bytes},
              {"achieved_bytes_per_s", run.bytes_per_s()},
              {"peak_bytes_per_s", run.peak_bytes_per_s},
              {"fraction_of_peak", run.fraction_of_peak()}};
    if (run.forwarded > 0) json["forwarded_reads"] = run.forwarded;
    add_latencies(json, run);
    std::uint64_t commands = 0;
    for (const auto& command : run.commands) {
        json["commands"][command.name] = command.count;
        commands += command.count;
    }
    for (const auto& loss : run.lost) json["lost"][loss.name] = loss.share;
    json.update(more);
    json["wall_s"] = wall_s;
    if (request.timing == "command") json["commands_per_wall_s"] = static_cast<double>(commands) / wall_s;
    return json;
}

std::string render_memory(const Json& results) {
    const Json lost = results.value("lost", Json::object());
    const Json commands = results.value("commands", Json::object());
    const Json latencies = results.value("latency_s", Json::object());
    std::string text = fmt::format("{} alone, {}, {} requests, timing {}\n", results.value("part", ""),
                                   results.value("pattern", ""), results["requests"].get<std::uint64_t>(),
                                   results.value("timing", ""));
    const auto line = [&](const std::string& label, const std::string& value) {
        text += fmt::format("  {:<22} {}\n", label, value);
    };
    line("duration", quantity(results["duration_s"], "s"));
    line("bandwidth", fmt::format("{} of {} ({:.1f} %)", quantity(results["achieved_bytes_per_s"], "B/s"),
                                  quantity(results["peak_bytes_per_s"], "B/s"),
                                  100 * results["fraction_of_peak"].get<double>()));
    for (const auto& [cause, share] : lost.items())
        if (share.get<double>() >= 5e-5)
            line("  lost to " + cause, fmt::format("{:.2f} %", 100 * share.get<double>()));
    if (results.contains("mean_latency_s")) line("latency, mean", quantity(results["mean_latency_s"], "s"));
    for (const auto& [name, value] : latencies.items()) line("  " + name, quantity(value, "s"));
    for (const auto& [name, count] : commands.items())
        if (count.get<std::uint64_t>() > 0) line(name, std::to_string(count.get<std::uint64_t>()));
    if (results.contains("pim")) text += render_pim(results["pim"]);
    return text;
}

}  // namespace pamsim::tools
