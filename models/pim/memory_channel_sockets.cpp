// The socket side of a memory channel: phases, and what is wrong with a payload.
#include <algorithm>

#include "base/invariant.h"
#include "pim/memory_channel.h"

namespace pamsim::pim {

tlm::tlm_sync_enum MemoryChannel::nb_transport_fw(int port, tlm::tlm_generic_payload& payload,
                                                  tlm::tlm_phase& phase, sc_core::sc_time& delay) {
    base::require(delay == sc_core::SC_ZERO_TIME, name(), "an initiator arrived with a local-time offset");
    if (phase == tlm::BEGIN_REQ) return begin_request(port, payload, phase);
    base::require(phase == tlm::END_RESP, name(),
                  "a target received a phase that is not BEGIN_REQ or END_RESP");
    end_response(port, payload);
    respond(port);
    return tlm::TLM_ACCEPTED;
}

tlm::tlm_sync_enum MemoryChannel::begin_request(int port, tlm::tlm_generic_payload& payload,
                                                tlm::tlm_phase& phase) {
    Port& from = ports_[static_cast<std::size_t>(port)];
    base::require(from.requesting == nullptr, name(), "a request came before END_REQ of the one before");
    base::require(payload.has_mm(), name(), "a payload came without a memory manager");
    payload.acquire();
    const memory::Cycle now = cycle_now();
    advance_before(now);
    const std::uint32_t index = new_work();
    Work& work = work_[index];
    work.payload = &payload;
    work.port = port;
    work.done = now;
    work.status = check(payload);
    const bool served = work.status == tlm::TLM_OK_RESPONSE;
    if (served)
        work.bursts = payload.get_data_length() / burst_bytes_;
    else
        add_ready(index);
    // Those that wait come first, and have their turn at every edge of the clock.
    const bool all_tried = entering_.empty() || tried_at_ == now;
    const bool entered = !served || (all_tried && enter(index, now));
    if (!entered) {
        from.requesting = &payload;
        if (entering_.empty()) tried_at_ = now;
        entering_.push_back(index);
        ++counters_.withheld;
    }
    schedule();
    if (!entered) return tlm::TLM_ACCEPTED;
    phase = tlm::END_REQ;
    return tlm::TLM_UPDATED;
}

tlm::tlm_response_status MemoryChannel::check(const tlm::tlm_generic_payload& payload) const {
    const std::uint64_t address = payload.get_address(), length = payload.get_data_length();
    if (payload.get_command() == tlm::TLM_IGNORE_COMMAND) return tlm::TLM_COMMAND_ERROR_RESPONSE;
    if (payload.get_byte_enable_ptr() != nullptr) return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
    if (length == 0 || length % burst_bytes_ != 0 || length > max_request_bytes_)
        return tlm::TLM_BURST_ERROR_RESPONSE;
    if (payload.get_streaming_width() < length) return tlm::TLM_BURST_ERROR_RESPONSE;
    const bool inside = length <= bytes() && address <= bytes() - length;
    return inside && address % burst_bytes_ == 0 ? tlm::TLM_OK_RESPONSE : tlm::TLM_ADDRESS_ERROR_RESPONSE;
}

/// Sends the port's responses as long as each is finished at once.
void MemoryChannel::respond(int port) {
    Port& to = ports_[static_cast<std::size_t>(port)];
    while (!to.responding && !to.responses.empty()) {
        const std::uint32_t index = to.responses.front();
        to.responding = index;
        to.responses.pop_front();
        tlm::tlm_generic_payload& payload = *work_[index].payload;
        payload.set_response_status(work_[index].status);
        if (work_[index].status != tlm::TLM_OK_RESPONSE) ++counters_.refused;
        tlm::tlm_phase phase = tlm::BEGIN_RESP;
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        const tlm::tlm_sync_enum answer = target[port]->nb_transport_bw(payload, phase, delay);
        base::require(delay == sc_core::SC_ZERO_TIME, name(),
                      "an initiator answered with a local-time offset");
        if (answer == tlm::TLM_COMPLETED || (answer == tlm::TLM_UPDATED && phase == tlm::END_RESP))
            end_response(port, payload);
    }
}

void MemoryChannel::end_response(int port, tlm::tlm_generic_payload& payload) {
    Port& to = ports_[static_cast<std::size_t>(port)];
    base::require(to.responding && work_[*to.responding].payload == &payload, name(),
                  "END_RESP for a response that was not begun");
    free_.push_back(*to.responding);
    to.responding.reset();
    payload.release();
}

unsigned int MemoryChannel::transport_dbg(int, tlm::tlm_generic_payload& payload) {
    const std::uint64_t address = payload.get_address();
    if (address >= bytes() || payload.get_command() == tlm::TLM_IGNORE_COMMAND) return 0;
    const auto length = std::min<std::uint64_t>(payload.get_data_length(), bytes() - address);
    if (payload.is_write())
        store_.write(address, payload.get_data_ptr(), length);
    else
        store_.read(address, payload.get_data_ptr(), length);
    return static_cast<unsigned int>(length);
}

}  // namespace pamsim::pim
