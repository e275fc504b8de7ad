// pamsim schema: a JSON Schema of each kind of file, from the keys that the readers of the shipped files ask
// for.
#include <fmt/format.h>

#include <algorithm>

#include "key_schema.h"
#include "options.h"
#include "system/platform.h"
#include "workload/generator.h"
#include "workload/model_shape.h"

namespace pamsim::tools {
namespace {

using base::Document;
using Sets = std::vector<base::Override>;

const std::vector<std::string>& part_kinds() {
    static const std::vector<std::string> kinds{"dram", "flash", "gpu", "link", "pu", "ru"};
    return kinds;
}

std::vector<std::string> all_kinds() {
    std::vector<std::string> kinds{"platform", "model", "workload"};
    kinds.insert(kinds.begin() + 1, part_kinds().begin(), part_kinds().end());
    return kinds;
}

Document load(const std::string& name, const std::string& kind, const Sets& sets = {}) {
    return Document::load(base::find_file(name, kind).string(), sets);
}

void add_platforms(KeySchema& schema) {
    const auto add = [&](const std::string& name, const Sets& sets) {
        const Document document = load(name, "platform", sets);
        system::Platform::from(document);
        schema.add(document.keys());
    };
    for (const std::string& name : base::list_names("")) add(name, {});
    // No shipped platform has these.
    add("pam-mini", {{"serving.slo_ttft_s=1"}, {"serving.slo_tpot_s=1"}, {"engine=model"}});
}

void add_parts(KeySchema& schema, const std::string& kind) {
    for (const std::string& name : base::list_names("parts")) {
        if (load(name, "part").root().text("kind", {"what the part is"}) != kind) continue;
        const Document document = load(name, "part");
        system::check_part(document.root());
        schema.add(document.keys());
    }
}

void add_models(KeySchema& schema) {
    for (const std::string& name : base::list_names("models")) {
        const Document document = load(name, "model");
        workload::read_model_shape(document.root());
        schema.add(document.keys());
    }
}

void add_workloads(KeySchema& schema) {
    for (const std::string& name : base::list_names("workloads")) {
        const Document document = load(name, "workload");
        workload::read_generator_spec(document.root());
        schema.add(document.keys());
    }
    // Every optional key at once. There is no such histogram, which is found when all keys have been asked
    // for.
    const Sets sets{
        {"input.distribution=fixed"}, {"input.tokens=1"}, {"output.tokens=1"}, {"histogram=none.csv"}};
    const Document document = load("azure-conv", "workload", sets);
    try {
        workload::read_generator_spec(document.root());
    } catch (const base::ConfigError& error) {
        if (error.key() != "histogram") throw;
    }
    schema.add(document.keys());
}

system::Json schema_of(const std::string& kind) {
    KeySchema schema;
    const auto& parts = part_kinds();
    const bool part = std::find(parts.begin(), parts.end(), kind) != parts.end();
    if (part) add_parts(schema, kind);
    if (kind == "platform") add_platforms(schema);
    if (kind == "model") add_models(schema);
    if (kind == "workload") add_workloads(schema);
    system::Json json = schema.json("pamsim " + kind +
                                    (part                 ? " part"
                                     : kind == "workload" ? " specification"
                                                          : " file"));
    if (part) json["properties"]["kind"]["enum"] = {kind};
    return json;
}

}  // namespace

void add_schema(Verbs& verbs) {
    auto kind = std::make_shared<std::string>();
    CLI::App& app = *verbs.app.add_subcommand("schema", "print the JSON Schema (draft-07) of a kind of file");
    std::string kinds;
    for (const std::string& name : all_kinds()) kinds += (kinds.empty() ? "" : "|") + name;
    app.add_option("kind", *kind, kinds)->required()->check(CLI::IsMember(all_kinds()));
    app.add_flag("--json", "what it prints is JSON with and without");
    app.callback([kind, &verbs] {
        verbs.chosen = [kind] {
            fmt::print("{}\n", schema_of(*kind).dump(2));
            return 0;
        };
    });
}

}  // namespace pamsim::tools
