// An initiator and a target with no manners: they say on their sockets whatever a test tells them.
#pragma once

#include <tlm_utils/passthrough_target_socket.h>
#include <tlm_utils/simple_initiator_socket.h>

#include <functional>
#include <systemc>
#include <tlm>
#include <vector>

namespace pamsim::tests {

/// A phase as it came in.
struct Heard {
    tlm::tlm_generic_payload* payload;
    tlm::tlm_phase phase;
    sc_core::sc_time at;
    sc_dt::uint64 address;
    tlm::tlm_response_status status;
};
using Answer =
    std::function<tlm::tlm_sync_enum(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&)>;

inline tlm::tlm_sync_enum accept(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) {
    return tlm::TLM_ACCEPTED;
}

struct RawInitiator : sc_core::sc_module {
    tlm_utils::simple_initiator_socket<RawInitiator, 64> socket{"socket"};
    Answer answer = accept;  ///< to every backward call
    std::vector<Heard> heard;

    explicit RawInitiator(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
        socket.register_nb_transport_bw(this, &RawInitiator::backward);
    }
    tlm::tlm_sync_enum say(tlm::tlm_generic_payload& payload, tlm::tlm_phase phase,
                           sc_core::sc_time delay = sc_core::SC_ZERO_TIME) {
        return socket->nb_transport_fw(payload, phase, delay);
    }

private:
    tlm::tlm_sync_enum backward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                sc_core::sc_time& delay) {
        heard.push_back({&payload, phase, sc_core::sc_time_stamp(), payload.get_address(),
                         payload.get_response_status()});
        return answer(payload, phase, delay);
    }
};

struct RawTarget : sc_core::sc_module {
    tlm_utils::passthrough_target_socket<RawTarget, 64> socket{"socket"};
    Answer answer = accept;  ///< to every forward call

    explicit RawTarget(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
        socket.register_nb_transport_fw(this, &RawTarget::forward);
        socket.register_b_transport(this, &RawTarget::block);
    }
    tlm::tlm_sync_enum say(tlm::tlm_generic_payload& payload, tlm::tlm_phase phase,
                           sc_core::sc_time delay = sc_core::SC_ZERO_TIME) {
        return socket->nb_transport_bw(payload, phase, delay);
    }
    /// The proper way: status first.
    tlm::tlm_sync_enum respond(tlm::tlm_generic_payload& payload) {
        payload.set_response_status(tlm::TLM_OK_RESPONSE);
        return say(payload, tlm::BEGIN_RESP);
    }

private:
    tlm::tlm_sync_enum forward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                               sc_core::sc_time& delay) {
        return answer(payload, phase, delay);
    }
    void block(tlm::tlm_generic_payload& payload, sc_core::sc_time&) {
        payload.set_response_status(tlm::TLM_OK_RESPONSE);
    }
};

}  // namespace pamsim::tests
