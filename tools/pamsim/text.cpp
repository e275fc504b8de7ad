#include "text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

namespace pamsim::tools {
namespace {

using system::Json;

std::string scaled(double value, double step, std::initializer_list<const char*> names) {
    auto name = names.begin();
    while (std::abs(value) >= step && name + 1 != names.end()) {
        value /= step;
        ++name;
    }
    return fmt::format("{:.4g} {}", value, *name);
}

std::string time(double s) {
    if (s == 0) return "0 s";
    if (std::abs(s) < 1e-6) return fmt::format("{:.4g} ns", s * 1e9);
    if (std::abs(s) < 1e-3) return fmt::format("{:.4g} us", s * 1e6);
    if (std::abs(s) < 1) return fmt::format("{:.4g} ms", s * 1e3);
    return fmt::format("{:.4g} s", s);
}

std::optional<double> at(const Json& json, const std::string& pointer) {
    const Json::json_pointer path(pointer);
    if (!json.contains(path) || !json.at(path).is_number()) return std::nullopt;
    return json.at(path).get<double>();
}

struct Line {
    std::string label, pointer, unit;
};

const std::vector<Line>& headline() {
    static const std::vector<Line> lines{
        {"throughput", "/throughput_tokens_per_s", "tokens/s"},
        {"time per output token, mean", "/tpot_s/mean", "s"},
        {"time per output token, p90", "/tpot_s/p90", "s"},
        {"time to first token, mean", "/ttft_s/mean", "s"},
        {"end to end, mean", "/e2e_s/mean", "s"},
        {"requests completed", "/requests/completed", ""},
        {"requests rejected", "/requests/rejected", ""},
        {"preemptions", "/requests/preemptions", ""},
        {"simulated time", "/simulated_s", "s"},
        {"decode steps", "/decode_steps", ""},
        {"sequences in a decode step, mean", "/decode_step_batch_mean", ""},
        {"decode step, mean", "/decode_step_s", "s"},
        {"  gpu", "/step_breakdown_s/gpu", "s"},
        {"  score", "/step_breakdown_s/score", "s"},
        {"  attention", "/step_breakdown_s/attention", "s"},
        {"  reduction", "/step_breakdown_s/reduction", "s"},
        {"  fabric", "/step_breakdown_s/fabric", "s"},
        {"  migration", "/step_breakdown_s/migration", "s"},
        {"  host", "/step_breakdown_s/host", "s"},
        {"  latency", "/step_breakdown_s/latency", "s"},
        {"  wait", "/step_breakdown_s/wait", "s"},
    };
    return lines;
}

void add_once(std::vector<Line>& lines, const Line& line) {
    const auto same = [&](const Line& l) { return l.pointer == line.pointer; };
    if (std::none_of(lines.begin(), lines.end(), same)) lines.push_back(line);
}

void add_levels(const Json& json, std::vector<Line>& lines) {
    if (!json.contains("levels")) return;
    for (const auto& [name, level] : json["levels"].items()) {
        const auto add = [&lines, level = level, name = name](const char* label, const char* key,
                                                              const char* unit) {
            if (level.contains(key))
                add_once(lines,
                         {fmt::format("{} {}", name, label), fmt::format("/levels/{}/{}", name, key), unit});
        };
        add("KV, peak", "kv_bytes_peak", "B");
        add("attention busy", "attention_busy_s", "s");
        add("KV read rate in attention", "achieved_bytes_per_s", "B/s");
        add("ordinary reads", "bulk_read_bytes", "B");
        add("ordinary writes", "bulk_write_bytes", "B");
    }
    if (json.contains("ssd")) {
        add_once(lines, {"ssd write backlog, peak", "/ssd/backlog_bytes_peak", "B"});
        add_once(lines, {"ssd write amplification", "/ssd/write_amplification", ""});
    }
}

/// A part of a step that neither side has is not worth a line.
bool worth_a_line(const Line& line, std::optional<double> a, std::optional<double> b) {
    if (!a && !b) return false;
    return line.label[0] != ' ' || a.value_or(0) != 0 || b.value_or(0) != 0;
}

std::string cell(const Json& json, const Line& line) {
    const auto value = at(json, line.pointer);
    return value ? quantity(*value, line.unit) : "-";
}

std::string notes(const Json& json) {
    std::string text;
    for (const auto& note : json.value("notes", Json::array()))
        text += "note: " + note.get<std::string>() + "\n";
    return text;
}

/// What `--values on` adds.
std::string values(const Json& results) {
    if (!results.contains("values")) return "";
    const Json& errors = results["values"];
    std::string text = fmt::format("  {:<12} {}\n  {:<12} {}\n  {:<12} {:.3g} at most, {:.3g} rms", "outputs",
                                   results["output_sha256"].get<std::string>(), "unit cycles",
                                   results["unit_cycles"].get<std::uint64_t>(), "error",
                                   errors["max_abs_error"].get<double>(), errors["rms_error"].get<double>());
    if (errors.contains("bound")) text += fmt::format(", bound {:.3g}", errors["bound"].get<double>());
    return text + "\n";
}

}  // namespace

std::string quantity(double value, const std::string& unit) {
    if (unit == "s") return time(value);
    if (unit == "B") return scaled(value, 1024, {"B", "KiB", "MiB", "GiB", "TiB", "PiB"});
    if (unit == "B/s") return scaled(value, 1000, {"B/s", "kB/s", "MB/s", "GB/s", "TB/s", "PB/s"});
    if (unit.empty()) return fmt::format("{:.6g}", value);
    return fmt::format("{:.5g} {}", value, unit);
}

std::string render_run(const Json& results) {
    std::string text =
        fmt::format("{} serving {} with {}: {}\n", results.value("platform", ""),
                    results.value("workload", ""), results.value("model", ""), results.value("outcome", ""));
    std::vector<Line> lines = headline();
    add_levels(results, lines);
    for (const Line& line : lines)
        if (worth_a_line(line, at(results, line.pointer), {}))
            text += fmt::format("  {:<32} {}\n", line.label, cell(results, line));
    return text + notes(results);
}

std::string render_attention(const Json& results) {
    std::string text =
        fmt::format("{}, {}: one decode-attention over {} layers\n", results.value("platform", ""),
                    results.value("model", ""), results.value("layers", 0));
    text += fmt::format("  {:<12} {}\n  {:<12} {}\n  {:<12} {}\n", "latency", time(results["latency_s"]),
                        "reduction", time(results["reduction_s"]), "fabric", time(results["fabric_s"]));
    for (const auto& [name, level] : results["levels"].items())
        text += fmt::format("  {:<6} {:>10} tokens  {:>10}  read {:>10}  at {:>10} of {}\n", name,
                            level["tokens"].get<std::int64_t>(), time(level["latency_s"]),
                            quantity(level["read_bytes"], "B"),
                            quantity(level.value("achieved_bytes_per_s", 0.0), "B/s"),
                            quantity(level["peak_bytes_per_s"], "B/s"));
    return text + values(results);
}

std::string render_comparison(const Json& left, const Json& right) {
    std::vector<Line> lines = headline();
    add_levels(left, lines);
    add_levels(right, lines);
    std::string text = fmt::format("{:<34} {:>22} {:>22} {:>10}\n", "", left.value("platform", "left"),
                                   right.value("platform", "right"), "ratio");
    for (const Line& line : lines) {
        const auto a = at(left, line.pointer), b = at(right, line.pointer);
        if (!worth_a_line(line, a, b)) continue;
        const std::string ratio = a && b && *b != 0 ? fmt::format("{:.3g}", *a / *b) : "-";
        text += fmt::format("{:<34} {:>22} {:>22} {:>10}\n", line.label, cell(left, line), cell(right, line),
                            ratio);
    }
    const std::string left_notes = notes(left), right_notes = notes(right);
    if (!left_notes.empty()) text += fmt::format("{}:\n{}", left.value("platform", "left"), left_notes);
    if (!right_notes.empty()) text += fmt::format("{}:\n{}", right.value("platform", "right"), right_notes);
    return text;
}

}  // namespace pamsim::tools
