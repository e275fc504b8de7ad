// One DRAM channel as a module: ordinary reads and writes come over four-phase sockets, PIM programs by a
// call of the level; both compete inside the command-level engine.
#pragma once

#include <tlm_utils/multi_passthrough_target_socket.h>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <systemc>
#include <tlm>
#include <vector>

#include "memory/dram/address_map.h"
#include "memory/dram/channel.h"
#include "memory/dram_part.h"
#include "memory/sparse_store.h"

namespace pamsim::pim {

/// Of requests that were served; refused ones are counted alone.
struct MemoryChannelCounters {
    std::uint64_t reads = 0, writes = 0, programs = 0;
    std::uint64_t read_bytes = 0, write_bytes = 0;
    std::uint64_t refused = 0;
    std::uint64_t withheld = 0;  ///< requests whose END_REQ did not come at once
};

/// A payload's address counts bytes inside the channel: the part's address map without its channel bits.
/// Address and length are whole bursts (a column access of a rank). Data, when the payload points to some, is
/// moved burst by burst in the order in which bursts enter the queues. BEGIN_RESP comes with the last byte of
/// the last burst; requests may overtake one another. Errors of a payload are answered by its response
/// status, those of a protocol by base::InvariantError. Not modelled: the controller's own latency.
class MemoryChannel : public sc_core::sc_module {
public:
    SC_HAS_PROCESS(MemoryChannel);
    using Done = std::function<void()>;
    tlm_utils::multi_passthrough_target_socket<MemoryChannel, 64, tlm::tlm_base_protocol_types, 0,
                                               sc_core::SC_ZERO_OR_MORE_BOUND>
        target{"target"};

    /// `pim`: the channel takes programs. A request longer than `max_request_bytes` is a burst error.
    MemoryChannel(const sc_core::sc_module_name& name, const memory::DramPart& part,
                  const std::optional<memory::PimTimings>& pim = std::nullopt,
                  std::uint64_t max_request_bytes = 4096);

    /// `done` runs at the time of the program's completion. Streams: DramChannel::streams().
    void submit_pim(std::uint32_t stream, memory::PimProgram program, Done done);

    std::uint64_t bytes() const { return map_.bursts_per_channel() * burst_bytes_; }
    std::uint64_t burst_bytes() const { return burst_bytes_; }
    /// Requests and programs that came and have not been answered.
    std::size_t pending() const { return work_.size() - free_.size(); }
    const MemoryChannelCounters& counters() const { return counters_; }
    /// As far as somebody had to know; commands between the last request's and now may be missing.
    const memory::DramChannel& engine() const { return engine_; }

private:
    struct Work {
        tlm::tlm_generic_payload* payload = nullptr;  ///< none: a program
        int port = 0;
        tlm::tlm_response_status status = tlm::TLM_OK_RESPONSE;
        std::uint64_t bursts = 0, submitted = 0, completed = 0;
        memory::Cycle done = 0;  ///< of what has completed, the last
        Done program_done;
    };
    struct Port {
        tlm::tlm_generic_payload* requesting = nullptr;  ///< between BEGIN_REQ and END_REQ
        std::optional<std::uint32_t> responding;         ///< between BEGIN_RESP and END_RESP
        std::deque<std::uint32_t> responses;             ///< that wait for it
    };
    struct Ready {
        memory::Cycle done;
        std::uint64_t order;
        std::uint32_t work;
        bool operator>(const Ready& other) const {
            return done != other.done ? done > other.done : order > other.order;
        }
    };

    void end_of_elaboration() override;
    tlm::tlm_sync_enum nb_transport_fw(int port, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                       sc_core::sc_time& delay);
    unsigned int transport_dbg(int port, tlm::tlm_generic_payload& payload);
    tlm::tlm_sync_enum begin_request(int port, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase);
    void end_response(int port, tlm::tlm_generic_payload& payload);
    tlm::tlm_response_status check(const tlm::tlm_generic_payload& payload) const;

    memory::Cycle cycle_now() const;
    std::uint32_t new_work();
    void advance_before(memory::Cycle cycle);
    void collect();
    void add_ready(std::uint32_t index);
    bool enter(std::uint32_t index, memory::Cycle now);
    void move_burst(tlm::tlm_generic_payload& payload, std::uint64_t offset);
    void admit(memory::Cycle now);
    void deliver(memory::Cycle now);
    void respond(int port);
    void schedule();
    void wake();

    std::uint64_t burst_bytes_, max_request_bytes_;
    base::Clock clock_;
    memory::AddressMap map_;
    memory::DramChannel engine_;
    memory::SparseStore store_;
    MemoryChannelCounters counters_;
    std::vector<Work> work_;  ///< by tag
    std::vector<std::uint32_t> free_;
    std::vector<Port> ports_;
    std::deque<std::uint32_t> entering_;  ///< not all of their bursts found room; in order of arrival
    memory::Cycle tried_at_ = -1;         ///< when all of them were tried last
    memory::Cycle horizon_ = -1;          ///< to which the engine was advanced
    std::uint64_t order_ = 0;
    std::priority_queue<Ready, std::vector<Ready>, std::greater<>> ready_;  ///< whose completion is known
    memory::Cycle wake_at_ = memory::kLater;
    sc_core::sc_event wake_event_{"wake_event"};
};

}  // namespace pamsim::pim
