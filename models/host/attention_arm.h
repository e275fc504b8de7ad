// The attention coordinator's arm to one level: q out, local attention, partials back, beside the other
// levels' arms.
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <cstdint>
#include <functional>
#include <systemc>

#include "host/breakdown.h"
#include "host/level_link.h"
#include "protocol/at_initiator.h"
#include "protocol/extensions.h"

namespace pamsim::host {

/// One layer's (or `repeat` layers') attention on one level, for one microbatch.
struct ArmJob {
    std::uint32_t microbatch;
    std::uint32_t repeat;
    std::int64_t q_bytes;       ///< of one layer, this owner's heads
    std::int64_t output_bytes;  ///< (O, m, l) of every query head, one layer, this owner
    protocol::AttentionValues values;
};

class AttentionArm : public sc_core::sc_module {
public:
    SC_HAS_PROCESS(AttentionArm);
    protocol::AtInitiator<protocol::pam_protocol_types> control{"control"};
    tlm_utils::simple_initiator_socket<AttentionArm, 64> fabric{"fabric"};

    AttentionArm(const sc_core::sc_module_name& name, const LevelLink& link);

    /// Begins a job; `done` runs in this arm's thread when its partials are back.
    void start(const ArmJob& job, std::function<void()> done);
    /// Of the last job: parts that sum to its elapsed time.
    const Breakdown& parts() const { return parts_; }
    /// From another thread: merge `partials` in this level's RUs, `repeat` times. Returns when done.
    void merge(std::int64_t partials, std::uint32_t repeat, const protocol::AttentionValues& values);

private:
    void run();
    void attend();

    LevelLink link_;
    ArmJob job_{};
    std::function<void()> done_;
    bool busy_ = false;
    Breakdown parts_;
    sc_core::sc_event start_{"start"};
};

}  // namespace pamsim::host
