// The SSD level: a Level whose writes enter the controller's buffer and are programmed by the dies that no
// read needs.
#pragma once

#include <deque>

#include "memory/flash_write_buffer.h"
#include "pim/level.h"
#include "pim/ssd_counters.h"

namespace pamsim::pim {

class FlashLevel : public Level, public SsdWrites {
public:
    SC_HAS_PROCESS(FlashLevel);
    /// `buffer` holds one owner's drives and outlives the level.
    FlashLevel(const sc_core::sc_module_name& name, const LevelSetup& setup,
               memory::FlashWriteBuffer& buffer);

    std::size_t pending() const override { return Level::pending() + waiting_.size(); }
    void release(std::uint64_t sequence) override;
    SsdCounters ssd_counters() override;

    const memory::FlashWriteBuffer& buffer() const { return buffer_; }
    /// Credits programming up to now; call before reading the buffer's counters.
    void sync_programs();

protected:
    Taken take_over(const Job& job) override;
    void banks_change(bool will_be_busy) override;
    const std::vector<kv::DomainLoad>& loads_of(std::uint32_t microbatch) override;
    base::Picoseconds wait_for_banks(std::int64_t bytes) override;

private:
    void accept_writes();
    double unprogrammed_blocks(std::uint32_t microbatch) const;

    memory::FlashWriteBuffer& buffer_;
    std::deque<Job> waiting_;
    std::vector<kv::DomainLoad> loads_;
    bool reading_ = false;
    base::Picoseconds programmed_until_{0};
    sc_core::sc_event write_arrived_{"write_arrived"}, banks_idle_{"banks_idle"}, banks_busy_{"banks_busy"};
};

}  // namespace pamsim::pim
