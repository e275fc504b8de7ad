// A memory channel of HBM3 with its initiators, each behind a protocol checker.
#pragma once

#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "memory/dram_part.h"
#include "pim/memory_channel.h"
#include "protocol/at_initiator.h"
#include "protocol/protocol_checker.h"
#include "protocol/time.h"
#include "support/parts.h"
#include "support/raw_sockets.h"

namespace pamsim::tests {

/// Refreshes come every 3.9 us and would only blur what is computed by hand.
inline memory::DramPart hbm3_without_refresh() {
    memory::DramPart part = memory::DramPart::from(tests::part("hbm3-5200").root());
    part.refresh.mode = memory::RefreshMode::none;
    return part;
}

/// One PIM stream per rank, MACs as far apart as HBM3's power limit asks.
inline memory::PimTimings hbm3_pim() {
    return {true, false, 6, 4, 1, 10, true};
}

/// Addresses of HBM3-5200 inside its channel: 32 B bursts alternate between the pseudo-channels, then go
/// through four bank groups, 32 columns, four banks and two ranks before the next row.
constexpr std::uint64_t kBankGroup = 64, kColumn = 256, kBank = 8192, kRow = 65536;

struct ChannelUnderTest {
    using Initiator = protocol::AtInitiator<tlm::tlm_base_protocol_types>;
    pim::MemoryChannel channel;
    std::vector<std::unique_ptr<protocol::ProtocolChecker<>>> checkers;

    explicit ChannelUnderTest(const memory::DramPart& part,
                              const std::optional<memory::PimTimings>& pim = std::nullopt)
        : channel("channel", part, pim) {}

    template <class Socket>
    void bind(Socket& socket) {
        const std::string name = "checker" + std::to_string(checkers.size());
        checkers.push_back(std::make_unique<protocol::ProtocolChecker<>>(name.c_str()));
        checkers.back()->between(socket, channel.target);
    }
    void check_done() const {
        for (const auto& checker : checkers) checker->check_done();
    }
};

/// Of one raw initiator, or two.
struct RawChannel : ChannelUnderTest {
    RawInitiator initiator{"initiator"};
    protocol::PayloadPool pool{"pool"};

    explicit RawChannel(const memory::DramPart& part = hbm3_without_refresh(),
                        const std::optional<memory::PimTimings>& pim = std::nullopt,
                        RawInitiator* second = nullptr)
        : ChannelUnderTest(part, pim) {
        bind(initiator.socket);
        initiator.answer = finish_responses;
        if (second != nullptr) {
            bind(second->socket);
            second->answer = finish_responses;
        }
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
    }
    static tlm::tlm_sync_enum finish_responses(tlm::tlm_generic_payload&, tlm::tlm_phase& phase,
                                               sc_core::sc_time&) {
        if (phase == tlm::END_REQ) return tlm::TLM_ACCEPTED;
        phase = tlm::END_RESP;
        return tlm::TLM_UPDATED;
    }
    tlm::tlm_generic_payload& request(std::uint64_t address, unsigned int length = 32,
                                      std::uint8_t* data = nullptr) {
        auto& payload = pool.acquire();
        payload.set_read();
        payload.set_address(address);
        payload.set_data_length(length);
        payload.set_streaming_width(length);
        payload.set_data_ptr(data);
        payload.set_byte_enable_ptr(nullptr);
        return payload;
    }
    tlm::tlm_sync_enum read(std::uint64_t address, unsigned int length = 32, std::uint8_t* data = nullptr) {
        return initiator.say(request(address, length, data), tlm::BEGIN_REQ);
    }
    tlm::tlm_sync_enum write(std::uint64_t address, unsigned int length = 32, std::uint8_t* data = nullptr) {
        auto& payload = request(address, length, data);
        payload.set_write();
        return initiator.say(payload, tlm::BEGIN_REQ);
    }
    /// When phases of this kind came, in picoseconds, with the addresses of their payloads.
    using At = std::pair<std::int64_t, std::uint64_t>;
    std::vector<At> heard(tlm::tlm_phase_enum phase) const {
        std::vector<At> found;
        for (const Heard& one : initiator.heard)
            if (one.phase == phase) found.emplace_back(protocol::from_sc(one.at).value(), one.address);
        return found;
    }
};

}  // namespace pamsim::tests
