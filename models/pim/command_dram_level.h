// A DRAM level at command level: one owner's stacks or DIMMs, every channel a module of its own in which
// attention and ordinary traffic compete for banks and buses.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "memory/dram/pim_program.h"
#include "pim/command_level.h"
#include "pim/dram_attention.h"
#include "pim/dram_program.h"
#include "pim/memory_channel.h"
#include "protocol/at_initiator.h"

namespace pamsim::pim {

/// Attention of a layer becomes a program per domain; ordinary traffic becomes requests to all channels
/// alike, one job after the other, as fast as the requester asks (stream_efficiency of the peak) and the
/// channels take them. Both go on at the same time. A request that stands for several layers runs as many
/// times.
///
/// Not modelled: where ordinary data lie (they go round the channel's addresses in order), a gathered
/// softmax.
class CommandDramLevel : public CommandLevel {
public:
    SC_HAS_PROCESS(CommandDramLevel);
    /// `attention` is that of `setup`, or null for memory that only stores.
    CommandDramLevel(const sc_core::sc_module_name& name, const LevelSetup& setup,
                     const memory::DramPart& part, const DramAttention* attention, std::uint32_t devices);

    std::size_t pending() const override;
    /// By all channels; commands after the last that somebody waited for may be missing.
    std::uint64_t issued(memory::Command command) const;

private:
    using Port = protocol::AtInitiator<tlm::tlm_base_protocol_types>;
    struct Running {  ///< an attention under way
        Job job;
        std::uint32_t programs_left = 0, repeats_left = 0;
        base::Picoseconds reduction{};
        base::Picoseconds merged_at{};  ///< the RUs are through with the last partial
    };

    void attend(const Job& job) override;
    void access(const Job& job) override;
    void submit_programs(const std::shared_ptr<Running>& running);
    void program_done(const std::shared_ptr<Running>& running);
    void finish_merged();
    void finish_attention(const Running& running);
    std::vector<memory::PimProgram> programs(std::uint32_t microbatch);
    base::Picoseconds reduction_of(const protocol::AttentionRequest& request) const;
    void count(const DomainTokens& tokens);

    void stream();
    void stream_job(const Job& job);
    void send_chunk(std::uint64_t address, std::uint64_t bytes, bool is_write);

    memory::DramPart part_;
    const DramAttention* attention_;
    std::vector<std::unique_ptr<MemoryChannel>> channels_;
    std::vector<std::unique_ptr<Port>> ports_;
    base::RandomStream selection_;
    std::deque<Job> bulk_;
    std::deque<std::shared_ptr<Running>> merging_;
    std::size_t chunks_under_way_ = 0;
    std::uint64_t cursor_ = 0;  ///< bytes of a channel where the next ordinary job begins
    sc_core::sc_event bulk_arrived_{"bulk_arrived"}, chunk_done_{"chunk_done"},
        merging_began_{"merging_began"};
};

}  // namespace pamsim::pim
