// A copy engine to one level: carries the KV of prefill and of new tokens over the links into the level.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <cstdint>
#include <deque>
#include <functional>
#include <systemc>
#include <vector>

#include "host/level_link.h"
#include "protocol/at_initiator.h"
#include "protocol/extensions.h"

namespace pamsim::host {

/// Posted writes: post() returns at once, `landed` runs when the level has taken the bytes. New tokens of a
/// decode step overtake prompts between two chunks (the next step waits for them).
class KvWriter : public sc_core::sc_module {
public:
    SC_HAS_PROCESS(KvWriter);
    protocol::AtInitiator<tlm::tlm_base_protocol_types> memory{"memory"};
    tlm_utils::simple_initiator_socket<KvWriter, 64> fabric{"fabric"};

    /// `token_bytes`: K and V of one token in this owner's layers and heads. A write is cut into chunks of at
    /// most `chunk_bytes`, so that it streams through buffers smaller than itself.
    KvWriter(const sc_core::sc_module_name& name, const LevelLink& link, std::int64_t token_bytes,
             std::int64_t chunk_bytes);

    void post_prompt(const protocol::KvSpan& span, std::function<void()> landed);
    void post_new_tokens(std::vector<protocol::KvSpan> spans, std::function<void()> landed);

    std::size_t pending() const { return prompts_.size() + new_tokens_.size() + (busy_ ? 1 : 0); }
    std::int64_t pending_bytes() const { return pending_bytes_; }

private:
    struct Job {
        std::vector<protocol::KvSpan> spans;
        std::function<void()> landed;
    };

    void run();
    void write(std::vector<protocol::KvSpan> spans);

    LevelLink link_;
    std::int64_t token_bytes_;
    std::uint32_t chunk_tokens_;
    std::deque<Job> prompts_, new_tokens_;
    std::int64_t pending_bytes_ = 0;
    bool busy_ = false;
    sc_core::sc_event posted_{"posted"};
};

}  // namespace pamsim::host
