#include "system/machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/invariant.h"
#include "pim/command_dram_level.h"
#include "pim/command_flash_level.h"
#include "pim/dram_attention.h"
#include "pim/flash_attention.h"

namespace pamsim::system {
namespace {

constexpr std::uint32_t kPlainBlockTokens = 16;  // vLLM's default block, for memory without units of its own

}  // namespace

Machine::Machine(const Platform& platform, const workload::ModelShape& model, std::int64_t batch_tokens,
                 const std::optional<ValueSetup>& values)
    : platform_(platform), model_(model), operators_(model, platform.parallel.tp), value_setup_(values) {
    check_split();
    build_attention();
    build_cache(batch_tokens);
    build_fabric();
    gpu_ = std::make_unique<gpu::Gpu>("gpu", platform_.gpu, &timeline_);
    build_values();
    build_levels();
    gpu_->memory.socket.bind(levels_[0]->memory);
}

/// Heads go to GPUs whole, as vLLM asks; fewer KV-heads than GPUs are replicated evenly.
void Machine::check_split() const {
    const std::uint32_t tp = platform_.parallel.tp;
    const bool kv_even = model_.kv_heads % tp == 0 || tp % model_.kv_heads == 0;
    if (model_.heads % tp == 0 && kv_even && model_.layers >= platform_.parallel.pp) return;
    throw base::ConfigError(
        platform_.parallel.mark, "parallel",
        fmt::format("found tp {} and pp {}, allowed for {} is a tp that divides its {} query heads and "
                    "divides or is a "
                    "multiple of its {} KV-heads, and a pp of at most its {} layers",
                    tp, platform_.parallel.pp, model_.name, model_.heads, model_.kv_heads, model_.layers));
}

std::uint32_t Machine::stage_layers() const {
    return (model_.layers + platform_.parallel.pp - 1) / platform_.parallel.pp;
}

std::int64_t Machine::owner_token_bytes() const {
    return traffic().kv_bytes_per_token * stage_layers();
}

host::AttentionTraffic Machine::traffic() const {
    const std::int64_t head_bytes = std::int64_t{model_.head_dim} * model_.bytes_per_value;
    // Partials are FP32: O of head_dim values, m and l. A gathered softmax sums O parts only.
    const bool gathered = platform_.kv.attention == AttentionPlace::gathered;
    const std::int64_t output_bytes = (model_.head_dim + (gathered ? 0 : 2)) * std::int64_t{4};
    return {operators_.query_heads() * head_bytes, operators_.query_heads() * output_bytes,
            operators_.query_heads(), 2 * operators_.kv_heads() * head_bytes};
}

void Machine::build_attention() {
    const pim::AttentionShape shape{operators_.kv_heads(), operators_.query_heads() / operators_.kv_heads(),
                                    model_.head_dim, model_.bytes_per_value};
    for (const LevelSpec& level : platform_.levels) {
        const std::uint32_t devices = level.count / owners();
        std::unique_ptr<pim::LocalAttention> attention;
        try {
            if (platform_.attends(level) && level.dram) {
                auto dram =
                    std::make_unique<pim::DramAttention>(*level.dram, *level.dram_pim, devices, shape);
                if (!platform_.command_timing) check_closed_form(dram->plan());
                attention = std::move(dram);
            } else if (platform_.attends(level)) {
                attention =
                    std::make_unique<pim::FlashAttention>(*level.flash, *level.flash_pim, devices, shape);
            }
        } catch (const std::invalid_argument& error) {
            throw base::ConfigError(level.mark, "levels." + level.name, error.what());
        }
        std::uint32_t tokens = kPlainBlockTokens;
        if (attention)
            tokens = attention->block_tokens();
        else if (level.flash)
            tokens = std::max<std::uint32_t>(
                level.flash->page_bytes / (model_.head_dim * model_.bytes_per_value), 1);
        block_tokens_.push_back(tokens);
        block_bytes_.push_back(owner_token_bytes() * tokens * owners());
        attention_.push_back(std::move(attention));
    }
}

kv::LevelLayout Machine::layout_of(std::size_t index) const {
    const LevelSpec& level = platform_.levels[index];
    kv::LevelLayout layout;
    layout.name = level.name;
    layout.block_tokens = block_tokens_[index];
    layout.capacity_blocks = capacities_[index].kv / block_bytes_[index];
    // A drive holds whole blocks, and no more than its own user pages.
    if (level.flash) layout.capacity_blocks -= layout.capacity_blocks % (level.count / owners());
    if (attention_[index]) {
        layout.domains = attention_[index]->domains();
        layout.groups = attention_[index]->groups();
    } else {
        layout.domains = level.flash ? level.count / owners() : 1;
        layout.groups = level.flash ? level.flash->all_dies() : 1;
    }
    return layout;
}

void Machine::build_cache(std::int64_t batch_tokens) {
    capacities_ = share_out(platform_, model_, batch_tokens, block_bytes_);
    std::vector<kv::LevelLayout> layouts;
    for (std::size_t i = 0; i < platform_.levels.size(); ++i) {
        if (!platform_.holds_kv(platform_.levels[i])) continue;
        const LevelSpec& level = platform_.levels[i];
        host::LevelLink link;
        link.name = level.name;
        link.index = static_cast<std::uint32_t>(layouts.size());
        link.pim = platform_.attends(level);
        link.gpu_memory = level.attach == Attach::gpu;
        link.staged = level.attach == Attach::drive;
        link.bounces = level.attach == Attach::drive && !platform_.kv.stream_direct && !link.pim;
        link.doorbell = platform_.doorbell;
        layouts.push_back(layout_of(i));
        level_of_link_.push_back(i);
        links_.push_back(link);
    }
    cache_ = std::make_unique<kv::KvCache>(layouts, platform_.parallel.microbatches, platform_.kv.mapping);
}

/// One owner's links: up and down between its GPU and the CPU, up and down to its drives, out to other GPUs.
void Machine::build_fabric() {
    fabric_ = std::make_unique<fabric::Fabric>("fabric", &timeline_);
    const std::size_t down = fabric_->add_link("gpu_to_host", platform_.gpu_host);
    const std::size_t up = fabric_->add_link("host_to_gpu", platform_.gpu_host);
    for (host::LevelLink& link : links_) {
        const LevelSpec& level = platform_.levels[level_of_link_[link.index]];
        if (link.gpu_memory) continue;
        std::vector<std::size_t> out{down}, in;
        if (level.attach == Attach::drive) {
            // All drives of the owner work together; each has its own link to the CPU.
            fabric::LinkPart drives = platform_.host_drive;
            drives.raw_bytes_per_s *= level.count / owners();
            out.push_back(fabric_->add_link("host_to_" + level.name, drives));
            in.push_back(fabric_->add_link(level.name + "_to_host", drives));
        }
        in.push_back(up);
        link.to_level = fabric_->add_route("gpu_to_" + level.name, out);
        link.from_level = fabric_->add_route(level.name + "_to_gpu", in);
    }
    if (owners() == 1) return;
    const std::size_t peers = fabric_->add_link("gpu_to_gpu", platform_.gpu_gpu);
    if (platform_.parallel.tp > 1)
        all_reduce_ = fabric_->add_collective_route("all_reduce", peers, platform_.parallel.tp);
    if (platform_.parallel.pp > 1) next_stage_ = fabric_->add_route("next_stage", {peers});
}

void Machine::build_values() {
    values_.resize(platform_.levels.size());
    if (!value_setup_) return;
    kv_source_ = std::make_unique<pim::RandomKv>(value_setup_->seed, format_of(model_), model_.head_dim);
    for (const host::LevelLink& link : links_) {
        const std::size_t i = level_of_link_[link.index];
        if (!attention_[i]) continue;
        values_[i] = make_level_values(
            platform_.levels[i], link.index, *attention_[i],
            {model_, operators_, platform_.parallel.tp, *cache_, *kv_source_, *value_setup_});
    }
}

void Machine::build_levels() {
    for (std::size_t i = 0; i < platform_.levels.size(); ++i) {
        const LevelSpec& spec = platform_.levels[i];
        const std::uint32_t devices = spec.count / owners();
        pim::LevelSetup setup{};
        for (const host::LevelLink& link : links_)
            if (link.name == spec.name) setup.index = link.index;
        setup.cache = cache_.get();
        setup.attention = attention_[i].get();
        setup.values = values_[i].get();
        setup.selection = platform_.kv.selection();
        setup.softmax = platform_.kv.attention == AttentionPlace::gathered ? pim::Softmax::gathered
                                                                           : pim::Softmax::distributed;
        setup.queue_depth = spec.queue_depth;
        setup.timeline = &timeline_;
        if (spec.dram) {
            setup.bulk_bytes_per_s = spec.dram->peak_bytes_per_s() * devices * spec.dram->stream_efficiency;
            levels_.push_back(make_dram_level(i, setup));
            ssds_.push_back(nullptr);
        } else {
            setup.bulk_bytes_per_s = spec.flash->read_bytes_per_s() * devices;
            setup.bulk_read_latency = spec.flash->first_page_time();
            build_flash_level(i, setup);
        }
    }
}

std::unique_ptr<pim::Level> Machine::make_dram_level(std::size_t index, const pim::LevelSetup& setup) const {
    const LevelSpec& spec = platform_.levels[index];
    if (!platform_.command_timing) return std::make_unique<pim::Level>(spec.name.c_str(), setup);
    return std::make_unique<pim::CommandDramLevel>(
        spec.name.c_str(), setup, *spec.dram, static_cast<const pim::DramAttention*>(attention_[index].get()),
        spec.count / owners());
}

void Machine::build_flash_level(std::size_t index, const pim::LevelSetup& setup) {
    const LevelSpec& spec = platform_.levels[index];
    const std::uint32_t devices = spec.count / owners();
    const auto add = [this](auto level) {
        ssds_.push_back(level.get());
        levels_.push_back(std::move(level));
    };
    if (!platform_.command_timing) {
        buffers_.push_back(std::make_unique<memory::FlashWriteBuffer>(
            *spec.flash, devices, owner_token_bytes(), block_tokens_[index]));
        return add(std::make_unique<pim::FlashLevel>(spec.name.c_str(), setup, *buffers_.back()));
    }
    const pim::FlashDriveSetup drive{owner_token_bytes(), block_tokens_[index], stage_layers(),
                                     spec.flash_pim ? spec.flash_pim->pus : 0};
    try {
        add(std::make_unique<pim::CommandFlashLevel>(
            spec.name.c_str(), setup, *spec.flash,
            static_cast<const pim::FlashAttention*>(attention_[index].get()), drive, devices));
    } catch (const std::invalid_argument& error) {
        throw base::ConfigError(spec.mark, "levels." + spec.name, error.what());
    }
}

void Machine::bind(host::AttentionCoordinator& coordinator) {
    pim::Level* host_memory = nullptr;
    for (std::size_t i = 0; i < platform_.levels.size(); ++i)
        if (platform_.levels[i].attach == Attach::host && host_memory == nullptr)
            host_memory = levels_[i].get();
    for (std::size_t link = 0; link < links_.size(); ++link) {
        const std::size_t i = level_of_link_[link];
        if (auto* arm = coordinator.arm(link)) {
            arm->control.socket.bind(levels_[i]->control);
            arm->fabric.bind(fabric_->target);
        }
        if (auto* stream = coordinator.stream(link)) {
            stream->level.socket.bind(levels_[i]->memory);
            if (stream->bounce) {
                base::require(host_memory != nullptr, "machine",
                              "offload via the host needs a level attached to it");
                stream->bounce->socket.bind(host_memory->memory);
            }
            stream->fabric.bind(fabric_->target);
        }
    }
}

void Machine::bind(std::vector<std::unique_ptr<host::KvWriter>>& writers) {
    for (std::size_t link = 0; link < links_.size(); ++link) {
        if (!writers[link]) continue;
        writers[link]->memory.socket.bind(levels_[level_of_link_[link]]->memory);
        writers[link]->fabric.bind(fabric_->target);
    }
}

double Machine::peak_bytes_per_s(std::size_t index) const {
    const LevelSpec& level = platform_.levels[index];
    if (attention_[index]) return attention_[index]->peak_bytes_per_s() * owners();
    return (level.dram ? level.dram->peak_bytes_per_s() : level.flash->read_bytes_per_s()) * level.count;
}

void Machine::release(std::uint32_t link, std::uint64_t sequence) {
    levels_[level_of_link_[link]]->release(sequence);
}

std::int64_t Machine::staging_bytes() const {
    for (std::size_t i = 0; i < platform_.levels.size(); ++i)
        if (platform_.levels[i].attach == Attach::host) return capacities_[i].reserve;
    return 0;
}

std::int64_t Machine::unprogrammed_bytes() {
    std::int64_t bytes = 0;
    for (pim::SsdWrites* ssd : ssds_)
        if (ssd != nullptr) bytes += ssd->ssd_counters().waiting;
    return bytes * owners();
}

void Machine::check_idle() {
    for (const auto& level : levels_)
        base::require(level->pending() == 0, level->name(),
                      std::to_string(level->pending()) + " request(s) still queued at the end of the run");
}

}  // namespace pamsim::system
