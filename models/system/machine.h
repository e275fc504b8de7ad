// The modules of one node, built from a platform and a model, and joined by sockets.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/timeline.h"
#include "fabric/fabric.h"
#include "gpu/gpu.h"
#include "gpu/operators.h"
#include "host/attention_coordinator.h"
#include "host/kv_writer.h"
#include "host/level_link.h"
#include "kv/kv_cache.h"
#include "pim/flash_level.h"
#include "pim/level.h"
#include "pim/ssd_counters.h"
#include "system/capacity.h"
#include "system/level_units.h"
#include "system/platform.h"
#include "workload/model_shape.h"

namespace pamsim::system {

/// One owner's devices (a GPU, its stacks, DIMMs and drives) stand for all owners, which do the same at the
/// same time: every stage holds layers / pp (rounded up) and every GPU of a stage heads / tp. Node totals are
/// the owner's times owners().
class Machine {
public:
    /// `batch_tokens`: the largest batch a GPU computes at once; it decides what activations occupy.
    /// `values`: none, and contents are not computed.
    Machine(const Platform& platform, const workload::ModelShape& model, std::int64_t batch_tokens,
            const std::optional<ValueSetup>& values = {});

    /// Joins an initiator to what it reaches.
    void bind(host::AttentionCoordinator& coordinator);
    void bind(std::vector<std::unique_ptr<host::KvWriter>>& writers);

    const Platform& platform() const { return platform_; }
    const workload::ModelShape& model() const { return model_; }
    const gpu::Operators& operators() const { return operators_; }
    std::uint32_t owners() const { return platform_.parallel.owners(); }
    std::uint32_t stage_layers() const;
    std::int64_t owner_token_bytes() const;  ///< K and V of a token in one owner's layers and heads
    host::AttentionTraffic traffic() const;
    /// Per entry of platform().levels; a level that holds no KV has no link in links().
    const std::vector<LevelCapacity>& capacities() const { return capacities_; }
    const std::vector<host::LevelLink>& links() const { return links_; }
    pim::Level& level(std::size_t index) { return *levels_[index]; }
    pim::FlashLevel* flash(std::size_t index) { return dynamic_cast<pim::FlashLevel*>(levels_[index].get()); }
    /// Null where the level is no SSD.
    pim::SsdWrites* ssd(std::size_t index) { return ssds_[index]; }
    /// Host memory where KV of prompts waits for a level to take it: what the block tables leave of the
    /// host's reserve.
    std::int64_t staging_bytes() const;
    std::int64_t block_bytes(std::size_t level) const { return block_bytes_[level]; }  ///< all owners
    /// What the level's units can be fed with, or, without units, its plain peak; all owners.
    double peak_bytes_per_s(std::size_t level) const;
    kv::KvCache& cache() { return *cache_; }
    fabric::Fabric& fabric() { return *fabric_; }
    const fabric::Fabric& fabric() const { return *fabric_; }
    gpu::Gpu& gpu() { return *gpu_; }
    const gpu::Gpu& gpu() const { return *gpu_; }
    base::Timeline& timeline() { return timeline_; }
    const std::optional<ValueSetup>& value_setup() const { return value_setup_; }
    /// Null where values are off or the level does not attend.
    const pim::LevelValues* values(std::size_t level) const { return values_[level].get(); }
    const pim::KvSource& kv_source() const { return *kv_source_; }  ///< values are on
    std::optional<fabric::Route> all_reduce_route() const { return all_reduce_; }
    std::optional<fabric::Route> next_stage_route() const { return next_stage_; }

    /// The KV of a sequence left the level of this link.
    void release(std::uint32_t link, std::uint64_t sequence);
    /// Whole KV pages that drives have taken and not programmed yet, all owners.
    std::int64_t unprogrammed_bytes();
    /// Nothing is left in a queue; throws base::InvariantError naming where.
    void check_idle();

private:
    void check_split() const;
    void build_attention();
    void build_cache(std::int64_t batch_tokens);
    void build_fabric();
    void build_values();
    void build_levels();
    std::unique_ptr<pim::Level> make_dram_level(std::size_t level, const pim::LevelSetup& setup) const;
    void build_flash_level(std::size_t level, const pim::LevelSetup& setup);
    kv::LevelLayout layout_of(std::size_t level) const;

    Platform platform_;
    workload::ModelShape model_;
    gpu::Operators operators_;
    base::Timeline timeline_;
    std::vector<std::unique_ptr<pim::LocalAttention>> attention_;
    std::vector<std::int64_t> block_bytes_;
    std::vector<std::uint32_t> block_tokens_;
    std::vector<LevelCapacity> capacities_;
    std::unique_ptr<kv::KvCache> cache_;
    std::vector<host::LevelLink> links_;
    std::vector<std::size_t> level_of_link_;
    std::unique_ptr<fabric::Fabric> fabric_;
    std::optional<fabric::Route> all_reduce_, next_stage_;
    std::unique_ptr<gpu::Gpu> gpu_;
    std::optional<ValueSetup> value_setup_;
    std::unique_ptr<const pim::KvSource> kv_source_;
    std::vector<std::unique_ptr<pim::LevelValues>> values_;
    std::vector<std::unique_ptr<memory::FlashWriteBuffer>> buffers_;
    std::vector<std::unique_ptr<pim::Level>> levels_;
    std::vector<pim::SsdWrites*> ssds_;  ///< by level
};

}  // namespace pamsim::system
