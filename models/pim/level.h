// A memory level as a module: one owner's stacks, DIMMs or drives, their PIM units and their memory channels.
#pragma once

#include <tlm_utils/multi_passthrough_target_socket.h>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <systemc>
#include <tlm>
#include <vector>

#include "base/timeline.h"
#include "base/units.h"
#include "kv/kv_cache.h"
#include "pim/level_values.h"
#include "pim/local_attention.h"
#include "protocol/extensions.h"

namespace pamsim::pim {

/// What a level counted over a run, for one owner.
struct LevelCounters {
    base::Picoseconds busy{0};  ///< banks or dies occupied by attention, reads or writes
    base::Picoseconds attention_busy{0};
    std::int64_t useful_bytes = 0, read_bytes = 0, cell_read_bytes = 0;
    std::int64_t row_activations = 0, pages_read = 0;
    std::int64_t partial_bytes = 0;
    std::int64_t bulk_read_bytes = 0,
                 bulk_write_bytes = 0;  ///< ordinary traffic: weights, KV writes, streaming
    std::uint64_t transactions = 0;

    /// Traffic of `repeat` layers alike.
    void add(const AttentionCost& cost, std::uint32_t repeat);
    void add(const protocol::BulkAccess& access, bool is_write) {
        (is_write ? bulk_write_bytes : bulk_read_bytes) += access.bytes * access.repeat;
    }
};

/// Everything a level needs that is not traffic. Pointers are to objects that outlive the level.
struct LevelSetup {
    std::uint32_t index;  ///< in the KV cache
    const kv::KvCache* cache;
    const LocalAttention* attention = nullptr;  ///< none: the level only stores
    Selection selection;
    Softmax softmax = Softmax::distributed;
    double bulk_bytes_per_s;                 ///< of ordinary reads and writes, all devices of the owner
    base::Picoseconds bulk_read_latency{0};  ///< of each read before its bytes come (flash: a first page)
    LevelValues* values = nullptr;           ///< none: values are off
    std::uint32_t queue_depth = 16;          ///< accepted requests; beyond it END_REQ is withheld
    base::Timeline* timeline = nullptr;
};

/// Serves one request at a time in order of acceptance: while banks work for PIM nobody else reads them, and
/// the other way round. Attention comes through `control`, ordinary traffic through `memory`.
class Level : public sc_core::sc_module {
public:
    SC_HAS_PROCESS(Level);
    tlm_utils::multi_passthrough_target_socket<Level, 64, protocol::pam_protocol_types, 0,
                                               sc_core::SC_ZERO_OR_MORE_BOUND>
        control{"control"};
    tlm_utils::multi_passthrough_target_socket<Level, 64, tlm::tlm_base_protocol_types, 0,
                                               sc_core::SC_ZERO_OR_MORE_BOUND>
        memory{"memory"};

    Level(const sc_core::sc_module_name& name, const LevelSetup& setup);

    const LevelCounters& counters() const { return counters_; }
    bool has_attention() const { return setup_.attention != nullptr; }
    /// Requests accepted or withheld that have not been answered.
    virtual std::size_t pending() const { return queue_.size() + withheld_.size() + (serving_ ? 1 : 0); }

    /// The sequence left the level.
    virtual void release(std::uint64_t /*sequence*/) {}

protected:
    struct Job {
        tlm::tlm_generic_payload* payload;
        int port;
        bool is_control;
    };

    /// Who serves a job: this class, one at a time; or the level that took it over and will answer() it, now
    /// or, with END_REQ withheld until admit(), later.
    enum class Taken { no, now, later };
    virtual Taken take_over(const Job&) { return Taken::no; }
    void admit(const Job& job) { send_back(job, tlm::END_REQ); }
    /// Called right before the banks become busy or idle.
    virtual void banks_change(bool /*will_be_busy*/) {}
    /// Of the domains, as attention finds them; valid until the next call.
    virtual const std::vector<kv::DomainLoad>& loads_of(std::uint32_t microbatch);
    /// What a read of so many bytes waits for besides.
    virtual base::Picoseconds wait_for_banks(std::int64_t /*bytes*/) { return base::Picoseconds{0}; }
    void answer(const Job& job);
    /// Values of a request, when it carries any; the time they take is that of the level.
    void compute(const protocol::AttentionRequest& request);
    LevelCounters& counters_ref() { return counters_; }
    const LevelSetup& setup() const { return setup_; }

private:
    tlm::tlm_sync_enum control_fw(int port, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                  sc_core::sc_time& delay);
    tlm::tlm_sync_enum memory_fw(int port, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                 sc_core::sc_time& delay);
    tlm::tlm_sync_enum receive(const Job& job, tlm::tlm_phase& phase, const sc_core::sc_time& delay);
    tlm::tlm_sync_enum send_back(const Job& job, tlm::tlm_phase phase);
    void serve();
    void finish_current();
    base::Picoseconds duration_of(const Job& job);
    base::Picoseconds attend(protocol::AttentionRequest& request);
    base::Picoseconds bulk(const protocol::BulkAccess& access, bool is_write);

    LevelSetup setup_;
    LevelCounters counters_;
    std::deque<Job> queue_, withheld_;
    std::vector<kv::DomainLoad> loads_scratch_;
    Job current_{};
    bool serving_ = false;
    base::Picoseconds started_{0};
    sc_core::sc_event kick_{"kick"};
};

}  // namespace pamsim::pim
