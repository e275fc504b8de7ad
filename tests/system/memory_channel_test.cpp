// A memory channel behind its socket: times computed by hand, back-pressure, order of responses.
#include "pim/memory_channel.h"

#include <gtest/gtest.h>

#include "base/invariant.h"
#include "channel_under_test.h"

namespace pamsim::pim {
namespace {

using tests::kBankGroup;
using tests::kColumn;
using tests::kRow;
using tests::RawChannel;
using At = RawChannel::At;
using Ats = std::vector<At>;

// HBM3-5200: a cycle is 1/1.3 ns; tRCD 19, tCL 19, tBL 2, tCCD_L 4, tRP 19, tRAS 45.

TEST(MemoryChannel, AnUnloadedReadTakesRcdClAndItsBurst) {
    RawChannel hbm;
    EXPECT_EQ(hbm.read(0), tlm::TLM_UPDATED);
    sc_core::sc_start();
    EXPECT_EQ(hbm.heard(tlm::BEGIN_RESP), (Ats{{30'769, 0}}));  // 40 cycles
    EXPECT_EQ(hbm.channel.counters().reads, 1u);
    EXPECT_EQ(hbm.channel.counters().read_bytes, 32u);
}

TEST(MemoryChannel, ARequestBetweenTwoEdgesStartsAtTheNext) {
    RawChannel hbm;
    sc_core::sc_start(100, sc_core::SC_PS);
    hbm.read(0);
    sc_core::sc_start();
    EXPECT_EQ(hbm.heard(tlm::BEGIN_RESP), (Ats{{31'538, 0}}));  // 41 cycles
}

TEST(MemoryChannel, AWriteTakesRcdCwlAndItsBurst) {
    RawChannel hbm;
    hbm.write(0);
    sc_core::sc_start();
    EXPECT_EQ(hbm.heard(tlm::BEGIN_RESP), (Ats{{20'769, 0}}));  // 19 + 6 + 2 = 27 cycles
    EXPECT_EQ(hbm.channel.counters().write_bytes, 32u);
}

TEST(MemoryChannel, TheLastBurstOfARequestAnswersIt) {
    RawChannel hbm;
    // One burst for either pseudo-channel; an activate holds their row bus for two cycles: 2 + 40 cycles.
    hbm.read(0, 64);
    sc_core::sc_start();
    EXPECT_EQ(hbm.heard(tlm::BEGIN_RESP), (Ats{{32'308, 0}}));
}

TEST(MemoryChannel, ARowHitOvertakesAMiss) {
    RawChannel hbm;
    hbm.read(0);
    hbm.read(kRow);
    hbm.read(kColumn);
    sc_core::sc_start();
    // The hit's column 4 cycles later: 44. The miss: PRE at tRAS 45, ACT at 64, RD at 83, data to 104.
    EXPECT_EQ(hbm.heard(tlm::BEGIN_RESP), (Ats{{30'769, 0}, {33'846, kColumn}, {80'000, kRow}}));
    EXPECT_EQ(hbm.channel.pending(), 0u);
}

TEST(MemoryChannel, WithholdsEndReqUntilAColumnLeavesTheQueue) {
    memory::DramPart part = tests::hbm3_without_refresh();
    part.controller.read_queue = 2;
    RawChannel hbm(part);
    EXPECT_EQ(hbm.read(0), tlm::TLM_UPDATED);
    EXPECT_EQ(hbm.read(kColumn), tlm::TLM_UPDATED);
    EXPECT_EQ(hbm.read(2 * kColumn), tlm::TLM_ACCEPTED);
    EXPECT_EQ(hbm.channel.pending(), 3u);
    sc_core::sc_start();
    // The first column goes in cycle 19, so there is room from cycle 20 on.
    EXPECT_EQ(hbm.heard(tlm::END_REQ), (Ats{{15'385, 2 * kColumn}}));
    EXPECT_EQ(hbm.heard(tlm::BEGIN_RESP), (Ats{{30'769, 0}, {33'846, kColumn}, {36'923, 2 * kColumn}}));
    EXPECT_EQ(hbm.channel.counters().withheld, 1u);
}

TEST(MemoryChannel, ARequestLongerThanTheQueueEntersPieceByPiece) {
    memory::DramPart part = tests::hbm3_without_refresh();
    part.controller.read_queue = 1;
    RawChannel hbm(part);
    // Two bursts for each pseudo-channel, each pair in two bank groups; one of a pair has to wait outside.
    EXPECT_EQ(hbm.read(0, 128), tlm::TLM_ACCEPTED);
    sc_core::sc_start();
    // Column of pseudo-channel 1 in cycle 21; its second burst enters in 22, RD at 22 + 19, data to 62.
    EXPECT_EQ(hbm.heard(tlm::END_REQ), (Ats{{16'923, 0}}));
    EXPECT_EQ(hbm.heard(tlm::BEGIN_RESP), (Ats{{47'692, 0}}));
}

TEST(MemoryChannel, AWithheldRequestIsTriedAtEveryEdgeFromTheFirst) {
    memory::DramPart part = tests::hbm3_without_refresh();
    part.controller.read_queue = 1;
    RawChannel hbm(part);
    hbm.read(0);
    sc_core::sc_start(14'000, sc_core::SC_PS);  // before edge 19; room comes at 20
    EXPECT_EQ(hbm.read(kColumn), tlm::TLM_ACCEPTED);
    sc_core::sc_start();
    EXPECT_EQ(hbm.heard(tlm::END_REQ), (Ats{{15'385, kColumn}}));
}

TEST(MemoryChannel, ANewcomerDoesNotOvertakeOneThatWaits) {
    memory::DramPart part = tests::hbm3_without_refresh();
    part.controller.read_queue = 1;
    tests::RawInitiator newcomer("newcomer");
    RawChannel hbm(part, std::nullopt, &newcomer);
    hbm.read(0);
    EXPECT_EQ(hbm.read(kColumn), tlm::TLM_ACCEPTED);
    // The first column goes in cycle 19; the next edge, 20, comes 385 ps after the newcomer.
    sc_core::sc_start(15'000, sc_core::SC_PS);
    EXPECT_EQ(newcomer.say(hbm.request(2 * kColumn), tlm::BEGIN_REQ), tlm::TLM_ACCEPTED);
    sc_core::sc_start();
    EXPECT_EQ(hbm.heard(tlm::END_REQ), (Ats{{15'385, kColumn}}));
    EXPECT_EQ(hbm.heard(tlm::BEGIN_RESP), (Ats{{30'769, 0}, {33'846, kColumn}}));
    ASSERT_EQ(newcomer.heard.size(), 2u);
    EXPECT_EQ(protocol::from_sc(newcomer.heard[0].at).value(), 18'462);  // END_REQ in cycle 24
}

TEST(MemoryChannel, ABurstThatWaitsAsAWriteDoesNotAnswerForTheOthers) {
    memory::DramPart part = tests::hbm3_without_refresh();
    part.controller.read_queue = 1;
    RawChannel hbm(part);
    hbm.write(96);
    hbm.read(32, 96);
    sc_core::sc_start();
    // Columns in cycles 19 and 21; the third burst enters in 22 and finds the write. Data came until 42.
    EXPECT_EQ(hbm.channel.engine().forwarded(), 1u);
    EXPECT_EQ(hbm.heard(tlm::BEGIN_RESP)[0], (At{32'308, 32}));
}

TEST(MemoryChannel, AResponseWaitsForTheEndOfTheOneBefore) {
    RawChannel hbm;
    hbm.initiator.answer = tests::accept;
    hbm.read(0);
    hbm.read(kColumn);
    sc_core::sc_start(100, sc_core::SC_NS);
    EXPECT_EQ(hbm.heard(tlm::BEGIN_RESP), (Ats{{30'769, 0}}));
    EXPECT_EQ(hbm.channel.pending(), 2u);
    hbm.initiator.say(*hbm.initiator.heard[0].payload, tlm::END_RESP);
    EXPECT_EQ(hbm.heard(tlm::BEGIN_RESP), (Ats{{30'769, 0}, {100'000, kColumn}}));
    hbm.initiator.say(*hbm.initiator.heard[1].payload, tlm::END_RESP);
    EXPECT_EQ(hbm.channel.pending(), 0u);
    EXPECT_NO_THROW(hbm.check_done());
    for (const tests::Heard& one : hbm.initiator.heard) one.payload->release();
    EXPECT_NO_THROW(hbm.pool.check_all_returned());
}

TEST(MemoryChannel, AProgramEndsWithItsLastCommandAndMayBeFollowedAtOnce) {
    RawChannel hbm(tests::hbm3_without_refresh(), tests::hbm3_pim());
    const memory::PimProgram program{{{memory::PimOp::Kind::row, 0, 0, 4, 7}}};
    std::vector<std::int64_t> ends;
    hbm.channel.submit_pim(0, program, [&] {
        ends.push_back(protocol::now().value());
        hbm.channel.submit_pim(0, program, [&] { ends.push_back(protocol::now().value()); });
    });
    EXPECT_EQ(hbm.channel.pending(), 1u);
    sc_core::sc_start();
    // MODE at 0, ACT at 10, MACs at 29, 35, 41 and 47, PRE at tRAS 55. Again ACT at tRP 74, PRE at 119.
    EXPECT_EQ(ends, (std::vector<std::int64_t>{42'308, 91'538}));
    EXPECT_EQ(hbm.channel.counters().programs, 2u);
    EXPECT_THROW(hbm.channel.submit_pim(9, program, [] {}), base::InvariantError);
}

}  // namespace
}  // namespace pamsim::pim
