#include "system/run_folder.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <vector>

namespace pamsim::system {
namespace {

namespace fs = std::filesystem;
using base::seconds;

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
    throw base::ConfigError({"--out", 0, 0}, path.string(),
                            why + ", allowed is a folder this user can write to");
}

struct File {
    const char* name;
    std::string text;
};

/// What a run leaves; results.json takes its place last.
constexpr std::array<const char*, 7> kNames{"config.yaml",   "steps.csv",   "requests.csv", "run.json",
                                            "timeline.json", "report.html", "results.json"};

fs::path part_of(const fs::path& folder, const char* name) {
    return folder / (std::string(name) + ".part");
}

/// All files or none: every text lies beside its place before the first of them takes it. Files of an earlier
/// run that this one does not make go.
void write_files(const fs::path& folder, const std::vector<File>& files) {
    for (const File& file : files) {
        std::ofstream out(part_of(folder, file.name), std::ios::binary);
        out << file.text;
        out.close();
        if (out) continue;
        std::error_code ignored;
        for (const File& written : files) fs::remove(part_of(folder, written.name), ignored);
        refuse(folder / file.name, "could not be written");
    }
    for (const char* name : kNames) fs::remove(folder / name);
    for (const File& file : files) fs::rename(part_of(folder, file.name), folder / file.name);
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
    for (const char* name : kNames)
        if (fs::is_directory(folder / name)) refuse(folder / name, "is a folder where a file belongs");
}

void write_folder(const fs::path& folder, ServingRun& run, const Json& results,
                  const std::string& config_yaml, const RunFacts& facts) {
    std::vector<File> files{
        {"config.yaml", config_yaml}, {"steps.csv", steps_csv(run)}, {"requests.csv", requests_csv(run)}};
    if (run.machine().timeline().enabled())
        files.push_back({"timeline.json", run.machine().timeline().json()});
    const double simulated_s = results.at("simulated_s");
    const Json json{{"version", facts.version},
                    {"command_line", facts.command_line},
                    {"seed", facts.seed},
                    {"wall_s", facts.wall_s},
                    {"simulated_s_per_wall_s", facts.wall_s > 0 ? simulated_s / facts.wall_s : 0.0},
                    {"peak_memory_bytes", peak_memory_bytes()}};
    files.push_back({"run.json", json.dump(2) + "\n"});
    files.push_back({"results.json", results.dump(2) + "\n"});
    write_files(folder, files);
}

}  // namespace pamsim::system
