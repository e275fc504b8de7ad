#include "host/scheduler.h"

#include <algorithm>

#include "base/invariant.h"

namespace pamsim::host {

namespace {

constexpr const char* kWhere = "host/scheduler";

kv::SequenceId kv_id(std::uint32_t index) {
    return kv::SequenceId{index};
}

Batch out_of_memory(std::uint32_t index) {
    Batch batch;
    batch.kind = Batch::Kind::out_of_memory;
    batch.sequences = {index};
    return batch;
}

std::string text(const Sequence& s) {
    return "request " + std::to_string(s.request.id) + " " + name(s.state) + " (" +
           std::to_string(s.generated) + " of " + std::to_string(s.request.output_tokens) + " tokens)";
}

void require_count(std::size_t kept, std::size_t counted, SequenceState state) {
    base::require(kept == counted, kWhere,
                  "keeps " + std::to_string(kept) + " " + name(state) + " requests, a recount finds " +
                      std::to_string(counted));
}

}  // namespace

Scheduler::Scheduler(const SchedulerConfig& config, kv::KvCache& cache) : config_(config), cache_(cache) {
    base::require(config.max_num_seqs > 0, kWhere, "max_num_seqs must be at least 1");
    base::require(config.max_batched_tokens > 0, kWhere, "max_batched_tokens must be at least 1");
    base::require(config.microbatches == cache.microbatches(), kWhere, "the KV cache has other microbatches");
    base::require(config.watermark >= 0 && config.watermark < 1, kWhere, "watermark must be in [0, 1)");
    reserve_tokens_ =
        static_cast<std::int64_t>(config.watermark * static_cast<double>(cache.capacity_tokens()));
}

bool Scheduler::arrive(const workload::Request& request, base::Picoseconds now) {
    base::require(request.input_tokens > 0 && request.output_tokens > 0, kWhere,
                  "request " + std::to_string(request.id) + " has no input or no output");
    base::require(request.arrival <= now, kWhere, "request " + std::to_string(request.id) + " comes early");
    base::require(sequences_.empty() || sequences_.back().request.arrival <= request.arrival, kWhere,
                  "request " + std::to_string(request.id) + " is out of order");
    Sequence sequence;
    sequence.request = request;
    const std::uint64_t longest = std::uint64_t{request.input_tokens} + request.output_tokens;
    if (longest > config_.max_context_tokens) {
        sequence.rejection = Rejection::context;
    } else if (longest > static_cast<std::uint64_t>(cache_.capacity_tokens())) {
        sequence.rejection = Rejection::capacity;
    }
    const bool accepted = sequence.rejection == Rejection::none;
    if (accepted) {
        waiting_.push_back(static_cast<std::uint32_t>(sequences_.size()));
    } else {
        sequence.state = SequenceState::rejected;
        sequence.finish = now;
        ++rejected_;
    }
    sequences_.push_back(sequence);
    return accepted;
}

Batch Scheduler::schedule(bool may_prefill) {
    base::require(under_way_ == Batch::Kind::idle, kWhere,
                  "schedule() before the last batch was completed, or after out_of_memory");
    Batch batch;
    if (may_prefill) batch = try_prefill();
    if (batch.kind == Batch::Kind::idle) batch = try_decode();
    if (batch.kind == Batch::Kind::idle && may_prefill && landing_ == 0 && !waiting_.empty()) {
        throw base::InvariantError(kWhere, "nothing runs and nothing can start: " + unfinished());
    }
    under_way_ = batch.kind;
    return batch;
}

bool Scheduler::admission_fits(std::uint32_t tokens) const {
    const auto left = cache_.free_tokens_after(tokens);
    if (!left) return false;
    const bool alone = running_.empty() && landing_ == 0;
    return alone || config_.when_full == WhenFull::oom || *left >= reserve_tokens_;
}

std::uint32_t Scheduler::emptiest_microbatch() const {
    std::uint32_t best = 0;
    for (std::uint32_t m = 1; m < config_.microbatches; ++m) {
        if (cache_.resident_sequences(m) < cache_.resident_sequences(best)) best = m;
    }
    return best;
}

bool Scheduler::admit(std::uint32_t index) {
    Sequence& sequence = sequences_[index];
    const std::uint32_t tokens = sequence.prompt_tokens();
    if (!admission_fits(tokens)) return false;
    sequence.microbatch = emptiest_microbatch();
    const std::size_t known = running_.size() + landing_ + waiting_.size();
    const auto expected = static_cast<std::uint32_t>(std::min<std::size_t>(known, config_.max_num_seqs));
    base::require(cache_.admit(kv_id(index), tokens, sequence.microbatch, expected), kWhere,
                  "the KV cache refused what fits");
    cache_.begin_landing(kv_id(index));
    sequence.state = SequenceState::landing;
    sequence.computed = sequence.landed = false;
    waiting_.pop_front();
    ++landing_;
    if (sequence.preemptions > 0) recomputed_tokens_ += tokens;
    return true;
}

Batch Scheduler::try_prefill() {
    Batch batch;
    while (!waiting_.empty() && running_.size() + landing_ < config_.max_num_seqs) {
        const std::uint32_t index = waiting_.front();
        const std::uint32_t tokens = sequences_[index].prompt_tokens();
        const bool first = batch.sequences.empty();
        if (!first && batch.prefill_tokens + tokens > config_.max_batched_tokens) break;
        if (!admit(index)) {
            if (first && config_.when_full == WhenFull::oom) return out_of_memory(index);
            break;
        }
        batch.kind = Batch::Kind::prefill;
        batch.sequences.push_back(index);
        batch.prompt_tokens.push_back(tokens);
        batch.prefill_tokens += tokens;
    }
    return batch;
}

Batch Scheduler::try_decode() {
    Batch batch;
    // A victim is always the last one running, so it has not got its token of this step yet.
    for (std::size_t i = 0; i < running_.size();) {
        if (cache_.append(kv_id(running_[i]))) {
            ++i;
        } else if (config_.when_full == WhenFull::oom) {
            return out_of_memory(running_[i]);
        } else {
            preempt_latest();
        }
    }
    if (running_.empty()) return batch;
    batch.kind = Batch::Kind::decode;
    batch.sequences = running_;
    return batch;
}

void Scheduler::preempt_latest() {
    const std::uint32_t index = running_.back();
    running_.pop_back();
    Sequence& sequence = sequences_[index];
    cache_.release(kv_id(index));
    sequence.state = SequenceState::waiting;
    ++sequence.preemptions;
    ++preemptions_;
    // To the front, but behind earlier ones that were preempted while this one was landing.
    waiting_.insert(std::lower_bound(waiting_.begin(), waiting_.end(), index), index);
}

void Scheduler::complete(const Batch& batch, base::Picoseconds now) {
    base::require(batch.kind == under_way_ && batch.kind != Batch::Kind::out_of_memory, kWhere,
                  "complete() of another batch than the one under way");
    under_way_ = Batch::Kind::idle;
    bool some_finished = false;
    for (const std::uint32_t index : batch.sequences) {
        Sequence& sequence = sequences_[index];
        give_token(sequence, now);
        const bool last = sequence.generated == sequence.request.output_tokens;
        some_finished = some_finished || last;
        if (batch.kind == Batch::Kind::prefill) {
            sequence.computed = true;
            if (last) --landing_;
        }
        if (last) {
            finish(index, now);
        } else if (batch.kind == Batch::Kind::prefill) {
            run_if_ready(index);
        }
    }
    if (batch.kind != Batch::Kind::decode || !some_finished) return;
    const auto is_finished = [this](std::uint32_t i) {
        return sequences_[i].state == SequenceState::finished;
    };
    running_.erase(std::remove_if(running_.begin(), running_.end(), is_finished), running_.end());
}

void Scheduler::give_token(Sequence& sequence, base::Picoseconds now) {
    if (sequence.generated == 0) sequence.first_token = now;
    sequence.last_token = now;
    ++sequence.generated;
    ++generated_tokens_;
}

void Scheduler::finish(std::uint32_t index, base::Picoseconds now) {
    cache_.release(kv_id(index));
    sequences_[index].state = SequenceState::finished;
    sequences_[index].finish = now;
    ++finished_;
}

void Scheduler::landed(std::uint32_t index) {
    base::require(index < sequences_.size(), kWhere, "landed() of a sequence that never arrived");
    Sequence& sequence = sequences_[index];
    if (sequence.state == SequenceState::finished) return;
    base::require(
        sequence.state == SequenceState::landing && !sequence.landed, kWhere,
        "landed() of request " + std::to_string(sequence.request.id) + ", which is " + name(sequence.state));
    sequence.landed = true;
    run_if_ready(index);
}

void Scheduler::run_if_ready(std::uint32_t index) {
    Sequence& sequence = sequences_[index];
    if (!sequence.computed || !sequence.landed) return;
    cache_.land(kv_id(index));
    sequence.state = SequenceState::running;
    --landing_;
    running_.insert(std::lower_bound(running_.begin(), running_.end(), index), index);
}

void Scheduler::check() const {
    check_counts();
    check_cache();
}

void Scheduler::check_counts() const {
    std::size_t counted[5] = {};
    for (const Sequence& s : sequences_) ++counted[static_cast<std::size_t>(s.state)];
    const auto of = [&counted](SequenceState state) { return counted[static_cast<std::size_t>(state)]; };
    require_count(waiting_.size(), of(SequenceState::waiting), SequenceState::waiting);
    require_count(landing_, of(SequenceState::landing), SequenceState::landing);
    require_count(running_.size(), of(SequenceState::running), SequenceState::running);
    require_count(finished_, of(SequenceState::finished), SequenceState::finished);
    require_count(rejected_, of(SequenceState::rejected), SequenceState::rejected);
    base::require(arrived() == waiting() + landing() + running() + finished() + rejected(), kWhere,
                  "requests are not conserved");
    base::require(
        std::is_sorted(waiting_.begin(), waiting_.end()) && std::is_sorted(running_.begin(), running_.end()),
        kWhere, "a list is not in order of arrival");
    base::require(running() + landing() <= config_.max_num_seqs, kWhere,
                  "more than max_num_seqs are admitted");
}

void Scheduler::check_cache() const {
    for (std::uint32_t i = 0; i < sequences_.size(); ++i) {
        const Sequence& s = sequences_[i];
        const bool holds_kv = s.state == SequenceState::landing || s.state == SequenceState::running;
        base::require(cache_.resident(kv::SequenceId{i}) == holds_kv, kWhere,
                      text(s) + (holds_kv ? " has no KV" : " still has KV"));
        base::require((s.state == SequenceState::finished) == (s.generated == s.request.output_tokens),
                      kWhere, text(s) + " has another number of tokens than its state says");
        // A decode step that ran out of memory has given only some their room.
        if (s.state != SequenceState::running || under_way_ == Batch::Kind::out_of_memory) continue;
        // The newest token's KV is written by the step that reads it; who landed during a step is not in it.
        const std::uint32_t kept = cache_.tokens(kv::SequenceId{i});
        const bool in_step = under_way_ == Batch::Kind::decode && kept == s.prompt_tokens();
        base::require(in_step || kept == s.prompt_tokens() - 1, kWhere,
                      text(s) + " has " + std::to_string(kept) + " tokens of KV");
    }
}

std::string Scheduler::unfinished(std::size_t limit) const {
    std::string list;
    std::size_t listed = 0;
    const std::size_t all = waiting() + landing() + running();
    for (const Sequence& s : sequences_) {
        if (s.state == SequenceState::finished || s.state == SequenceState::rejected) continue;
        if (listed == limit) break;
        list += (listed == 0 ? "" : ", ") + text(s);
        ++listed;
    }
    if (listed < all) list += " and " + std::to_string(all - listed) + " more";
    return list;
}

}  // namespace pamsim::host
