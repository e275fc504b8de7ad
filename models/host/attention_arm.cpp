#include "host/attention_arm.h"

#include "base/invariant.h"
#include "host/transfer.h"
#include "protocol/time.h"

namespace pamsim::host {

using base::Picoseconds;
using protocol::AttentionRequest;

AttentionArm::AttentionArm(const sc_core::sc_module_name& name, const LevelLink& link)
    : sc_core::sc_module(name), link_(link) {
    SC_THREAD(run);
}

void AttentionArm::start(const ArmJob& job, std::function<void()> done) {
    base::require(!busy_, name(), "a second attention began before the first ended");
    job_ = job;
    done_ = std::move(done);
    busy_ = true;
    start_.notify(sc_core::SC_ZERO_TIME);
}

void AttentionArm::run() {
    for (;;) {
        wait(start_);
        attend();
        busy_ = false;
        done_();
    }
}

void AttentionArm::attend() {
    parts_ = Breakdown{};
    Picoseconds mark = protocol::now();
    const auto charge = [&](Part part) {
        parts_[part] += protocol::now() - mark;
        mark = protocol::now();
    };
    if (link_.to_level) transfer(fabric, *link_.to_level, job_.q_bytes, job_.repeat);
    charge(Part::fabric);
    if (link_.doorbell.value() > 0) wait(protocol::to_sc(link_.doorbell * job_.repeat));
    charge(Part::latency);

    tlm::tlm_generic_payload& payload = control.acquire();
    auto* request = new AttentionRequest;
    request->microbatch = job_.microbatch;
    request->repeat = job_.repeat;
    request->values = job_.values;
    payload.set_extension(request);
    AttentionRequest answer;
    control.send_and_wait(payload,
                          [&](tlm::tlm_generic_payload& p) { answer = AttentionRequest::of(p, name()); });
    parts_[Part::wait] += answer.accepted_at - mark;
    parts_[Part::attention] += answer.local;
    parts_[Part::reduction] += answer.reduction;
    parts_[Part::latency] += answer.latency;
    mark = protocol::now();

    if (link_.from_level) {
        // Gathered softmax: scores leave the level, probabilities come back before V, then the O parts leave.
        transfer(fabric, *link_.from_level, answer.score_bytes / 2, job_.repeat);
        transfer(fabric, *link_.to_level, answer.score_bytes / 2, job_.repeat);
        transfer(fabric, *link_.from_level, job_.output_bytes, job_.repeat);
    }
    charge(Part::fabric);
}

void AttentionArm::merge(std::int64_t partials, std::uint32_t repeat,
                         const protocol::AttentionValues& values) {
    tlm::tlm_generic_payload& payload = control.acquire();
    auto* request = new AttentionRequest;
    request->kind = AttentionRequest::Kind::merge;
    request->partials = partials;
    request->values = values;
    request->repeat = repeat;
    payload.set_extension(request);
    control.send_and_wait(payload, [](tlm::tlm_generic_payload&) {});
}

}  // namespace pamsim::host
