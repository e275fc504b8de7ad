// The protocol checker lets clean traffic pass unchanged, in no time, on either kind of socket.
#include "protocol/protocol_checker.h"

#include <set>

#include "protocol/at_initiator.h"
#include "protocol/extensions.h"
#include "protocol_hop.h"

namespace pamsim::protocol {
namespace {

using sc_core::sc_time;
using tests::answer_with;
using tests::Hop;

TEST(ProtocolChecker, EveryRuleHasANameOfItsOwnAndASentence) {
    std::set<std::string> names;
    for (std::size_t i = 0; i < kRules; ++i) {
        names.insert(name_of(static_cast<Rule>(i)));
        EXPECT_GT(std::string(words_of(static_cast<Rule>(i))).size(), 10u);
    }
    EXPECT_EQ(names.size(), kRules);
}

TEST(ProtocolChecker, PassesTheFourPhasesInNoTime) {
    Hop hop;
    const auto delta = sc_core::sc_delta_count();
    auto& payload = hop.responding();
    EXPECT_THROW(hop.checker.check_done(), base::InvariantError);
    hop.initiator.say(payload, tlm::END_RESP);
    EXPECT_NO_THROW(hop.checker.check_done());
    EXPECT_EQ(hop.checker.finished(), 1u);
    ASSERT_EQ(hop.initiator.heard.size(), 2u);
    EXPECT_EQ(hop.initiator.heard[1].payload, &payload);
    EXPECT_EQ(sc_core::sc_delta_count(), delta);
    EXPECT_EQ(payload.get_ref_count(), 1);
    payload.release();
    EXPECT_NO_THROW(hop.pool.check_all_returned());
}

TEST(ProtocolChecker, PassesWhatTheStandardShortens) {
    Hop hop;
    hop.target.answer = answer_with(tlm::TLM_COMPLETED, tlm::BEGIN_REQ);
    EXPECT_EQ(hop.initiator.say(hop.payload(), tlm::BEGIN_REQ), tlm::TLM_COMPLETED);
    hop.target.answer = answer_with(tlm::TLM_UPDATED, tlm::BEGIN_RESP);  // implies END_REQ
    auto& second = hop.payload();
    EXPECT_EQ(hop.initiator.say(second, tlm::BEGIN_REQ), tlm::TLM_UPDATED);
    hop.target.answer = tests::accept;
    hop.initiator.say(second, tlm::END_RESP);
    auto& third = hop.accepted();
    hop.initiator.answer = answer_with(tlm::TLM_UPDATED, tlm::END_RESP);
    hop.target.respond(third);
    EXPECT_EQ(hop.checker.finished(), 3u);
    EXPECT_NO_THROW(hop.checker.check_done());
}

TEST(ProtocolChecker, PassesResponsesOutOfOrder) {
    Hop hop;
    auto& first = hop.accepted();
    auto& second = hop.accepted();
    hop.target.respond(second);
    hop.initiator.say(second, tlm::END_RESP);
    hop.target.respond(first);
    hop.initiator.say(first, tlm::END_RESP);
    EXPECT_EQ(hop.checker.finished(), 2u);
}

TEST(ProtocolChecker, SitsOnAttentionSocketsAndUnderAnAtInitiator) {
    struct Level : sc_core::sc_module {
        tlm_utils::passthrough_target_socket<Level, 64, pam_protocol_types> socket{"socket"};
        explicit Level(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
            socket.register_nb_transport_fw(this, &Level::forward);
        }
        tlm::tlm_sync_enum forward(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase, sc_time&) {
            taken = &payload;
            phase = tlm::END_REQ;
            return tlm::TLM_UPDATED;
        }
        tlm::tlm_generic_payload* taken = nullptr;
    } level("level");
    AtInitiator<pam_protocol_types> initiator("initiator");
    ProtocolChecker<pam_protocol_types> checker("checker");
    checker.between(initiator.socket, level.socket);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    bool answered = false;
    initiator.send(initiator.acquire(), [&](tlm::tlm_generic_payload&) { answered = true; });
    level.taken->set_response_status(tlm::TLM_OK_RESPONSE);
    tlm::tlm_phase phase = tlm::BEGIN_RESP;
    sc_time delay = sc_core::SC_ZERO_TIME;
    EXPECT_EQ(level.socket->nb_transport_bw(*level.taken, phase, delay), tlm::TLM_COMPLETED);
    EXPECT_TRUE(answered);
    EXPECT_NO_THROW(checker.check_done());
    EXPECT_NO_THROW(initiator.pool().check_all_returned());
}

}  // namespace
}  // namespace pamsim::protocol
