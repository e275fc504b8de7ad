// What a memory channel does with payloads: the bytes that it keeps, and what it refuses.
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <numeric>

#include "base/invariant.h"
#include "channel_under_test.h"

namespace pamsim::pim {
namespace {

using tests::RawChannel;

std::array<std::uint8_t, 64> counting(std::uint8_t from) {
    std::array<std::uint8_t, 64> bytes;
    std::iota(bytes.begin(), bytes.end(), from);
    return bytes;
}

TEST(MemoryChannelData, AReadReturnsWhatWasWritten) {
    RawChannel hbm;
    auto written = counting(1);
    hbm.write(4096, 64, written.data());
    sc_core::sc_start();
    std::array<std::uint8_t, 128> read;
    read.fill(9);
    hbm.read(4096, 128, read.data());
    sc_core::sc_start();
    EXPECT_EQ(std::memcmp(read.data(), written.data(), 64), 0);
    for (std::size_t i = 64; i < 128; ++i) EXPECT_EQ(read[i], 0) << "nobody wrote byte " << i;
}

TEST(MemoryChannelData, OrderIsThatOfTheRequestsWhateverTheCommandsDo) {
    RawChannel hbm;
    auto first = counting(1), second = counting(2), before = counting(7), between = counting(7);
    hbm.read(0, 64, before.data());
    hbm.write(0, 64, first.data());
    hbm.read(0, 64, between.data());  // answered from the write queue
    hbm.write(0, 64, second.data());
    sc_core::sc_start();
    EXPECT_EQ(before, (std::array<std::uint8_t, 64>{}));
    EXPECT_EQ(between, first);
    EXPECT_EQ(hbm.channel.engine().forwarded(), 2u);
}

TEST(MemoryChannelData, DebugSeesItAtOnceAndTakesNoTime) {
    RawChannel hbm;
    auto written = counting(1);
    hbm.write(0, 64, written.data());
    std::array<std::uint8_t, 3> seen{};
    auto& look = hbm.request(5, 3, seen.data());
    EXPECT_EQ(hbm.initiator.socket->transport_dbg(look), 3u);
    EXPECT_EQ(seen, (std::array<std::uint8_t, 3>{6, 7, 8}));
    std::array<std::uint8_t, 3> poked{100, 101, 102};
    auto& poke = hbm.request(hbm.channel.bytes() - 2, 3, poked.data());
    poke.set_write();
    EXPECT_EQ(hbm.initiator.socket->transport_dbg(poke), 2u);  // one byte lies beyond the end
    poke.set_address(hbm.channel.bytes());
    EXPECT_EQ(hbm.initiator.socket->transport_dbg(poke), 0u);
    poke.set_address(0);
    poke.set_command(tlm::TLM_IGNORE_COMMAND);
    EXPECT_EQ(hbm.initiator.socket->transport_dbg(poke), 0u);
    EXPECT_EQ(protocol::now().value(), 0);
}

TEST(MemoryChannelData, OffersNoDirectPointer) {
    RawChannel hbm;
    tlm::tlm_dmi region;
    EXPECT_FALSE(hbm.initiator.socket->get_direct_mem_ptr(hbm.request(0), region));
}

/// Sends a request that is wrong in one way; its answer comes at once and leaves nothing behind.
template <class Change>
void expect_status(tlm::tlm_response_status status, Change change) {
    RawChannel hbm;
    std::uint8_t byte = 0;
    auto& payload = hbm.request(0, 64);
    change(payload, hbm.channel, byte);
    EXPECT_EQ(hbm.initiator.say(payload, tlm::BEGIN_REQ), tlm::TLM_UPDATED);
    sc_core::sc_start();
    ASSERT_EQ(hbm.initiator.heard.size(), 1u);
    EXPECT_EQ(hbm.initiator.heard[0].status, status);
    EXPECT_EQ(protocol::now().value(), 0);
    EXPECT_EQ(hbm.channel.counters().refused, 1u);
    EXPECT_EQ(hbm.channel.counters().reads, 0u);
    EXPECT_EQ(hbm.channel.engine().commands(), 0u);
    EXPECT_EQ(hbm.channel.pending(), 0u);
}

TEST(MemoryChannelRefuses, AByteEnable) {
    expect_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE,
                  [](auto& payload, auto&, auto& byte) { payload.set_byte_enable_ptr(&byte); });
}
TEST(MemoryChannelRefuses, AStreamingWidth) {
    expect_status(tlm::TLM_BURST_ERROR_RESPONSE,
                  [](auto& payload, auto&, auto&) { payload.set_streaming_width(32); });
}
TEST(MemoryChannelRefuses, PartOfABurst) {
    expect_status(tlm::TLM_BURST_ERROR_RESPONSE,
                  [](auto& payload, auto&, auto&) { payload.set_data_length(48); });
}
TEST(MemoryChannelRefuses, NoBytes) {
    expect_status(tlm::TLM_BURST_ERROR_RESPONSE,
                  [](auto& payload, auto&, auto&) { payload.set_data_length(0); });
}
TEST(MemoryChannelRefuses, MoreThanTheLimit) {
    expect_status(tlm::TLM_BURST_ERROR_RESPONSE, [](auto& payload, auto&, auto&) {
        payload.set_data_length(4096 + 32);
        payload.set_streaming_width(4096 + 32);
    });
}
TEST(MemoryChannelRefuses, AnAddressInsideABurst) {
    expect_status(tlm::TLM_ADDRESS_ERROR_RESPONSE,
                  [](auto& payload, auto&, auto&) { payload.set_address(16); });
}
TEST(MemoryChannelRefuses, TheFirstByteBeyondTheEnd) {
    expect_status(tlm::TLM_ADDRESS_ERROR_RESPONSE,
                  [](auto& payload, auto& channel, auto&) { payload.set_address(channel.bytes() - 32); });
}
TEST(MemoryChannelRefuses, AnAddressNearTheEndOfNumbers) {
    expect_status(tlm::TLM_ADDRESS_ERROR_RESPONSE,
                  [](auto& payload, auto&, auto&) { payload.set_address(~std::uint64_t{0} - 31); });
}
TEST(MemoryChannelRefuses, ACommandThatIsNone) {
    expect_status(tlm::TLM_COMMAND_ERROR_RESPONSE,
                  [](auto& payload, auto&, auto&) { payload.set_command(tlm::TLM_IGNORE_COMMAND); });
}

TEST(MemoryChannelServes, TheLastBytesOfTheChannel) {
    RawChannel hbm;
    EXPECT_EQ(hbm.channel.bytes(), std::uint64_t{1} << 30);  // 16 GiB over 16 channels
    hbm.read(hbm.channel.bytes() - 64, 64);
    sc_core::sc_start();
    EXPECT_EQ(hbm.channel.counters().reads, 1u);
}

/// A channel without a checker in front, told something impossible.
void expect_broken(tlm::tlm_phase phase, sc_core::sc_time delay, bool managed) {
    MemoryChannel channel("channel", tests::hbm3_without_refresh());
    tests::RawInitiator initiator("initiator");
    initiator.socket.bind(channel.target);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    protocol::PayloadPool pool("pool");
    tlm::tlm_generic_payload bare;
    EXPECT_THROW(initiator.say(managed ? pool.acquire() : bare, phase, delay), base::InvariantError);
}

TEST(MemoryChannelStops, AtALocalTimeOffset) {
    expect_broken(tlm::BEGIN_REQ, sc_core::sc_time(1, sc_core::SC_PS), true);
}
TEST(MemoryChannelStops, AtAPhaseOfItsOwn) {
    expect_broken(tlm::BEGIN_RESP, sc_core::SC_ZERO_TIME, true);
}
TEST(MemoryChannelStops, AtAnEndOfNoResponse) {
    expect_broken(tlm::END_RESP, sc_core::SC_ZERO_TIME, true);
}
TEST(MemoryChannelStops, AtASecondRequestBeforeEndReq) {
    memory::DramPart part = tests::hbm3_without_refresh();
    part.controller.read_queue = 1;
    MemoryChannel channel("channel", part);
    tests::RawInitiator initiator("initiator");
    initiator.socket.bind(channel.target);
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
    protocol::PayloadPool pool("pool");
    const auto read = [&] {
        auto& payload = pool.acquire();
        payload.set_read();
        payload.set_data_length(32);
        payload.set_streaming_width(32);
        return initiator.say(payload, tlm::BEGIN_REQ);
    };
    EXPECT_EQ(read(), tlm::TLM_UPDATED);
    EXPECT_EQ(read(), tlm::TLM_ACCEPTED);
    EXPECT_THROW(read(), base::InvariantError);
}
TEST(MemoryChannelStops, AtAPayloadThatNobodyManages) {
    expect_broken(tlm::BEGIN_REQ, sc_core::SC_ZERO_TIME, false);
}

}  // namespace
}  // namespace pamsim::pim
