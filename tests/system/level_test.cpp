// A level as an AT target: order, back-pressure, and what its rules refuse.
#include "pim/level.h"

#include <gtest/gtest.h>

#include "base/invariant.h"
#include "protocol/at_initiator.h"
#include "protocol/protocol_checker.h"
#include "protocol/time.h"

namespace pamsim::pim {
namespace {

using Initiator = protocol::AtInitiator<tlm::tlm_base_protocol_types>;

LevelSetup one_gb_per_s(std::uint32_t depth) {
    LevelSetup setup{};
    setup.bulk_bytes_per_s = 1e9;
    setup.queue_depth = depth;
    return setup;
}

void send(Initiator& initiator, std::int64_t bytes, std::vector<double>& ends) {
    auto& payload = initiator.acquire();
    payload.set_read();
    auto* access = new protocol::BulkAccess;
    access->bytes = bytes;
    payload.set_extension(access);
    initiator.send(payload,
                   [&ends](tlm::tlm_generic_payload&) { ends.push_back(base::seconds(protocol::now())); });
}

TEST(Level, ServesOneAfterTheOther) {
    Level level("level", one_gb_per_s(4));
    Initiator initiator("initiator");
    protocol::ProtocolChecker<> checker("checker");
    checker.between(initiator.socket, level.memory);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    std::vector<double> ends;
    for (const int bytes : {1000, 2000, 3000}) send(initiator, bytes, ends);
    sc_core::sc_start();
    EXPECT_EQ(ends, (std::vector<double>{1e-6, 3e-6, 6e-6}));
    EXPECT_EQ(level.counters().busy.value(), 6'000'000);
    EXPECT_EQ(level.pending(), 0u);
    EXPECT_NO_THROW(initiator.pool().check_all_returned());
    EXPECT_NO_THROW(checker.check_done());
}

TEST(Level, WithholdsEndReqWhenFullAndLosesNothing) {
    Level level("level", one_gb_per_s(1));
    Initiator first("first"), second("second"), third("third");
    std::vector<double> ends;
    protocol::ProtocolChecker<> of_first("of_first"), of_second("of_second"), of_third("of_third");
    of_first.between(first.socket, level.memory);
    of_second.between(second.socket, level.memory);
    of_third.between(third.socket, level.memory);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    for (Initiator* initiator : {&first, &second, &third}) {
        send(*initiator, 1000, ends);
        send(*initiator, 1000, ends);
    }
    EXPECT_EQ(level.pending(), 4u);  // one accepted, one of each initiator withheld; two wait in theirs
    EXPECT_EQ(second.pending(), 2u);
    sc_core::sc_start();
    EXPECT_EQ(ends.size(), 6u);
    EXPECT_EQ(ends.back(), 6e-6);
    EXPECT_EQ(of_first.finished() + of_second.finished() + of_third.finished(), 6u);
}

/// An initiator with no manners: sends whatever it is told.
struct Rude : sc_core::sc_module {
    tlm_utils::simple_initiator_socket<Rude, 64> socket{"socket"};
    explicit Rude(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {}
};

void expect_refused(tlm::tlm_phase phase, sc_core::sc_time delay) {
    Level level("level", one_gb_per_s(4));
    Rude rude("rude");
    rude.socket.bind(level.memory);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    tlm::tlm_generic_payload payload;
    EXPECT_THROW(rude.socket->nb_transport_fw(payload, phase, delay), base::InvariantError);
}

TEST(Level, RefusesALocalTimeOffset) {
    expect_refused(tlm::BEGIN_REQ, sc_core::sc_time(1, sc_core::SC_NS));
}

TEST(Level, RefusesAPhaseThatIsNoRequest) {
    expect_refused(tlm::END_RESP, sc_core::SC_ZERO_TIME);
}

TEST(PayloadPool, ALostTransactionIsNamed) {
    protocol::PayloadPool pool("writer");
    pool.acquire();
    try {
        pool.check_all_returned();
        FAIL();
    } catch (const base::InvariantError& error) {
        EXPECT_STREQ(error.what(), "writer: 1 transaction(s) still outstanding at the end of the run");
    }
}

}  // namespace
}  // namespace pamsim::pim
