// pamsim run: serves a workload on a platform.
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <limits>

#include "options.h"
#include "rtl_engines.h"
#include "system/run_folder.h"
#include "system/serving_run.h"
#include "text.h"
#include "workload/model_shape.h"
#include "workload/workload.h"

namespace pamsim::tools {
namespace {

struct RunOptions : PlatformOptions {
    std::string workload, out;
    std::uint64_t seed = 1;
    std::optional<std::uint64_t> max_requests;
    bool timeline = false, report = false;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// One line, rewritten twice a second, only when a person watches.
system::Progress progress_line() {
    if (isatty(STDERR_FILENO) == 0) return {};
    auto last = std::chrono::steady_clock::now();
    return [last](double simulated_s, std::size_t finished, std::size_t all) mutable {
        if (seconds_since(last) < 0.5) return;
        last = std::chrono::steady_clock::now();
        fmt::print(stderr, "\r{:.1f} s simulated, {} of {} requests finished   ", simulated_s, finished, all);
    };
}

void make_report(const std::string& folder) {
    const char* const command[] = {"/usr/bin/python3", PAMSIM_REPORT, folder.c_str(), nullptr};
    pid_t child = 0;
    int status = -1;
    const bool started =
        posix_spawn(&child, command[0], nullptr, nullptr, const_cast<char**>(command), environ) == 0;
    if (!started || waitpid(child, &status, 0) != child || status != 0)
        throw base::ConfigError({"--report", 0, 0}, folder,
                                "report.html could not be made, allowed is a machine with /usr/bin/python3");
}

int run(const RunOptions& options, const std::string& command_line) {
    const base::Document document = options.document();
    const system::Platform platform = system::Platform::from(document);
    if (options.dump_config) {
        fmt::print("{}", document.dump());
        return 0;
    }
    refuse_rtl_engines(platform, "model; pamsim attention --values on computes values");
    for (const char* option : {"--report", "--timeline"})
        if ((option == std::string("--report") ? options.report : options.timeline) && options.out.empty())
            throw base::ConfigError({option, 0, 0}, "--out",
                                    "missing; its file goes into the folder of a run");
    const auto model = workload::read_model_shape(options.model);
    workload::WorkloadOptions workload_options;
    workload_options.seed = options.seed;
    workload_options.max_requests = options.max_requests;
    const auto workload = workload::read_workload(options.workload, workload_options);
    system::ServingRun serving(platform, model, workload);
    if (!options.out.empty()) system::prepare_folder(options.out);
    if (options.timeline) serving.machine().timeline().enable();

    const auto start = std::chrono::steady_clock::now();
    serving.run(progress_line());
    const double wall_s = seconds_since(start);
    if (isatty(STDERR_FILENO) != 0) fmt::print(stderr, "\r{:60}\r", "");

    const system::RunInputs inputs{model.name, workload.name, options.seed, document.assumed()};
    const system::Json results = system::results_of(serving, inputs);
    if (!options.out.empty()) {
        system::write_folder(options.out, serving, results, document.dump(),
                             {PAMSIM_VERSION, command_line, options.seed, wall_s});
        if (options.report) make_report(options.out);
    }
    fmt::print("{}", options.json ? results.dump(2) + "\n" : render_run(results));
    return 0;
}

}  // namespace

void add_run(Verbs& verbs) {
    auto options = std::make_shared<RunOptions>();
    CLI::App& app = *verbs.app.add_subcommand("run", "serve a workload on a platform");
    options->add_to(app);
    app.add_option("--workload", options->workload, "workload name, or a trace (.csv, .jsonl)")->required();
    app.add_option("--out", options->out,
                   "folder for results.json, steps.csv, requests.csv, config.yaml, run.json");
    app.add_option("--seed", options->seed, "seed of generated workloads")
        ->check(whole_number(0, std::numeric_limits<std::uint64_t>::max()));
    app.add_option("--max-requests", options->max_requests, "serve only the first N requests")
        ->check(whole_number(1, 1'000'000'000));
    app.add_flag("--timeline", options->timeline,
                 "also write timeline.json (Chrome trace format) into --out");
    app.add_flag("--report", options->report, "also write report.html into --out");
    app.callback([options, &verbs] {
        verbs.chosen = [options, &verbs] { return run(*options, verbs.command_line); };
    });
}

}  // namespace pamsim::tools
