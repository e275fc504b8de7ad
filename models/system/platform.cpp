#include "system/platform.h"

#include <fmt/format.h>

#include <algorithm>

#include "system/level_checks.h"

namespace pamsim::system {
namespace {

using base::ConfigNode;

constexpr std::uint64_t kMany = 1'000'000;
constexpr std::uint64_t kMaxDevices = 10'000;

Attach read_attach(const ConfigNode& node) {
    const auto word =
        node.word("attach", {"where the devices sit: the GPU's own memory, the CPU's memory bus, or drives",
                             {"gpu", "host", "drive"}});
    return word == "gpu" ? Attach::gpu : word == "host" ? Attach::host : Attach::drive;
}

/// A memory part in `node`: the part's keys beside the level's own.
void read_memory(const ConfigNode& node, LevelSpec& level) {
    const auto kind = node.word("kind", {"what the part is", {"dram", "flash"}});
    const auto pim = node.optional_child("pim", "processing and reduction units; absent in a plain memory");
    if (kind == "dram") {
        level.dram = memory::DramPart::from(node);
        if (pim) {
            level.dram_pim = pim::DramPim::from(*pim);
            check_mac_interval(*pim, *level.dram, *level.dram_pim);
        }
    } else {
        level.flash = memory::FlashPart::from(node);
        check_read_retries(node, *level.flash);
        if (pim) level.flash_pim = pim::FlashPim::from(*pim);
    }
}

/// A level's name is a key of results.json, a column of steps.csv and the name of a module.
std::string read_level_name(const ConfigNode& node) {
    const std::string name = node.text("name", {"name of the level in results"});
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto allowed = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
    if (name.empty() || !letter(name[0]) || !std::all_of(name.begin(), name.end(), allowed))
        node.fail("name",
                  fmt::format("found '{}', allowed are letters, digits, _ and -, a letter first", name));
    for (const char* taken : {"gpu", "fabric", "server"})
        if (name == taken)
            node.fail("name", fmt::format("found '{}', the name of another part of the node", name));
    return name;
}

LevelSpec read_level(const ConfigNode& node, const Parallel& parallel) {
    LevelSpec level{};
    level.mark = node.mark();
    level.name = read_level_name(node);
    level.count = static_cast<std::uint32_t>(
        node.uint("count", {"devices in the node: stacks, DIMMs or drives", 1, kMaxDevices}));
    level.attach = read_attach(node);
    level.reserve = base::Bytes{static_cast<std::int64_t>(node.uint(
        "reserve_bytes",
        {"kept free of KV in the whole node (host programs, runtime)", 0, std::uint64_t{1} << 50, 0}))};
    level.queue_depth = static_cast<std::uint32_t>(
        node.uint("queue_depth", {"requests a level accepts before it withholds END_REQ", 1, 4096, 16}));
    read_memory(node, level);
    node.finish();
    if (level.count % parallel.owners() != 0)
        node.fail(
            "count",
            fmt::format("found {}, allowed is a multiple of tp x pp = {} (each GPU owns an equal share)",
                        level.count, parallel.owners()));
    if (level.flash && level.attach != Attach::drive)
        node.fail("attach", "a flash part is attached as drive");
    if (level.dram && level.attach == Attach::drive)
        node.fail("attach", "a dram part is attached as gpu or host");
    return level;
}

Parallel read_parallel(const ConfigNode& node) {
    Parallel p{};
    p.mark = node.mark();
    p.tp = static_cast<std::uint32_t>(
        node.uint("tp", {"tensor parallelism: GPUs that split heads and FFN", 1, 1024}));
    p.pp = static_cast<std::uint32_t>(
        node.uint("pp", {"pipeline parallelism: stages that split layers", 1, 1024}));
    p.microbatches = static_cast<std::uint32_t>(
        node.uint("microbatches", {"parts of a decode batch that fill the pipeline", 1, 1024, p.pp}));
    node.finish();
    if (p.microbatches > p.pp && p.microbatches % p.pp != 0)
        node.fail("microbatches", fmt::format("found {}, allowed is at most pp or a multiple of pp = {}",
                                              p.microbatches, p.pp));
    return p;
}

KvPolicy read_kv(const ConfigNode& node) {
    KvPolicy kv{};
    const auto attention = node.word("attention", {"where softmax comes together: partials merged by RUs "
                                                   "(pam), scores gathered to one unit, or the GPU",
                                                   {"pam", "gathered", "gpu"}});
    kv.attention = attention == "pam"        ? AttentionPlace::pam
                   : attention == "gathered" ? AttentionPlace::gathered
                                             : AttentionPlace::gpu;
    kv.sparsity =
        node.word("sparsity", {"which tokens a step reads: all, or each with probability keep_ratio "
                               "(selection itself is free: a bound, not a method)",
                               {"none", "random"},
                               "none"});
    kv.keep_ratio =
        node.real("keep_ratio", {"share of tokens read per step under a sparse policy", 1e-6, 1.0, 1.0});
    kv.mapping = node.word(
        "mapping",
        {"how many domains a sequence spreads over inside a level: by how many share it, all, or one",
         {"balanced", "wide", "narrow"},
         "balanced"});
    kv.scheduling =
        node.word("scheduling", {"how tokens move between levels: static leaves them where they were put, "
                                 "top level first",
                                 {"static"},
                                 "static"});
    const auto full =
        node.word("when_full", {"KV that does not fit the levels that attend: stream it from further "
                                "levels, queue requests, or end the run",
                                {"stream", "queue", "oom"},
                                "queue"});
    kv.when_full = full == "stream" ? host::WhenFull::stream
                   : full == "oom"  ? host::WhenFull::oom
                                    : host::WhenFull::queue;
    kv.stream_direct =
        node.word("offload_path", {"how drives stream to the GPU", {"via_host", "direct"}, "via_host"}) ==
        "direct";
    kv.stream_buffer = base::Bytes{static_cast<std::int64_t>(node.uint(
        "stream_buffer_bytes", {"memory of each GPU through which streamed KV passes, when a level streams: "
                                "the GPU attends to one half while the other fills",
                                4096, std::uint64_t{1} << 40, 1073741824}))};
    node.finish();
    if (kv.attention == AttentionPlace::gpu && kv.sparsity != "none")
        node.fail("sparsity", "attention on the GPU is dense; allowed is none");
    return kv;
}

base::Picoseconds nanoseconds(const ConfigNode& node, const std::string& key, const std::string& doc,
                              double fallback) {
    return base::picoseconds(node.real(key, {doc, 0.0, 1e12, fallback}) * 1e-9);
}

void read_serving(const ConfigNode& node, Platform& platform) {
    platform.max_num_seqs = static_cast<std::uint32_t>(
        node.uint("max_num_seqs", {"sequences running at once (vLLM's name)", 1, kMany}));
    platform.max_batched_tokens = static_cast<std::uint32_t>(node.uint(
        "max_batched_tokens", {"tokens of one prefill step (vLLM's max_num_batched_tokens)", 1, 16 * kMany}));
    platform.watermark =
        node.real("watermark", {"share of KV blocks kept free at admission (vLLM: 0.01)", 0.0, 0.5, 0.01});
    const auto limit = [&](const char* key, const char* doc) -> std::optional<double> {
        if (!node.has(key)) return std::nullopt;
        return node.real(key, {doc, 0.0, 1e9, 0.0});
    };
    platform.slo.ttft_s = limit("slo_ttft_s", "time to first token a good request keeps; absent: no limit");
    platform.slo.tpot_s = limit("slo_tpot_s", "time per output token a good request keeps; absent: no limit");
    node.finish();
}

void check_levels(const ConfigNode& root, const Platform& platform) {
    std::uint32_t own = 0;
    for (std::size_t i = 0; i < platform.levels.size(); ++i) {
        own += platform.levels[i].attach == Attach::gpu ? 1 : 0;
        for (std::size_t j = 0; j < i; ++j)
            if (platform.levels[i].name == platform.levels[j].name)
                root.fail("levels", fmt::format("found the name '{}' twice, allowed is one level of a name",
                                                platform.levels[i].name));
    }
    if (own != 1 || platform.levels[0].attach != Attach::gpu)
        root.fail("levels", "the first level, and only the first, is the GPU's own memory (attach: gpu)");
    if (platform.kv.attention == AttentionPlace::gpu) return;
    for (const auto& level : platform.levels)
        if (level.has_pim()) return;
    root.fail("kv.attention", "no level has PIM units; allowed is gpu");
}

/// One key for the units of all levels; what their parts say counts where it is absent.
void read_engine(const ConfigNode& root, Platform& platform) {
    if (!root.has("engine")) return;
    const auto word =
        root.word("engine", {"what computes values in all PUs and RUs; absent: what `engine` of each "
                             "says",
                             {"model", "rtl"}});
    const pim::Engine engine = word == "rtl" ? pim::Engine::rtl : pim::Engine::model;
    for (LevelSpec& level : platform.levels) {
        if (level.dram_pim) level.dram_pim->pu.engine = level.dram_pim->ru.engine = engine;
        if (level.flash_pim) level.flash_pim->pu.engine = level.flash_pim->ru.engine = engine;
    }
}

/// Drives that stream through the host's memory need some.
/// The barrier between K and V pass of a central softmax is not a command sequence yet.
void check_timing(const ConfigNode& root, const Platform& platform) {
    if (platform.command_timing && platform.kv.attention == AttentionPlace::gathered)
        root.fail("timing", "found 'command', allowed with kv.attention gathered is fast");
}

void check_offload_path(const ConfigNode& root, const Platform& platform) {
    if (platform.kv.when_full != host::WhenFull::stream || platform.kv.stream_direct) return;
    bool streams = false;
    for (const auto& level : platform.levels) {
        if (level.attach == Attach::host) return;
        streams = streams || (level.attach == Attach::drive && !platform.attends(level));
    }
    if (streams)
        root.fail("kv.offload_path", "found 'via_host', no level is attached to the host; allowed is direct");
}

}  // namespace

Platform Platform::from(const base::Document& document) {
    const ConfigNode root = document.root();
    Platform p{};
    p.file = document.file().string();
    p.name = root.text("name", {"name of the platform in results"});
    p.command_timing =
        root.word("timing", {"how memory time is found: closed forms, or every DRAM and NAND command",
                             {"fast", "command"},
                             "fast"}) == "command";
    root.word("devices", {"one owner's devices stand for all: owners do the same at the same time",
                          {"representative"},
                          "representative"});
    p.all_layers =
        root.word("layers",
                  {"a transaction for each layer, or one that stands for all identical layers of a stage: "
                   "many times faster, but KV writes then wait for a whole stage instead of a layer",
                   {"representative", "all"},
                   "all"}) == "all";
    p.parallel = read_parallel(root.child("parallel", "how the model is split over GPUs"));
    const auto gpu = root.child("gpu", "the GPUs of the node");
    p.gpus = static_cast<std::uint32_t>(gpu.uint("count", {"GPUs in the node", 1, 1024}));
    p.gpu = gpu::GpuPart::from(gpu);
    if (p.gpus != p.parallel.owners())
        gpu.fail("count", fmt::format("found {}, allowed is tp x pp = {}", p.gpus, p.parallel.owners()));
    const auto links = root.child("links", "links of the node, one direction each");
    p.gpu_gpu = fabric::LinkPart::from(links.child("gpu_gpu", "between GPUs (collectives, pipeline stages)"));
    p.gpu_host = fabric::LinkPart::from(links.child("gpu_host", "from each GPU to the CPU"));
    p.host_drive = fabric::LinkPart::from(links.child("host_drive", "from the CPU to each drive"));
    links.finish();
    for (const auto& node : root.children("levels", "memory levels, the first filled first"))
        p.levels.push_back(read_level(node, p.parallel));
    read_engine(root, p);
    p.kv = read_kv(root.child("kv", "KV policies"));
    const auto host = root.child("host", "costs of the serving program");
    p.step_overhead = nanoseconds(host, "step_overhead_ns", "batching and bookkeeping of one step", 0.0);
    p.doorbell =
        nanoseconds(host, "doorbell_ns", "trigger and completion of one level's attention, per layer", 0.0);
    host.finish();
    read_serving(root.child("serving", "batching limits"), p);
    root.finish();
    check_levels(root, p);
    check_offload_path(root, p);
    check_timing(root, p);
    return p;
}

const LevelSpec* Platform::rtl_level() const {
    for (const LevelSpec& level : levels) {
        const pim::PuPart* const pu = level.pu();
        if (pu != nullptr && (pu->engine == pim::Engine::rtl || level.ru()->engine == pim::Engine::rtl))
            return &level;
    }
    return nullptr;
}

void check_part(const base::ConfigNode& node) {
    const auto kind = node.word("kind", {"what the part is", {"dram", "flash", "gpu", "link", "pu", "ru"}});
    if (kind == "dram" || kind == "flash") {
        LevelSpec level{};
        read_memory(node, level);
        node.finish();
    } else if (kind == "gpu") {
        gpu::GpuPart::from(node);
    } else if (kind == "link") {
        fabric::LinkPart::from(node);
    } else if (kind == "pu") {
        pim::PuPart::from(node);
    } else {
        pim::RuPart::from(node);
    }
}

}  // namespace pamsim::system
