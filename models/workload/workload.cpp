#include "workload/workload.h"

#include <algorithm>
#include <filesystem>

#include "workload/csv_reader.h"
#include "workload/generator.h"
#include "workload/text_file.h"
#include "workload/traces.h"

namespace pamsim::workload {
namespace {

using Path = std::filesystem::path;

void refuse_overrides(const WorkloadOptions& options, const std::string& file) {
    if (options.overrides.empty()) return;
    throw base::ConfigError({"--set", 1, 0}, options.overrides.front().text,
                            "the recorded trace " + file + " has no keys to set, allowed is a workload file");
}

Workload read_csv_trace(const std::string& file) {
    const std::string text = read_text_file(file, "trace");
    CsvReader rows(text, file);
    const std::string name = Path(file).stem().string();
    const std::string source = "recorded trace " + Path(file).filename().string();
    if (is_azure_trace(rows)) return {name, read_azure_trace(rows), source + " (Azure columns)"};
    if (is_plain_trace(rows)) return {name, read_plain_trace(rows), source};
    rows.fail("found the header '" + rows.header() +
              "', allowed is TIMESTAMP,ContextTokens,GeneratedTokens or arrival_s,input,output");
}

Workload read_jsonl_trace(const std::string& file) {
    const std::string text = read_text_file(file, "trace");
    return {Path(file).stem().string(), read_mooncake_trace(text, file),
            "recorded trace " + Path(file).filename().string() + " (Mooncake lines)"};
}

Workload generate_workload(const std::string& typed, const WorkloadOptions& options) {
    const auto document =
        base::Document::load(base::find_file(typed, "workload").string(), options.overrides);
    GeneratorSpec spec = read_generator_spec(document.root());
    if (options.max_requests) spec.requests = std::min(spec.requests, *options.max_requests);
    return generate(spec, options.seed);
}

}  // namespace

Workload read_workload(const std::string& typed, const WorkloadOptions& options) {
    if (options.max_requests == 0U) {
        throw base::ConfigError({"--max-requests", 0, 0}, "", "found 0, allowed is at least 1 request");
    }
    const std::string extension = Path(typed).extension().string();
    const bool csv = extension == ".csv";
    if (!csv && extension != ".jsonl") return generate_workload(typed, options);
    refuse_overrides(options, typed);
    Workload workload = csv ? read_csv_trace(typed) : read_jsonl_trace(typed);
    if (workload.requests.empty()) {
        throw base::ConfigError({typed, 0, 0}, "", "the trace has no requests; at least one row is needed");
    }
    if (options.max_requests && *options.max_requests < workload.requests.size()) {
        workload.requests.resize(*options.max_requests);
    }
    return workload;
}

}  // namespace pamsim::workload
