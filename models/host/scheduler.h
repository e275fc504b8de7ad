// Which sequences compute next: continuous batching, prefill first, preemption by recompute.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "base/units.h"
#include "host/sequence.h"
#include "kv/kv_cache.h"
#include "workload/request.h"

namespace pamsim::host {

enum class WhenFull : std::uint8_t {
    stream,  ///< as queue: what is streamed lies on a further level, which the KV cache already has
    queue,   ///< wait for room, preempt when a running sequence cannot grow
    oom,     ///< the first time KV does not fit is the end of the run
};

struct SchedulerConfig {
    std::uint32_t max_num_seqs;        ///< running and landing
    std::uint32_t max_batched_tokens;  ///< of one prefill; a longer prompt runs alone
    std::uint32_t max_context_tokens;  ///< input + output
    std::uint32_t microbatches;        ///< as many as the KV cache has
    WhenFull when_full;
    /// Share of the KV capacity kept free at admission, so that what runs can grow (vLLM: 0.01). Waived when
    /// nothing is resident (a prompt that needs it would wait for ever) and under WhenFull::oom (fits, or
    /// does not).
    double watermark;
};

/// One step's work. Sequences are in order of arrival.
struct Batch {
    enum class Kind : std::uint8_t { idle, prefill, decode, out_of_memory };

    Kind kind = Kind::idle;
    std::vector<std::uint32_t> sequences;      ///< indices; of out_of_memory: the one that did not fit
    std::vector<std::uint32_t> prompt_tokens;  ///< prefill only: one per sequence, recomputed tokens included
    std::uint64_t prefill_tokens = 0;          ///< their sum
};

/// vLLM's scheduler as a plain class: it knows order and capacity, and time only to note it. At most one
/// batch is under way: schedule(), complete(), schedule(), ... Misuse throws base::InvariantError.
///
/// A sequence is named by its index, in order of arrive(); kv::SequenceId of the cache is the same number.
class Scheduler {
public:
    Scheduler(const SchedulerConfig& config, kv::KvCache& cache);

    /// Calls must come in order of arrival. False: rejected, counted, reason in the sequence.
    bool arrive(const workload::Request& request, base::Picoseconds now);

    /// Prefill when the head of the queue fits (first come, first served; nobody overtakes), else one token
    /// for every running sequence, else idle. Idle means: wait for an arrival or for a sequence to land; it
    /// needs no complete(). Out of memory is the end: nothing may be scheduled after it.
    /// Without `may_prefill` nobody starts: what was prefilled before still waits for its way to a level.
    Batch schedule(bool may_prefill = true);
    /// The batch is computed: one token for each of its sequences. Those with all their tokens finish.
    void complete(const Batch& batch, base::Picoseconds now);
    /// The KV of a prefilled sequence is in place. It decodes once its prefill is complete too; the order of
    /// the two does not matter. Nothing happens for a sequence that its prefill finished.
    void landed(std::uint32_t sequence);

    const std::vector<Sequence>& sequences() const { return sequences_; }
    std::size_t arrived() const { return sequences_.size(); }
    std::size_t waiting() const { return waiting_.size(); }
    std::size_t running() const { return running_.size(); }
    std::size_t landing() const { return landing_; }
    std::size_t finished() const { return finished_; }
    std::size_t rejected() const { return rejected_; }
    std::uint64_t preemptions() const { return preemptions_; }
    std::uint64_t recomputed_tokens() const { return recomputed_tokens_; }  ///< prefilled a second time
    std::uint64_t generated_tokens() const { return generated_tokens_; }
    /// Nothing that arrived is unfinished.
    bool done() const { return waiting_.empty() && running_.empty() && landing_ == 0; }

    /// Requests are conserved and the KV cache agrees; throws base::InvariantError naming what does not.
    void check() const;
    /// "request 7 waiting (0 of 20 tokens), ..." for the message of a run that stands still; the first
    /// `limit`.
    std::string unfinished(std::size_t limit = 8) const;

private:
    friend struct SchedulerPeer;  // tests break the state on purpose

    bool admission_fits(std::uint32_t tokens) const;
    bool admit(std::uint32_t index);
    std::uint32_t emptiest_microbatch() const;
    Batch try_prefill();
    Batch try_decode();
    void preempt_latest();
    void give_token(Sequence& sequence, base::Picoseconds now);
    void finish(std::uint32_t index, base::Picoseconds now);
    void run_if_ready(std::uint32_t index);
    void check_counts() const;
    void check_cache() const;

    SchedulerConfig config_;
    kv::KvCache& cache_;
    std::int64_t reserve_tokens_;
    std::vector<Sequence> sequences_;
    std::deque<std::uint32_t> waiting_;   ///< in order of arrival, preempted ones included
    std::vector<std::uint32_t> running_;  ///< in order of arrival
    std::size_t landing_ = 0, finished_ = 0, rejected_ = 0;
    std::uint64_t preemptions_ = 0, recomputed_tokens_ = 0, generated_tokens_ = 0;
    Batch::Kind under_way_ = Batch::Kind::idle;
};

}  // namespace pamsim::host
