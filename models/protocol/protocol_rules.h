// The rules of four-phase traffic on one hop (IEEE 1666-2011 clause 15.2, and ours), kept as plain data: what
// has been begun, and what each call may do next.
#pragma once

#include <cstdint>
#include <string>
#include <systemc>
#include <tlm>
#include <unordered_map>

namespace pamsim::protocol {

enum class Rule : std::uint8_t {
    memory_manager,
    no_offset,
    time_order,
    direction,
    unknown_phase,
    phase_order,
    finished,
    request_exclusion,
    response_exclusion,
    payload_changed,
    status_before_request,
    status_missing,
    status_changed,
    illegal_update,
    illegal_completion,
    accepted_changed,
    non_blocking,
    mixed_transport,
    unfinished
};
constexpr std::size_t kRules = 19;
const char* name_of(Rule rule);
/// What the rule asks, as a sentence.
const char* words_of(Rule rule);

enum class Path { forward, backward };
enum class Offsets {
    forbidden,  ///< ours: every annotated delay is zero
    allowed     ///< the standard's: a hop's times may not run back
};

/// One hop: one initiator socket and one target socket. Holds a reference to every payload that is under way.
/// A broken rule throws base::InvariantError naming `where`, the rule, the payload's address and the phase.
class ProtocolRules {
public:
    ProtocolRules(std::string where, Offsets offsets) : where_(std::move(where)), offsets_(offsets) {}

    /// A call of nb_transport on its way down or up.
    struct Call {
        Path path;
        tlm::tlm_generic_payload* payload;
        tlm::tlm_phase phase;
        sc_core::sc_time delay, time;
        std::uint64_t delta;
        std::uint64_t number;  ///< of the transaction
    };
    Call begin(Path path, tlm::tlm_generic_payload& payload, const tlm::tlm_phase& phase,
               const sc_core::sc_time& delay);
    /// What the callee returned and wrote.
    void end(const Call& call, tlm::tlm_sync_enum status, const tlm::tlm_phase& phase,
             const sc_core::sc_time& delay);
    /// b_transport must not carry what nb_transport has under way.
    void begin_blocking(tlm::tlm_generic_payload& payload) const;
    /// Nothing may be under way when a run ends.
    void check_done() const;

    std::uint64_t finished() const { return finished_; }

private:
    enum class State : std::uint8_t { requested, accepted, responding };
    struct Attributes {
        tlm::tlm_command command;
        sc_dt::uint64 address;
        unsigned char *data, *byte_enable;
        unsigned int length, byte_enable_length, streaming_width;
        bool operator==(const Attributes& other) const;
    };
    struct Transaction {
        State state;
        std::uint64_t number;
        Attributes attributes;
        tlm::tlm_response_status status;
        sc_core::sc_time time;  ///< of its last phase, offset included
    };
    using Open = std::unordered_map<tlm::tlm_generic_payload*, Transaction>;

    static Attributes attributes_of(const tlm::tlm_generic_payload& payload);
    void require(bool holds, Rule rule, const tlm::tlm_generic_payload& payload,
                 const tlm::tlm_phase& phase) const;
    void check_phase(const Call& call) const;
    void begin_request(const Call& call);
    Transaction& find(const Call& call);
    void apply(const Call& call, Transaction& transaction, const tlm::tlm_phase& phase,
               const sc_core::sc_time& delay);
    void finish(const Call& call);
    void end_update(const Call& call, Transaction& transaction, const tlm::tlm_phase& phase,
                    const sc_core::sc_time& delay);
    void end_completion(const Call& call, const Transaction& transaction, const sc_core::sc_time& delay);

    std::string where_;
    Offsets offsets_;
    Open open_;
    tlm::tlm_generic_payload *requesting_ = nullptr, *responding_ = nullptr;
    std::uint64_t begun_ = 0, finished_ = 0;
};

}  // namespace pamsim::protocol
