// One hop with a protocol checker in it, and what a broken rule has to say.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/invariant.h"
#include "protocol/payload_pool.h"
#include "protocol/protocol_checker.h"
#include "support/raw_sockets.h"

namespace pamsim::tests {

using protocol::Offsets;

struct Hop {
    RawInitiator initiator{"initiator"};
    protocol::ProtocolChecker<> checker;
    RawTarget target{"target"};
    protocol::PayloadPool pool{"pool"};

    explicit Hop(Offsets offsets = Offsets::forbidden) : checker("checker", offsets) {
        checker.between(initiator.socket, target.socket);
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
    }
    tlm::tlm_generic_payload& payload() {
        auto& made = pool.acquire();
        made.set_address(0x40);
        return made;
    }
    /// One that has come as far as END_REQ.
    tlm::tlm_generic_payload& accepted() {
        auto& made = payload();
        initiator.say(made, tlm::BEGIN_REQ);
        target.say(made, tlm::END_REQ);
        return made;
    }
    /// One whose response has begun.
    tlm::tlm_generic_payload& responding() {
        auto& made = accepted();
        target.respond(made);
        return made;
    }
};

template <class F>
void expect_broken(const std::string& rule, const std::string& phase, F f) {
    try {
        f();
        FAIL() << "nobody noticed that " << rule << " is broken";
    } catch (const base::InvariantError& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("checker: rule " + rule + " is broken"));
        EXPECT_THAT(error.what(), testing::HasSubstr("address 0x40, " + phase + " at "));
    }
}

/// A target that answers BEGIN_REQ like this.
inline Answer answer_with(tlm::tlm_sync_enum status, tlm::tlm_phase_enum next,
                          sc_core::sc_time offset = sc_core::SC_ZERO_TIME,
                          tlm::tlm_response_status response = tlm::TLM_OK_RESPONSE) {
    return [=](tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase, sc_core::sc_time& delay) {
        payload.set_response_status(response);
        phase = next;
        delay += offset;
        return status;
    };
}

}  // namespace pamsim::tests
