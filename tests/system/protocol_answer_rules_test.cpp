// Rules of payloads and of what a call returns: each is broken once, and the checker says which.
#include <cstdint>
#include <functional>
#include <vector>

#include "protocol_hop.h"

namespace pamsim::protocol {
namespace {

using sc_core::sc_time;
using tests::answer_with;
using tests::expect_broken;
using tests::Hop;

TEST(ProtocolRule, PayloadChanged) {
    std::uint8_t byte = 0;
    using Change = void (*)(tlm::tlm_generic_payload&, std::uint8_t*);
    const std::vector<Change> changes = {
        [](auto& p, auto*) { p.set_command(tlm::TLM_WRITE_COMMAND); },
        [](auto& p, auto*) { p.set_data_length(64); },
        [](auto& p, auto* at) { p.set_data_ptr(at); },
        [](auto& p, auto* at) { p.set_byte_enable_ptr(at); },
        [](auto& p, auto*) { p.set_byte_enable_length(8); },
        [](auto& p, auto*) { p.set_streaming_width(8); },
    };
    Hop hop;
    for (const Change change : changes) {
        auto& payload = hop.payload();
        payload.set_read();
        hop.initiator.say(payload, tlm::BEGIN_REQ);
        const tlm::tlm_generic_payload& seen = payload;
        const auto length = seen.get_data_length(), width = seen.get_streaming_width();
        change(payload, &byte);
        expect_broken("payload_changed", "END_REQ", [&] { hop.target.say(payload, tlm::END_REQ); });
        payload.set_read();
        payload.set_data_length(length);
        payload.set_data_ptr(nullptr);
        payload.set_byte_enable_ptr(nullptr);
        payload.set_byte_enable_length(0);
        payload.set_streaming_width(width);
        EXPECT_NO_THROW(hop.target.say(payload, tlm::END_REQ));
    }
}

TEST(ProtocolRule, PayloadChangedSeesAnotherAddress) {
    Hop hop;
    auto& payload = hop.payload();
    payload.set_address(0x80);
    hop.initiator.say(payload, tlm::BEGIN_REQ);
    payload.set_address(0x40);
    expect_broken("payload_changed", "END_REQ", [&] { hop.target.say(payload, tlm::END_REQ); });
}

TEST(ProtocolRule, PayloadChangedInAnAnswer) {
    Hop hop;
    hop.target.answer = [](tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase, sc_time&) {
        payload.set_data_length(1);
        phase = tlm::END_REQ;
        return tlm::TLM_UPDATED;
    };
    expect_broken("payload_changed", "BEGIN_REQ", [&] { hop.initiator.say(hop.payload(), tlm::BEGIN_REQ); });
}

TEST(ProtocolRule, StatusBeforeRequest) {
    Hop hop;
    auto& payload = hop.payload();
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    expect_broken("status_before_request", "BEGIN_REQ", [&] { hop.initiator.say(payload, tlm::BEGIN_REQ); });
}

TEST(ProtocolRule, StatusMissing) {
    Hop hop;
    auto& payload = hop.accepted();
    expect_broken("status_missing", "BEGIN_RESP", [&] { hop.target.say(payload, tlm::BEGIN_RESP); });
}

TEST(ProtocolRule, StatusMissingInACompletion) {
    Hop hop;
    hop.target.answer =
        answer_with(tlm::TLM_COMPLETED, tlm::BEGIN_REQ, sc_core::SC_ZERO_TIME, tlm::TLM_INCOMPLETE_RESPONSE);
    expect_broken("status_missing", "BEGIN_REQ", [&] { hop.initiator.say(hop.payload(), tlm::BEGIN_REQ); });
}

TEST(ProtocolRule, StatusChanged) {
    Hop hop;
    auto& payload = hop.responding();
    payload.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
    expect_broken("status_changed", "END_RESP", [&] { hop.initiator.say(payload, tlm::END_RESP); });
}

TEST(ProtocolRule, StatusChangedInACompletion) {
    Hop hop;
    auto& payload = hop.accepted();
    hop.initiator.answer = answer_with(tlm::TLM_COMPLETED, tlm::BEGIN_RESP, sc_core::SC_ZERO_TIME,
                                       tlm::TLM_GENERIC_ERROR_RESPONSE);
    expect_broken("status_changed", "BEGIN_RESP", [&] { hop.target.respond(payload); });
}

TEST(ProtocolRule, IllegalUpdate) {
    Hop hop;
    hop.target.answer = answer_with(tlm::TLM_UPDATED, tlm::END_RESP);
    expect_broken("illegal_update", "END_RESP", [&] { hop.initiator.say(hop.payload(), tlm::BEGIN_REQ); });
}

TEST(ProtocolRule, IllegalUpdateOfEndReq) {
    Hop hop;
    auto& payload = hop.payload();
    hop.initiator.say(payload, tlm::BEGIN_REQ);
    hop.initiator.answer = answer_with(tlm::TLM_UPDATED, tlm::BEGIN_RESP);
    expect_broken("illegal_update", "BEGIN_RESP", [&] { hop.target.say(payload, tlm::END_REQ); });
}

TEST(ProtocolRule, IllegalUpdateOfEndResp) {
    Hop hop;
    auto& payload = hop.responding();
    hop.target.answer = answer_with(tlm::TLM_UPDATED, tlm::END_RESP);
    expect_broken("illegal_update", "END_RESP", [&] { hop.initiator.say(payload, tlm::END_RESP); });
}

TEST(ProtocolRule, IllegalCompletionOfEndReq) {
    Hop hop;
    auto& payload = hop.payload();
    hop.initiator.say(payload, tlm::BEGIN_REQ);
    hop.initiator.answer = answer_with(tlm::TLM_COMPLETED, tlm::END_REQ);
    expect_broken("illegal_completion", "END_REQ", [&] { hop.target.say(payload, tlm::END_REQ); });
}

TEST(ProtocolRule, IllegalCompletionAfterEndReq) {
    Hop hop;
    hop.target.answer = [&](tlm::tlm_generic_payload& payload, tlm::tlm_phase&, sc_time&) {
        hop.target.say(payload, tlm::END_REQ);
        payload.set_response_status(tlm::TLM_OK_RESPONSE);
        return tlm::TLM_COMPLETED;
    };
    expect_broken("illegal_completion", "BEGIN_REQ",
                  [&] { hop.initiator.say(hop.payload(), tlm::BEGIN_REQ); });
}

TEST(ProtocolRule, AcceptedChanged) {
    Hop hop;
    hop.target.answer = answer_with(tlm::TLM_ACCEPTED, tlm::END_REQ);
    expect_broken("accepted_changed", "BEGIN_REQ", [&] { hop.initiator.say(hop.payload(), tlm::BEGIN_REQ); });
}

TEST(ProtocolRule, NonBlocking) {
    struct Caller : sc_core::sc_module {
        SC_HAS_PROCESS(Caller);
        std::function<void()> body;
        explicit Caller(const sc_core::sc_module_name& name) : sc_core::sc_module(name) { SC_THREAD(run); }
        void run() { body(); }
    } caller("caller");
    bool ran = false;
    Hop* made = nullptr;
    caller.body = [&] {
        wait(1, sc_core::SC_NS);
        expect_broken("non_blocking", "BEGIN_REQ",
                      [&] { made->initiator.say(made->payload(), tlm::BEGIN_REQ); });
        ran = true;
    };
    Hop hop;
    made = &hop;
    hop.target.answer = [](tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_time&) {
        sc_core::wait(sc_core::SC_ZERO_TIME);  // a delta cycle is enough
        return tlm::TLM_ACCEPTED;
    };
    sc_core::sc_start(2, sc_core::SC_NS);
    EXPECT_TRUE(ran);
}

TEST(ProtocolRule, MixedTransport) {
    Hop hop;
    sc_time delay = sc_core::SC_ZERO_TIME;
    EXPECT_NO_THROW(hop.initiator.socket->b_transport(hop.payload(), delay));
    auto& payload = hop.accepted();
    expect_broken("mixed_transport", "UNINITIALIZED_PHASE",
                  [&] { hop.initiator.socket->b_transport(payload, delay); });
}

}  // namespace
}  // namespace pamsim::protocol
