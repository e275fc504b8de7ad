// Streams KV of a level without PIM units to the GPU, one layer ahead of the kernels that need it.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <cstdint>
#include <functional>
#include <memory>
#include <systemc>

#include "host/level_link.h"
#include "protocol/at_initiator.h"
#include "protocol/extensions.h"

namespace pamsim::host {

/// The level's read, the links, and (when the data bounces through host memory) that memory's write and read
/// all proceed together; the stream ends when the slowest has its bytes through. Each is shared with other
/// traffic.
class KvStream : public sc_core::sc_module {
public:
    SC_HAS_PROCESS(KvStream);
    using MemoryPort = protocol::AtInitiator<tlm::tlm_base_protocol_types>;
    MemoryPort level{"level"};
    std::unique_ptr<MemoryPort> bounce;  ///< to the host's memory; present when the link bounces
    tlm_utils::simple_initiator_socket<KvStream, 64> fabric{"fabric"};

    KvStream(const sc_core::sc_module_name& name, const LevelLink& link);

    void start(std::int64_t bytes, std::uint32_t repeat, std::function<void()> done);
    bool busy() const { return left_ > 0; }

private:
    void run();
    void touch(MemoryPort& port, bool write);
    void part_done();

    LevelLink link_;
    std::int64_t bytes_ = 0;
    std::uint32_t repeat_ = 1;
    int left_ = 0;
    std::function<void()> done_;
    sc_core::sc_event start_{"start"};
};

}  // namespace pamsim::host
