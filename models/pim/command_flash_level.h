// The SSD level at command level: one owner's drives, each with its translation layer, in which attention, KV
// writes, reads in bulk and garbage collection compete for dies and channels.
#pragma once

#include <deque>
#include <memory>
#include <queue>
#include <vector>

#include "base/random.h"
#include "pim/command_level.h"
#include "pim/flash_attention.h"
#include "pim/flash_drive.h"
#include "pim/flash_homes.h"

namespace pamsim::pim {

/// Attention of a layer reads the pages of its sequences, K before V sequence by sequence, all drives at the
/// same time; requests for a microbatch come in layer order, and one that stands for several layers runs as
/// many times. KV writes are answered when the controllers' buffers have taken them, in order. Reads in bulk
/// go over the pages in order of their addresses.
///
/// KV that the cache has and that was never written was there before the run. A token that is not written yet
/// (the one just computed) is read from the controller's DRAM.
class CommandFlashLevel : public CommandLevel, public SsdWrites {
public:
    SC_HAS_PROCESS(CommandFlashLevel);
    /// `attention` is that of `setup`, or null for drives that only store. Throws std::invalid_argument when
    /// FlashDrive does.
    CommandFlashLevel(const sc_core::sc_module_name& name, const LevelSetup& setup,
                      const memory::FlashPart& part, const FlashAttention* attention,
                      const FlashDriveSetup& drive, std::uint32_t devices);

    void release(std::uint64_t sequence) override;
    SsdCounters ssd_counters() override;

private:
    struct Running {  ///< an attention or a read in bulk under way
        Job job;
        std::uint32_t repeats_left = 0, drives_left = 0;
        base::Picoseconds accepted{}, started{};  ///< the request; its repetition
        base::Picoseconds end{};                  ///< of the repetition, over the drives that are done
        base::Picoseconds latency{}, local{}, reduction{};  ///< of the drive that ends last
        std::vector<kv::DomainLoad> loads;
    };
    using RunningPtr = std::shared_ptr<Running>;
    struct Ending {
        base::Picoseconds at{};
        std::uint64_t order = 0;
        RunningPtr running;
        bool operator>(const Ending& o) const { return at != o.at ? at > o.at : order > o.order; }
    };
    struct Part {  ///< of a write, on one drive
        std::uint32_t drive;
        std::uint64_t sequence;
        std::uint32_t first, tokens;  ///< on that drive
    };
    struct Write {
        Job job;
        std::vector<Part> parts;  ///< known when it is first
    };
    using Reads = std::vector<std::vector<FlashDrive::KvRead>>;  ///< per drive

    void attend(const Job& job) override;
    void access(const Job& job) override;

    RunningPtr begin(const Job& job, std::uint32_t repeats);
    void read_layer(const RunningPtr& running);
    void read_bulk(const RunningPtr& running);
    Reads reads_of(std::uint32_t microbatch);
    void add_sequence(const kv::BlockSpan* first, const kv::BlockSpan* last, std::uint32_t microbatch,
                      Reads& reads);
    std::uint32_t active_of(std::uint32_t tokens);
    void fill_where_nothing_was_written(const std::vector<kv::BlockSpan>& blocks);
    void attention_read(const RunningPtr& running, std::uint32_t drive, base::Picoseconds at);
    void part_done(const RunningPtr& running, base::Picoseconds end);
    void repetition_done(const RunningPtr& running);
    void finish_attention(const RunningPtr& running);

    void take_writes();
    bool take(Write& write);
    void split(Write& write);
    void forget(std::uint64_t sequence);

    void advance();
    void schedule();
    void wake();

    memory::FlashPart part_;
    const FlashAttention* attention_;
    std::uint32_t layers_;
    std::vector<std::unique_ptr<FlashDrive>> drives_;
    FlashHomes homes_;
    base::RandomStream selection_;
    std::vector<std::uint32_t> next_layer_;  ///< per microbatch
    std::deque<Write> writes_;
    bool written_ = false;  ///< a KV write has come
    std::priority_queue<Ending, std::vector<Ending>, std::greater<>> endings_;
    std::uint64_t order_ = 0;
    sc_core::sc_event wake_event_{"wake_event"};
};

}  // namespace pamsim::pim
