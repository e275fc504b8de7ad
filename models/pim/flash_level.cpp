#include "pim/flash_level.h"

#include <algorithm>

#include "protocol/time.h"

namespace pamsim::pim {

using protocol::BulkAccess;

FlashLevel::FlashLevel(const sc_core::sc_module_name& name, const LevelSetup& setup,
                       memory::FlashWriteBuffer& buffer)
    : Level(name, setup), buffer_(buffer) {
    SC_THREAD(accept_writes);
}

Level::Taken FlashLevel::take_over(const Job& job) {
    if (job.is_control || !job.payload->is_write()) return Taken::no;
    waiting_.push_back(job);
    write_arrived_.notify(sc_core::SC_ZERO_TIME);
    return Taken::now;
}

void FlashLevel::sync_programs() {
    const base::Picoseconds now = protocol::now();
    buffer_.program_for(now - programmed_until_);
    programmed_until_ = now;
}

void FlashLevel::banks_change(bool will_be_busy) {
    sync_programs();
    if (!will_be_busy) buffer_.end_reads();
    reading_ = will_be_busy;
    (will_be_busy ? banks_busy_ : banks_idle_).notify(sc_core::SC_ZERO_TIME);
}

/// Blocks that attention finds in the controller's DRAM although they are whole.
double FlashLevel::unprogrammed_blocks(std::uint32_t microbatch) const {
    const kv::KvCache& cache = *setup().cache;
    double blocks = 0;
    for (const auto& [sequence, bytes] : buffer_.waiting()) {
        const kv::SequenceId id{sequence};
        if (cache.readable(id) && cache.microbatch_of(id) == microbatch)
            blocks += static_cast<double>(bytes) / static_cast<double>(buffer_.page_bytes());
    }
    return blocks;
}

/// They cost no die, like those that are not whole, and lie on the drives in proportion to what they hold.
const std::vector<kv::DomainLoad>& FlashLevel::loads_of(std::uint32_t microbatch) {
    const auto& loads = Level::loads_of(microbatch);
    double whole = 0;
    for (const kv::DomainLoad& load : loads) whole += load.blocks - load.open_blocks;
    const double share = whole > 0 ? std::min(1.0, unprogrammed_blocks(microbatch) / whole) : 0;
    if (share == 0) return loads;
    loads_ = loads;
    for (kv::DomainLoad& load : loads_)
        load.open_blocks += static_cast<std::uint32_t>((load.blocks - load.open_blocks) * share + 0.5);
    return loads_;
}

base::Picoseconds FlashLevel::wait_for_banks(std::int64_t bytes) {
    return buffer_.begin_reads(static_cast<double>(bytes));
}

void FlashLevel::release(std::uint64_t sequence) {
    buffer_.release(sequence);
}

SsdCounters FlashLevel::ssd_counters() {
    sync_programs();
    SsdCounters counters;
    counters.accepted = buffer_.host_bytes();
    counters.programmed = buffer_.programmed_bytes();
    counters.waiting = buffer_.waiting_for_program().value();
    counters.partial = buffer_.buffered().value() - counters.waiting;
    counters.dropped = buffer_.dropped_bytes();
    return counters;
}

/// Takes writes in order. A write that does not fit waits for dies without reads (those suspend programs),
/// for as long as it takes to make room.
void FlashLevel::accept_writes() {
    for (;;) {
        while (waiting_.empty()) wait(write_arrived_);
        const Job job = waiting_.front();
        const BulkAccess& access = BulkAccess::of(*job.payload, name());
        sync_programs();
        while (!buffer_.fits(access.kv_tokens())) {
            if (reading_)
                wait(banks_idle_);
            else
                wait(protocol::to_sc(buffer_.time_until_fits(access.kv_tokens())), banks_busy_);
            sync_programs();
        }
        for (const auto& span : access.kv) buffer_.write(span.sequence, span.first, span.tokens);
        counters_ref().bulk_write_bytes += access.bytes;
        waiting_.pop_front();
        answer(job);
    }
}

}  // namespace pamsim::pim
