// Rules of phases: each is broken once, and the checker says which.
#include "protocol_hop.h"

namespace pamsim::protocol {
namespace {

using sc_core::sc_time;
using tests::answer_with;
using tests::expect_broken;
using tests::Hop;

TEST(ProtocolRule, MemoryManagerNeedsOne) {
    Hop hop;
    tlm::tlm_generic_payload bare;
    bare.set_address(0x40);
    expect_broken("memory_manager", "BEGIN_REQ", [&] { hop.initiator.say(bare, tlm::BEGIN_REQ); });
}

TEST(ProtocolRule, MemoryManagerNeedsAHolder) {
    Hop hop;
    auto& payload = hop.accepted();
    payload.release();  // only the checker is left
    expect_broken("memory_manager", "BEGIN_RESP", [&] { hop.target.respond(payload); });
}

TEST(ProtocolRule, NoOffsetForwardAndBackward) {
    Hop hop;
    const sc_time ns(1, sc_core::SC_NS);
    auto& payload = hop.payload();
    expect_broken("no_offset", "BEGIN_REQ", [&] { hop.initiator.say(payload, tlm::BEGIN_REQ, ns); });
    hop.initiator.say(payload, tlm::BEGIN_REQ);
    expect_broken("no_offset", "END_REQ", [&] { hop.target.say(payload, tlm::END_REQ, ns); });
}

TEST(ProtocolRule, NoOffsetInAnAnswer) {
    Hop hop;
    hop.target.answer = answer_with(tlm::TLM_UPDATED, tlm::END_REQ, sc_time(1, sc_core::SC_NS));
    expect_broken("no_offset", "END_REQ", [&] { hop.initiator.say(hop.payload(), tlm::BEGIN_REQ); });
}

TEST(ProtocolRule, TimeOrderBetweenPhases) {
    Hop hop(Offsets::allowed);
    auto& payload = hop.payload();
    hop.initiator.say(payload, tlm::BEGIN_REQ, sc_time(3, sc_core::SC_NS));
    expect_broken("time_order", "END_REQ",
                  [&] { hop.target.say(payload, tlm::END_REQ, sc_time(2, sc_core::SC_NS)); });
}

TEST(ProtocolRule, TimeOrderInACompletion) {
    Hop hop(Offsets::allowed);
    hop.target.answer = [](tlm::tlm_generic_payload& payload, tlm::tlm_phase&, sc_time& delay) {
        payload.set_response_status(tlm::TLM_OK_RESPONSE);
        delay = sc_core::SC_ZERO_TIME;
        return tlm::TLM_COMPLETED;
    };
    expect_broken("time_order", "BEGIN_REQ",
                  [&] { hop.initiator.say(hop.payload(), tlm::BEGIN_REQ, sc_time(3, sc_core::SC_NS)); });
}

TEST(ProtocolRule, Direction) {
    Hop hop;
    auto& payload = hop.payload();
    hop.initiator.say(payload, tlm::BEGIN_REQ);
    expect_broken("direction", "END_REQ", [&] { hop.initiator.say(payload, tlm::END_REQ); });
    expect_broken("direction", "END_RESP", [&] { hop.target.say(payload, tlm::END_RESP); });
}

TEST(ProtocolRule, UnknownPhase) {
    Hop hop;
    expect_broken("unknown_phase", "UNINITIALIZED_PHASE",
                  [&] { hop.initiator.say(hop.payload(), tlm::UNINITIALIZED_PHASE); });
}

TEST(ProtocolRule, PhaseOrderOfASecondBegin) {
    Hop hop;
    auto& payload = hop.accepted();
    expect_broken("phase_order", "BEGIN_REQ", [&] { hop.initiator.say(payload, tlm::BEGIN_REQ); });
    expect_broken("phase_order", "END_REQ", [&] { hop.target.say(payload, tlm::END_REQ); });
}

TEST(ProtocolRule, PhaseOrderOfAnEarlyEndResp) {
    Hop hop;
    auto& payload = hop.accepted();
    expect_broken("phase_order", "END_RESP", [&] { hop.initiator.say(payload, tlm::END_RESP); });
}

TEST(ProtocolRule, PhaseOrderOfEndReqAfterBeginResp) {
    Hop hop;
    auto& payload = hop.responding();
    expect_broken("phase_order", "END_REQ", [&] { hop.target.say(payload, tlm::END_REQ); });
    expect_broken("phase_order", "BEGIN_RESP", [&] { hop.target.respond(payload); });
}

TEST(ProtocolRule, FinishedForWhatNeverBegan) {
    Hop hop;
    auto& payload = hop.payload();
    expect_broken("finished", "BEGIN_RESP", [&] { hop.target.respond(payload); });
}

TEST(ProtocolRule, FinishedForWhatIsOver) {
    Hop hop;
    auto& payload = hop.responding();
    hop.initiator.say(payload, tlm::END_RESP);
    expect_broken("finished", "END_RESP", [&] { hop.initiator.say(payload, tlm::END_RESP); });
}

TEST(ProtocolRule, FinishedForACompletionThatComesTwice) {
    Hop hop;
    auto& payload = hop.accepted();
    hop.initiator.answer = [&](tlm::tlm_generic_payload& p, tlm::tlm_phase&, sc_time&) {
        hop.initiator.say(p, tlm::END_RESP);
        return tlm::TLM_COMPLETED;
    };
    expect_broken("finished", "BEGIN_RESP", [&] { hop.target.respond(payload); });
}

TEST(ProtocolRule, FinishedForACompletionOfAnEarlierLife) {
    Hop hop;
    auto& payload = hop.accepted();
    hop.initiator.answer = [&](tlm::tlm_generic_payload& p, tlm::tlm_phase&, sc_time&) {
        hop.initiator.say(p, tlm::END_RESP);
        p.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
        hop.initiator.say(p, tlm::BEGIN_REQ);
        return tlm::TLM_COMPLETED;
    };
    expect_broken("finished", "BEGIN_RESP", [&] { hop.target.respond(payload); });
}

TEST(ProtocolRule, RequestExclusion) {
    Hop hop;
    hop.initiator.say(hop.payload(), tlm::BEGIN_REQ);
    expect_broken("request_exclusion", "BEGIN_REQ",
                  [&] { hop.initiator.say(hop.payload(), tlm::BEGIN_REQ); });
}

TEST(ProtocolRule, ResponseExclusion) {
    Hop hop;
    auto& second = hop.accepted();
    hop.responding();
    expect_broken("response_exclusion", "BEGIN_RESP", [&] { hop.target.respond(second); });
}

TEST(ProtocolRule, UnfinishedNamesTheOldest) {
    Hop hop;
    hop.accepted();
    auto& younger = hop.payload();
    younger.set_address(0x80);
    hop.initiator.say(younger, tlm::BEGIN_REQ);
    expect_broken("unfinished", "END_REQ", [&] { hop.checker.check_done(); });
}

TEST(ProtocolRule, UnfinishedIsLookedAtWhenTheSimulationStops) {
    Hop hop;
    hop.responding();
    expect_broken("unfinished", "BEGIN_RESP", [] { sc_core::sc_stop(); });
}

}  // namespace
}  // namespace pamsim::protocol
