// A platform file as typed values: the node, its levels, its policies. No module is built here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/units.h"
#include "fabric/link_part.h"
#include "gpu/gpu_part.h"
#include "host/metrics.h"
#include "host/scheduler.h"
#include "memory/dram_part.h"
#include "memory/flash_part.h"
#include "pim/attention_shape.h"
#include "pim/pim_part.h"

namespace pamsim::system {

enum class Attach {
    gpu,
    host,
    drive
};  ///< the GPU's own memory, the CPU's memory bus, a drive behind the CPU

/// One entry of `levels`: a DRAM or a flash part, `count` of them in the node.
struct LevelSpec {
    std::string name;
    std::uint32_t count;
    Attach attach;
    base::Bytes reserve;
    std::uint32_t queue_depth;
    std::optional<memory::DramPart> dram;
    std::optional<memory::FlashPart> flash;
    std::optional<pim::DramPim> dram_pim;
    std::optional<pim::FlashPim> flash_pim;
    base::Mark mark;

    /// Null in a plain memory.
    const pim::PuPart* pu() const { return dram_pim ? &dram_pim->pu : flash_pim ? &flash_pim->pu : nullptr; }
    const pim::RuPart* ru() const { return dram_pim ? &dram_pim->ru : flash_pim ? &flash_pim->ru : nullptr; }
    bool has_pim() const { return dram_pim.has_value() || flash_pim.has_value(); }
    /// Of a drive without its over-provisioned pages.
    base::Bytes capacity() const {
        return (dram ? dram->geometry.capacity() : flash->user_capacity()) * count;
    }
};

enum class AttentionPlace { pam, gathered, gpu };

struct KvPolicy {
    AttentionPlace attention;
    std::string sparsity;  ///< none, random
    double keep_ratio;
    std::string mapping;     ///< kv::Spread by name
    std::string scheduling;  ///< static: tokens stay where they were put
    host::WhenFull when_full;
    base::Bytes stream_buffer;  ///< per GPU, when some level streams
    bool stream_direct;         ///< drives stream to the GPU, not through the host's memory

    pim::Selection selection() const { return {sparsity == "none" ? 1.0 : keep_ratio}; }
};

struct Parallel {
    std::uint32_t tp, pp, microbatches;
    base::Mark mark;
    std::uint32_t owners() const { return tp * pp; }
};

struct Platform {
    std::string name;
    std::string file;
    std::uint32_t gpus;
    gpu::GpuPart gpu;
    Parallel parallel;
    fabric::LinkPart gpu_gpu, gpu_host, host_drive;
    std::vector<LevelSpec> levels;
    KvPolicy kv;
    base::Picoseconds step_overhead, doorbell;
    std::uint32_t max_num_seqs, max_batched_tokens;
    double watermark;
    host::ServiceLevel slo;
    bool command_timing;  ///< memory levels issue every command; else closed forms
    bool all_layers;      ///< layers: all, not representative

    /// True when the tokens on this level are attended to by its own units.
    bool attends(const LevelSpec& level) const {
        return level.has_pim() && kv.attention != AttentionPlace::gpu;
    }
    /// True when KV may be put there: units or the GPU reach it, or it may be streamed.
    bool holds_kv(const LevelSpec& level) const {
        return attends(level) || level.attach == Attach::gpu || kv.when_full == host::WhenFull::stream;
    }

    /// The first level with a unit whose engine is rtl, or null.
    const LevelSpec* rtl_level() const;

    /// True when some level's KV is streamed to the GPU.
    bool streams() const {
        for (const LevelSpec& level : levels)
            if (holds_kv(level) && !attends(level) && level.attach != Attach::gpu) return true;
        return false;
    }

    /// Reads and checks a whole platform document; throws base::ConfigError.
    static Platform from(const base::Document& document);
};

/// Reads a part file of any kind, for `check` and `list`; throws base::ConfigError.
void check_part(const base::ConfigNode& node);

}  // namespace pamsim::system
