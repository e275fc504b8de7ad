#include "pim/command_level.h"

#include "base/invariant.h"
#include "protocol/time.h"

namespace pamsim::pim {

using protocol::AttentionRequest;

CommandLevel::CommandLevel(const sc_core::sc_module_name& name, const LevelSetup& setup)
    : Level(name, setup) {
    SC_THREAD(merge);
}

Level::Taken CommandLevel::take_over(const Job& job) {
    if (accepted_ == setup().queue_depth) {
        withheld_.push_back(job);
        return Taken::later;
    }
    start(job);
    return Taken::now;
}

void CommandLevel::start(const Job& job) {
    ++accepted_;
    if (!job.is_control) return access(job);
    AttentionRequest& request = AttentionRequest::of(*job.payload, name());
    base::require(has_attention(), name(), "attention was sent to a level that has no PIM units");
    request.accepted_at = protocol::now();
    compute(request);
    if (request.kind == AttentionRequest::Kind::attend) return attend(job);
    merges_.push_back(job);
    merge_arrived_.notify(sc_core::SC_ZERO_TIME);
}

void CommandLevel::finished(const Job& job) {
    --accepted_;
    answer(job);
    if (withheld_.empty()) return;
    const Job next = withheld_.front();
    withheld_.pop_front();
    admit(next);
    start(next);
}

/// The devices' RUs merge what came from other levels.
void CommandLevel::merge() {
    for (;;) {
        while (merges_.empty()) wait(merge_arrived_);
        const Job job = merges_.front();
        merges_.pop_front();
        AttentionRequest& request = AttentionRequest::of(*job.payload, name());
        request.reduction = base::picoseconds(setup().attention->merge_s(request.partials)) * request.repeat;
        wait(protocol::to_sc(request.reduction));
        counters_ref().attention_busy += request.reduction;
        finished(job);
    }
}

}  // namespace pamsim::pim
