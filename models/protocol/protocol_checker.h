// A module between one initiator socket and one target socket that refuses what the base protocol refuses. It
// passes every call on at once: no time, no delta cycle.
#pragma once

#include <tlm_utils/passthrough_target_socket.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <systemc>
#include <tlm>

#include "protocol/protocol_rules.h"

namespace pamsim::protocol {

/// Binds to simple and to multi-passthrough sockets of the same protocol types; one checker for every hop.
template <class Types = tlm::tlm_base_protocol_types>
class ProtocolChecker : public sc_core::sc_module {
public:
    tlm_utils::passthrough_target_socket<ProtocolChecker, 64, Types> target{"target"};
    tlm_utils::simple_initiator_socket<ProtocolChecker, 64, Types> initiator{"initiator"};

    explicit ProtocolChecker(const sc_core::sc_module_name& name, Offsets offsets = Offsets::forbidden)
        : sc_core::sc_module(name), rules_(sc_core::sc_module::name(), offsets) {
        target.register_nb_transport_fw(this, &ProtocolChecker::nb_transport_fw);
        target.register_b_transport(this, &ProtocolChecker::b_transport);
        target.register_transport_dbg(this, &ProtocolChecker::transport_dbg);
        target.register_get_direct_mem_ptr(this, &ProtocolChecker::get_direct_mem_ptr);
        initiator.register_nb_transport_bw(this, &ProtocolChecker::nb_transport_bw);
        initiator.register_invalidate_direct_mem_ptr(this, &ProtocolChecker::invalidate_direct_mem_ptr);
    }

    /// Binds this checker in between.
    template <class InitiatorSocket, class TargetSocket>
    void between(InitiatorSocket& from, TargetSocket& to) {
        from.bind(target);
        initiator.bind(to);
    }

    /// Throws when a transaction is under way; runs by itself when sc_stop() ends the simulation.
    void check_done() const { rules_.check_done(); }
    std::uint64_t finished() const { return rules_.finished(); }

private:
    void end_of_simulation() override { check_done(); }

    tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay) {
        const auto call = rules_.begin(Path::forward, payload, phase, delay);
        const tlm::tlm_sync_enum status = initiator->nb_transport_fw(payload, phase, delay);
        rules_.end(call, status, phase, delay);
        return status;
    }
    tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay) {
        const auto call = rules_.begin(Path::backward, payload, phase, delay);
        const tlm::tlm_sync_enum status = target->nb_transport_bw(payload, phase, delay);
        rules_.end(call, status, phase, delay);
        return status;
    }
    void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
        rules_.begin_blocking(payload);
        initiator->b_transport(payload, delay);
    }
    unsigned int transport_dbg(tlm::tlm_generic_payload& payload) {
        return initiator->transport_dbg(payload);
    }
    bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& region) {
        return initiator->get_direct_mem_ptr(payload, region);
    }
    void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) {
        target->invalidate_direct_mem_ptr(first, last);
    }

    ProtocolRules rules_;
};

}  // namespace pamsim::protocol
