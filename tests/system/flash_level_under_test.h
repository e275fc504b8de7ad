// An SSD level at command level with its KV cache and initiators, each behind a protocol checker.
#pragma once

#include <memory>
#include <vector>

#include "kv/kv_cache.h"
#include "pim/command_flash_level.h"
#include "protocol/at_initiator.h"
#include "protocol/protocol_checker.h"
#include "protocol/time.h"
#include "support/parts.h"

namespace pamsim::tests {

/// Two kv-heads of 128 values, four query heads each: a page holds 64 tokens, and a block of them is four
/// pages in each layer.
constexpr pim::AttentionShape kTwoHeads{2, 4, 128, 2};

struct FlashLevelUnderTest {
    static constexpr std::uint32_t kLayers = 3;

    explicit FlashLevelUnderTest(const std::vector<base::Override>& overrides = {}, std::uint32_t drives = 1,
                                 double keep_ratio = 1.0, const pim::AttentionShape& heads = kTwoHeads)
        : shape(heads),
          part(flash_pim("nvme-paper-pim", overrides)),
          attention(part.part, part.pim, drives, shape),
          cache({layout(drives)}, 1) {
        pim::LevelSetup setup{};
        setup.cache = &cache;
        setup.attention = &attention;
        setup.selection = {keep_ratio};
        level = std::make_unique<pim::CommandFlashLevel>(
            "ssd", setup, part.part, &attention,
            pim::FlashDriveSetup{shape.token_bytes() * kLayers, 64, kLayers, part.pim.pus}, drives);
        attention_checker.between(control.socket, level->control);
        memory_checker.between(memory.socket, level->memory);
        sc_core::sc_start(sc_core::SC_ZERO_TIME);
    }

    kv::LevelLayout layout(std::uint32_t drives) const {
        const std::int64_t block_bytes = shape.token_bytes() * kLayers * 64;
        return {"ssd", part.part.user_capacity().value() / block_bytes * drives, 64, drives,
                part.part.all_dies()};
    }

    /// The cache places the sequence; nothing is written.
    void admit(std::uint64_t sequence, std::uint32_t tokens) {
        ASSERT_TRUE(cache.admit(kv::SequenceId{sequence}, tokens, 0, 8));
    }
    void leave(std::uint64_t sequence) {
        cache.release(kv::SequenceId{sequence});
        level->release(sequence);
    }
    void post_write(std::uint64_t sequence, std::uint32_t first, std::uint32_t tokens) {
        auto& payload = memory.acquire();
        payload.set_write();
        auto* access = new protocol::BulkAccess;
        access->bytes = tokens * shape.token_bytes() * kLayers;
        access->kv = {{sequence, first, tokens}};
        payload.set_extension(access);
        memory.send(payload, [this](tlm::tlm_generic_payload&) { write_ends.push_back(protocol::now()); });
    }
    void post_read(std::int64_t bytes) {
        auto& payload = memory.acquire();
        payload.set_read();
        auto* access = new protocol::BulkAccess;
        access->bytes = bytes;
        payload.set_extension(access);
        memory.send(payload, [this](tlm::tlm_generic_payload&) { read_ends.push_back(protocol::now()); });
    }
    void post_attention(std::uint32_t repeat = 1) {
        auto& payload = control.acquire();
        auto* request = new protocol::AttentionRequest;
        request->repeat = repeat;
        payload.set_extension(request);
        control.send(payload, [this](tlm::tlm_generic_payload& p) {
            answers.push_back(protocol::AttentionRequest::of(p, "test"));
            answered_at.push_back(protocol::now());
        });
    }
    /// Runs until everything is answered.
    void settle() {
        sc_core::sc_start();
        attention_checker.check_done();
        memory_checker.check_done();
        EXPECT_EQ(level->pending(), 0u);
    }
    void pass(base::Picoseconds time) { sc_core::sc_start(protocol::to_sc(time)); }
    /// One layer's attention, alone.
    base::Picoseconds attend() {
        const base::Picoseconds from = protocol::now();
        post_attention();
        settle();
        return answered_at.back() - from;
    }
    double fast_s() {
        std::vector<kv::DomainLoad> scratch;
        return attention.cost(cache.readable_loads(0, 0, scratch), {}, pim::Softmax::distributed).total_s();
    }

    pim::AttentionShape shape;
    FlashPimPart part;
    pim::FlashAttention attention;
    kv::KvCache cache;
    std::unique_ptr<pim::CommandFlashLevel> level;
    protocol::AtInitiator<protocol::pam_protocol_types> control{"control"};
    protocol::AtInitiator<tlm::tlm_base_protocol_types> memory{"memory"};
    protocol::ProtocolChecker<protocol::pam_protocol_types> attention_checker{"attention_checker"};
    protocol::ProtocolChecker<> memory_checker{"memory_checker"};
    std::vector<protocol::AttentionRequest> answers;
    std::vector<base::Picoseconds> answered_at, write_ends, read_ends;
};

}  // namespace pamsim::tests
