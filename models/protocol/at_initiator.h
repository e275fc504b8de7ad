// The initiator's half of the four-phase protocol, written once: begin requests in order, wait while END_REQ
// is withheld, finish every response.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <deque>
#include <functional>
#include <string>
#include <systemc>
#include <tlm>

#include "base/invariant.h"
#include "protocol/payload_pool.h"

namespace pamsim::protocol {

/// One request at a time may be between BEGIN_REQ and END_REQ (the exclusion rule); later ones queue here.
/// Every payload comes from this initiator's pool and goes back to it after `done` was called.
template <class Types>
class AtInitiator : public sc_core::sc_module {
public:
    using Done = std::function<void(tlm::tlm_generic_payload&)>;
    tlm_utils::simple_initiator_socket<AtInitiator, 64, Types> socket{"socket"};

    explicit AtInitiator(const sc_core::sc_module_name& name)
        : sc_core::sc_module(name), pool_(sc_core::sc_module::name()) {
        socket.register_nb_transport_bw(this, &AtInitiator::nb_transport_bw);
    }

    tlm::tlm_generic_payload& acquire() { return pool_.acquire(); }

    /// Sends, or queues behind a request whose END_REQ is withheld. `done` runs at BEGIN_RESP.
    void send(tlm::tlm_generic_payload& payload, Done done) {
        queue_.push_back({&payload, std::move(done)});
        if (requesting_ == nullptr) begin_next();
    }

    /// For threads: sends and waits until the response has come.
    void send_and_wait(tlm::tlm_generic_payload& payload, Done at_response) {
        bool finished = false;
        sc_core::sc_event answered;
        send(payload, [&](tlm::tlm_generic_payload& p) {
            at_response(p);
            finished = true;
            answered.notify(sc_core::SC_ZERO_TIME);
        });
        if (!finished) sc_core::wait(answered);
    }

    std::size_t pending() const { return queue_.size() + in_flight_.size(); }
    std::uint64_t transactions() const { return pool_.handed_out(); }
    const PayloadPool& pool() const { return pool_; }

private:
    struct Item {
        tlm::tlm_generic_payload* payload;
        Done done;
    };

    void begin_next() {
        while (requesting_ == nullptr && !queue_.empty()) {
            in_flight_.push_back(std::move(queue_.front()));
            queue_.pop_front();
            requesting_ = in_flight_.back().payload;
            tlm::tlm_phase phase = tlm::BEGIN_REQ;
            sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
            tlm::tlm_generic_payload* payload = requesting_;
            const tlm::tlm_sync_enum status = socket->nb_transport_fw(*payload, phase, delay);
            base::require(delay == sc_core::SC_ZERO_TIME, name(),
                          "a target answered BEGIN_REQ with a time offset");
            if (status == tlm::TLM_UPDATED && phase == tlm::END_REQ) requesting_ = nullptr;
            base::require(status != tlm::TLM_COMPLETED, name(), "a target skipped the phases of a request");
        }
    }

    tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                       sc_core::sc_time&) {
        if (phase == tlm::END_REQ) {
            base::require(requesting_ == &payload, name(), "END_REQ for a request that was not begun");
            requesting_ = nullptr;
            begin_next();
            return tlm::TLM_ACCEPTED;
        }
        base::require(phase == tlm::BEGIN_RESP, name(),
                      "an initiator received a phase that is not END_REQ or BEGIN_RESP");
        base::require(requesting_ != &payload, name(), "BEGIN_RESP came before END_REQ");
        finish(payload);
        phase = tlm::END_RESP;
        return tlm::TLM_COMPLETED;
    }

    void finish(tlm::tlm_generic_payload& payload) {
        for (auto item = in_flight_.begin(); item != in_flight_.end(); ++item) {
            if (item->payload != &payload) continue;
            base::require(payload.is_response_ok(), name(), "a transaction came back with an error response");
            Done done = std::move(item->done);
            in_flight_.erase(item);
            done(payload);
            payload.release();
            return;
        }
        base::require(false, name(), "BEGIN_RESP for a payload that is not in flight");
    }

    PayloadPool pool_;
    std::deque<Item> queue_, in_flight_;
    tlm::tlm_generic_payload* requesting_ = nullptr;
};

}  // namespace pamsim::protocol
