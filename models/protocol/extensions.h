// What travels beside a generic payload. Every field says who writes it; all are written by the initiator
// before BEGIN_REQ and read-only after it, except those under "answer", written by the target before
// BEGIN_RESP.
#pragma once

#include <cstdint>
#include <string>
#include <tlm>
#include <vector>

#include "base/invariant.h"
#include "base/units.h"
#include "protocol/attention_values.h"

namespace pamsim::protocol {

/// Cloning for a plain-data extension, and the one way to reach it: a missing extension is a broken
/// invariant.
template <class T>
class Extension : public tlm::tlm_extension<T> {
public:
    tlm::tlm_extension_base* clone() const override { return new T(static_cast<const T&>(*this)); }
    void copy_from(const tlm::tlm_extension_base& other) override {
        static_cast<T&>(*this) = static_cast<const T&>(other);
    }
    static T& of(tlm::tlm_generic_payload& payload, const std::string& where) {
        T* extension = payload.get_extension<T>();
        base::require(extension != nullptr, where, std::string("a payload came without its ") + T::what());
        return *extension;
    }
};

/// host -> GPU, b_transport that waits: one fused group of kernels on one GPU.
class KernelRequest : public Extension<KernelRequest> {
public:
    static const char* what() { return "KernelRequest"; }
    const char* name = "";          ///< track text in the timeline
    double flops = 0;               ///< of this GPU's share, one repetition
    std::int64_t memory_bytes = 0;  ///< read or written in the GPU's own memory, one repetition
    std::int64_t kv_bytes = 0;      ///< new K and V written to the cache there besides, one repetition
    std::uint32_t kernels = 1;      ///< launches, one repetition
    std::uint32_t repeat = 1;       ///< identical layers this request stands for
};

/// any -> link: bytes that wait for their turn.
class Transfer : public Extension<Transfer> {
public:
    static const char* what() { return "Transfer"; }
    std::int64_t bytes = 0;    ///< one repetition
    std::uint32_t repeat = 1;  ///< identical layers this request stands for; each pays the latency
};

/// Consecutive tokens of one sequence, counted from the start of its stay on a level.
struct KvSpan {
    std::uint64_t sequence;
    std::uint32_t first;
    std::uint32_t tokens;
};

/// level, GPU, copy engines -> memory channels of a level (base protocol): reads and writes in bulk.
class BulkAccess : public Extension<BulkAccess> {
public:
    static const char* what() { return "BulkAccess"; }
    std::int64_t bytes = 0;  ///< one repetition
    std::uint32_t repeat = 1;
    /// KV writes: whose tokens the bytes are (all of this owner's layers and heads); else empty.
    std::vector<KvSpan> kv;

    std::uint32_t kv_tokens() const {
        std::uint32_t sum = 0;
        for (const KvSpan& span : kv) sum += span.tokens;
        return sum;
    }
};

/// host -> level, four phases on pam_protocol_types: local attention of one layer over the tokens on the
/// level, or the merge of partials that arrived from other levels.
class AttentionRequest : public Extension<AttentionRequest> {
public:
    static const char* what() { return "AttentionRequest"; }
    enum class Kind { attend, merge };
    Kind kind = Kind::attend;
    std::uint32_t microbatch = 0;  ///< whose loads to use
    std::uint32_t repeat = 1;      ///< identical layers this request stands for
    std::int64_t partials = 0;     ///< merge: (O, m, l) of other levels to merge
    AttentionValues values;        ///< what is behind its pointers is the initiator's
    // answer, of all repetitions
    base::Picoseconds accepted_at{0};  ///< when the banks were free for it
    base::Picoseconds local{0}, reduction{0}, latency{0};
    std::int64_t partial_bytes = 0;  ///< of one repetition
    std::int64_t score_bytes = 0;    ///< gathered softmax: scores that must leave the level and come back
};

/// Attention traffic has its own protocol types, so that binding it to an ordinary memory socket does not
/// compile.
struct pam_protocol_types {
    typedef tlm::tlm_generic_payload tlm_payload_type;
    typedef tlm::tlm_phase tlm_phase_type;
};

}  // namespace pamsim::protocol
