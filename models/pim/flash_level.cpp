#include "pim/flash_level.h"

#include "protocol/time.h"

namespace pamsim::pim {

using protocol::BulkAccess;

FlashLevel::FlashLevel(const sc_core::sc_module_name& name, const LevelSetup& setup,
                       memory::FlashWriteBuffer& buffer)
    : Level(name, setup), buffer_(buffer) {
    SC_THREAD(accept_writes);
}

bool FlashLevel::take_write(const Job& job) {
    if (job.is_control || !job.payload->is_write()) return false;
    waiting_.push_back(job);
    write_arrived_.notify(sc_core::SC_ZERO_TIME);
    return true;
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
