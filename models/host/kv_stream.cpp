#include "host/kv_stream.h"

#include "base/invariant.h"
#include "host/transfer.h"

namespace pamsim::host {

KvStream::KvStream(const sc_core::sc_module_name& name, const LevelLink& link)
    : sc_core::sc_module(name), link_(link) {
    if (link_.bounces) bounce = std::make_unique<MemoryPort>("bounce");
    SC_THREAD(run);
}

void KvStream::start(std::int64_t bytes, std::uint32_t repeat, std::function<void()> done) {
    base::require(!busy(), name(), "a second stream began before the first ended");
    bytes_ = bytes;
    repeat_ = repeat;
    done_ = std::move(done);
    left_ = bounce ? 4 : 2;
    start_.notify(sc_core::SC_ZERO_TIME);
}

void KvStream::run() {
    for (;;) {
        wait(start_);
        touch(level, false);
        if (bounce) {
            touch(*bounce, true);
            touch(*bounce, false);
        }
        transfer(fabric, *link_.from_level, bytes_, repeat_);
        part_done();
    }
}

void KvStream::touch(MemoryPort& port, bool write) {
    tlm::tlm_generic_payload& payload = port.acquire();
    if (write)
        payload.set_write();
    else
        payload.set_read();
    auto* access = new protocol::BulkAccess;
    access->bytes = bytes_;
    access->repeat = repeat_;
    payload.set_extension(access);
    port.send(payload, [this](tlm::tlm_generic_payload&) { part_done(); });
}

void KvStream::part_done() {
    if (--left_ == 0) done_();
}

}  // namespace pamsim::host
