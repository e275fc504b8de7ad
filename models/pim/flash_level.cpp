#include "pim/flash_level.h"

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
    if (!reading_) buffer_.program_for(now - programmed_until_);
    programmed_until_ = now;
}

void FlashLevel::banks_change(bool will_be_busy) {
    sync_programs();
    reading_ = will_be_busy;
    (will_be_busy ? banks_busy_ : banks_idle_).notify(sc_core::SC_ZERO_TIME);
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

/// Takes writes in order. Programs run only while the dies are not reading (reads suspend them), so a write
/// that does not fit waits for idle dies, for as long as it takes to make room.
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
