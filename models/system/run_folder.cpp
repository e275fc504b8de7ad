#include "system/run_folder.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

namespace pamsim::system {
namespace {

namespace fs = std::filesystem;
using base::seconds;

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
    throw base::ConfigError({"--out", 0, 0}, path.string(),
                            why + ", allowed is a folder this user can write to");
}

void write_file(const fs::path& path, const std::string& text) {
    const fs::path part = path.string() + ".part";
    std::ofstream out(part, std::ios::binary);
    out << text;
    out.close();
    if (!out) refuse(path, "could not be written");
    fs::rename(part, path);
}

std::string steps_csv(ServingRun& run) {
    const host::StepLog& log = run.server().log();
    std::string csv = "step,kind,start_s,duration_s,batch,tokens";
    for (const char* part : host::kPartNames) csv += fmt::format(",{}_s", part);
    for (const auto& link : run.machine().links()) csv += fmt::format(",kv_tokens_{}", link.name);
    csv += ",ssd_backlog_bytes\n";
    const std::size_t levels = run.machine().links().size();
    for (std::size_t i = 0; i < log.steps.size(); ++i) {
        const auto& step = log.steps[i];
        csv += fmt::format("{},{},{:.12f},{:.12f},{},{}", i,
                           step.kind == host::Batch::Kind::prefill ? "prefill" : "decode",
                           seconds(step.start), seconds(step.duration), step.batch, step.tokens);
        for (std::size_t p = 0; p < host::kParts; ++p)
            csv += fmt::format(",{:.12f}", seconds(step.parts[static_cast<host::Part>(p)]));
        for (std::size_t l = 0; l < levels; ++l) csv += fmt::format(",{}", log.kv_tokens[i * levels + l]);
        csv += fmt::format(",{}\n", step.ssd_backlog_bytes);
    }
    return csv;
}

std::string requests_csv(const ServingRun& run) {
    std::string csv = "id,arrival_s,input_tokens,output_tokens,state,ttft_s,tpot_s,e2e_s,preemptions\n";
    for (const auto& s : run.scheduler().sequences()) {
        csv += fmt::format("{},{:.9f},{},{},{}", s.request.id, seconds(s.request.arrival),
                           s.request.input_tokens, s.request.output_tokens, host::name(s.state));
        const bool finished = s.state == host::SequenceState::finished;
        csv += finished ? fmt::format(",{:.9f}", host::ttft_s(s)) : ",";
        const auto tpot = finished ? host::tpot_s(s) : std::nullopt;
        csv += tpot ? fmt::format(",{:.9f}", *tpot) : ",";
        csv += finished ? fmt::format(",{:.9f}", host::e2e_s(s)) : ",";
        csv += fmt::format(",{}\n", s.preemptions);
    }
    return csv;
}

}  // namespace

std::int64_t peak_memory_bytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss * 1024;
}

void prepare_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) refuse(folder, "cannot be made (" + error.message() + ")");
    if (!fs::is_directory(folder)) refuse(folder, "is not a folder");
    if (access(folder.c_str(), W_OK) != 0) refuse(folder, "cannot be written to");
}

void write_folder(const fs::path& folder, ServingRun& run, const Json& results,
                  const std::string& config_yaml, const RunFacts& facts) {
    write_file(folder / "config.yaml", config_yaml);
    write_file(folder / "steps.csv", steps_csv(run));
    write_file(folder / "requests.csv", requests_csv(run));
    if (run.machine().timeline().enabled())
        write_file(folder / "timeline.json", run.machine().timeline().json());
    const double simulated_s = results.at("simulated_s");
    const Json json{{"version", facts.version},
                    {"command_line", facts.command_line},
                    {"seed", facts.seed},
                    {"wall_s", facts.wall_s},
                    {"simulated_s_per_wall_s", facts.wall_s > 0 ? simulated_s / facts.wall_s : 0.0},
                    {"peak_memory_bytes", peak_memory_bytes()}};
    write_file(folder / "run.json", json.dump(2) + "\n");
    write_file(folder / "results.json", results.dump(2) + "\n");
}

}  // namespace pamsim::system
