#include "protocol/protocol_rules.h"

#include <array>
#include <sstream>
#include <tuple>

#include "base/invariant.h"

namespace pamsim::protocol {
namespace {

struct Text {
    const char *name, *words;
};
constexpr std::array<Text, kRules> kTexts = {{
    {"memory_manager", "a payload has a memory manager, and somebody besides its observers holds it"},
    {"no_offset", "no phase carries a local-time offset"},
    {"time_order", "the phases of a transaction do not run back in time"},
    {"direction", "BEGIN_REQ and END_RESP travel forward, END_REQ and BEGIN_RESP backward"},
    {"unknown_phase", "only the four phases of the base protocol are spoken"},
    {"phase_order", "the phases of a transaction come in order, each once"},
    {"finished", "a phase belongs to a transaction that was begun and is not finished"},
    {"request_exclusion", "a request waits for END_REQ of the one before"},
    {"response_exclusion", "a response waits for END_RESP of the one before"},
    {"payload_changed",
     "command, address, data, length, byte enables and streaming width stay as they were begun"},
    {"status_before_request", "a request starts with TLM_INCOMPLETE_RESPONSE"},
    {"status_missing", "the target has set the response status when the response begins"},
    {"status_changed", "nobody changes the response status after the response began"},
    {"illegal_update", "TLM_UPDATED comes with a phase that may follow"},
    {"illegal_completion", "TLM_COMPLETED answers BEGIN_REQ before END_REQ, BEGIN_RESP or END_RESP"},
    {"accepted_changed", "TLM_ACCEPTED leaves phase and delay as they were"},
    {"non_blocking", "nb_transport does not wait"},
    {"mixed_transport", "b_transport does not carry a transaction that nb_transport has under way"},
    {"unfinished", "every transaction is finished when the run ends"},
}};

}  // namespace

const char* name_of(Rule rule) {
    return kTexts[static_cast<std::size_t>(rule)].name;
}

const char* words_of(Rule rule) {
    return kTexts[static_cast<std::size_t>(rule)].words;
}

bool ProtocolRules::Attributes::operator==(const Attributes& o) const {
    return std::tie(command, address, data, byte_enable, length, byte_enable_length, streaming_width) ==
           std::tie(o.command, o.address, o.data, o.byte_enable, o.length, o.byte_enable_length,
                    o.streaming_width);
}

ProtocolRules::Attributes ProtocolRules::attributes_of(const tlm::tlm_generic_payload& p) {
    return {p.get_command(),         p.get_address(),     p.get_data_ptr(),
            p.get_byte_enable_ptr(), p.get_data_length(), p.get_byte_enable_length(),
            p.get_streaming_width()};
}

void ProtocolRules::require(bool holds, Rule rule, const tlm::tlm_generic_payload& payload,
                            const tlm::tlm_phase& phase) const {
    if (holds) return;
    std::ostringstream what;
    what << "rule " << name_of(rule) << " is broken (" << words_of(rule) << "): address 0x" << std::hex
         << payload.get_address() << ", " << phase.get_name() << " at " << sc_core::sc_time_stamp();
    throw base::InvariantError(where_, what.str());
}

ProtocolRules::Call ProtocolRules::begin(Path path, tlm::tlm_generic_payload& payload,
                                         const tlm::tlm_phase& phase, const sc_core::sc_time& delay) {
    Call call{path, &payload, phase, delay, sc_core::sc_time_stamp(), sc_core::sc_delta_count(), 0};
    check_phase(call);
    require(offsets_ == Offsets::allowed || delay == sc_core::SC_ZERO_TIME, Rule::no_offset, payload, phase);
    const int observers = open_.count(&payload) == 0 ? 0 : 1;
    require(payload.has_mm() && payload.get_ref_count() > observers, Rule::memory_manager, payload, phase);
    if (phase == tlm::BEGIN_REQ) {
        begin_request(call);
        call.number = begun_;
        return call;
    }
    Transaction& transaction = find(call);
    call.number = transaction.number;
    require(transaction.attributes == attributes_of(payload), Rule::payload_changed, payload, phase);
    apply(call, transaction, phase, delay);
    return call;
}

void ProtocolRules::check_phase(const Call& call) const {
    const bool forward = call.phase == tlm::BEGIN_REQ || call.phase == tlm::END_RESP;
    const bool backward = call.phase == tlm::END_REQ || call.phase == tlm::BEGIN_RESP;
    require(forward || backward, Rule::unknown_phase, *call.payload, call.phase);
    require(forward == (call.path == Path::forward), Rule::direction, *call.payload, call.phase);
}

void ProtocolRules::begin_request(const Call& call) {
    tlm::tlm_generic_payload& payload = *call.payload;
    require(open_.count(&payload) == 0, Rule::phase_order, payload, call.phase);
    require(requesting_ == nullptr, Rule::request_exclusion, payload, call.phase);
    require(payload.get_response_status() == tlm::TLM_INCOMPLETE_RESPONSE, Rule::status_before_request,
            payload, call.phase);
    payload.acquire();
    open_.emplace(&payload, Transaction{State::requested, ++begun_, attributes_of(payload),
                                        tlm::TLM_INCOMPLETE_RESPONSE, call.time + call.delay});
    requesting_ = &payload;
}

ProtocolRules::Transaction& ProtocolRules::find(const Call& call) {
    const auto found = open_.find(call.payload);
    require(found != open_.end(), Rule::finished, *call.payload, call.phase);
    return found->second;
}

void ProtocolRules::apply(const Call& call, Transaction& transaction, const tlm::tlm_phase& phase,
                          const sc_core::sc_time& delay) {
    tlm::tlm_generic_payload& payload = *call.payload;
    const sc_core::sc_time time = sc_core::sc_time_stamp() + delay;
    require(time >= transaction.time, Rule::time_order, payload, phase);
    transaction.time = time;
    const State state = transaction.state;
    if (phase == tlm::END_RESP) {
        require(state == State::responding, Rule::phase_order, payload, phase);
        require(payload.get_response_status() == transaction.status, Rule::status_changed, payload, phase);
        return finish(call);
    }
    const bool in_order = state == State::requested || (phase == tlm::BEGIN_RESP && state == State::accepted);
    require(in_order, Rule::phase_order, payload, phase);
    if (state == State::requested) requesting_ = nullptr;  // BEGIN_RESP implies END_REQ
    transaction.state = State::accepted;
    if (phase == tlm::END_REQ) return;
    require(responding_ == nullptr, Rule::response_exclusion, payload, phase);
    transaction.status = payload.get_response_status();
    require(transaction.status != tlm::TLM_INCOMPLETE_RESPONSE, Rule::status_missing, payload, phase);
    transaction.state = State::responding;
    responding_ = &payload;
}

void ProtocolRules::finish(const Call& call) {
    if (requesting_ == call.payload) requesting_ = nullptr;
    if (responding_ == call.payload) responding_ = nullptr;
    open_.erase(call.payload);
    ++finished_;
    call.payload->release();
}

void ProtocolRules::end(const Call& call, tlm::tlm_sync_enum status, const tlm::tlm_phase& phase,
                        const sc_core::sc_time& delay) {
    const bool waited = sc_core::sc_time_stamp() != call.time || sc_core::sc_delta_count() != call.delta;
    require(!waited, Rule::non_blocking, *call.payload, call.phase);
    if (status == tlm::TLM_ACCEPTED) {
        const bool kept = phase == call.phase && delay == call.delay;
        return require(kept, Rule::accepted_changed, *call.payload, call.phase);
    }
    require(offsets_ == Offsets::allowed || delay == sc_core::SC_ZERO_TIME, Rule::no_offset, *call.payload,
            phase);
    if (call.phase == tlm::END_RESP) {  // the transaction is finished, and its payload may be another's
        require(status == tlm::TLM_COMPLETED, Rule::illegal_update, *call.payload, phase);
        return;
    }
    Transaction& transaction = find(call);
    require(transaction.number == call.number, Rule::finished, *call.payload, call.phase);
    require(transaction.attributes == attributes_of(*call.payload), Rule::payload_changed, *call.payload,
            call.phase);
    if (status == tlm::TLM_UPDATED)
        end_update(call, transaction, phase, delay);
    else
        end_completion(call, transaction, delay);
}

void ProtocolRules::end_update(const Call& call, Transaction& transaction, const tlm::tlm_phase& phase,
                               const sc_core::sc_time& delay) {
    const bool request = call.phase == tlm::BEGIN_REQ && (phase == tlm::END_REQ || phase == tlm::BEGIN_RESP);
    const bool response = call.phase == tlm::BEGIN_RESP && phase == tlm::END_RESP;
    require(request || response, Rule::illegal_update, *call.payload, phase);
    apply(call, transaction, phase, delay);
}

/// A completion stands for all phases that are left.
void ProtocolRules::end_completion(const Call& call, const Transaction& transaction,
                                   const sc_core::sc_time& delay) {
    tlm::tlm_generic_payload& payload = *call.payload;
    const State expected = call.phase == tlm::BEGIN_REQ ? State::requested : State::responding;
    require(call.phase != tlm::END_REQ && transaction.state == expected, Rule::illegal_completion, payload,
            call.phase);
    require(sc_core::sc_time_stamp() + delay >= transaction.time, Rule::time_order, payload, call.phase);
    if (call.phase == tlm::BEGIN_REQ)
        require(payload.get_response_status() != tlm::TLM_INCOMPLETE_RESPONSE, Rule::status_missing, payload,
                call.phase);
    else
        require(payload.get_response_status() == transaction.status, Rule::status_changed, payload,
                call.phase);
    finish(call);
}

void ProtocolRules::begin_blocking(tlm::tlm_generic_payload& payload) const {
    require(open_.count(&payload) == 0, Rule::mixed_transport, payload, tlm::UNINITIALIZED_PHASE);
}

void ProtocolRules::check_done() const {
    const Open::value_type* first = nullptr;
    for (const auto& open : open_)
        if (first == nullptr || open.second.number < first->second.number) first = &open;
    if (first == nullptr) return;
    const std::array<tlm::tlm_phase_enum, 3> last = {tlm::BEGIN_REQ, tlm::END_REQ, tlm::BEGIN_RESP};
    require(false, Rule::unfinished, *first->first, last[static_cast<std::size_t>(first->second.state)]);
}

}  // namespace pamsim::protocol
