#include "pim/level.h"

#include "base/invariant.h"
#include "protocol/time.h"

namespace pamsim::pim {

using base::Picoseconds;
using protocol::AttentionRequest;
using protocol::BulkAccess;

void LevelCounters::add(const AttentionCost& cost, std::uint32_t repeat) {
    useful_bytes += cost.useful_bytes * repeat;
    read_bytes += cost.read_bytes * repeat;
    cell_read_bytes += cost.cell_read_bytes * repeat;
    row_activations += cost.row_activations * repeat;
    pages_read += cost.pages_read * repeat;
    partial_bytes += cost.partial_bytes * repeat;
}

Level::Level(const sc_core::sc_module_name& name, const LevelSetup& setup)
    : sc_core::sc_module(name), setup_(setup) {
    control.register_nb_transport_fw(this, &Level::control_fw);
    memory.register_nb_transport_fw(this, &Level::memory_fw);
    SC_METHOD(serve);
    sensitive << kick_;
    dont_initialize();
}

tlm::tlm_sync_enum Level::control_fw(int port, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) {
    return receive({&payload, port, true}, phase, delay);
}

tlm::tlm_sync_enum Level::memory_fw(int port, tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                    sc_core::sc_time& delay) {
    return receive({&payload, port, false}, phase, delay);
}

tlm::tlm_sync_enum Level::receive(const Job& job, tlm::tlm_phase& phase, const sc_core::sc_time& delay) {
    base::require(delay == sc_core::SC_ZERO_TIME, name(), "an initiator arrived with a local-time offset");
    base::require(phase == tlm::BEGIN_REQ, name(), "a target received a phase that is not BEGIN_REQ");
    ++counters_.transactions;
    const Taken taken = take_over(job);
    if (taken == Taken::later) return tlm::TLM_ACCEPTED;
    if (taken == Taken::now) {
        phase = tlm::END_REQ;
        return tlm::TLM_UPDATED;
    }
    if (queue_.size() >= setup_.queue_depth) {
        withheld_.push_back(job);
        return tlm::TLM_ACCEPTED;
    }
    queue_.push_back(job);
    if (!serving_) kick_.notify(sc_core::SC_ZERO_TIME);
    phase = tlm::END_REQ;
    return tlm::TLM_UPDATED;
}

tlm::tlm_sync_enum Level::send_back(const Job& job, tlm::tlm_phase phase) {
    sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
    return job.is_control ? control[job.port]->nb_transport_bw(*job.payload, phase, delay)
                          : memory[job.port]->nb_transport_bw(*job.payload, phase, delay);
}

void Level::answer(const Job& job) {
    job.payload->set_response_status(tlm::TLM_OK_RESPONSE);
    base::require(send_back(job, tlm::BEGIN_RESP) == tlm::TLM_COMPLETED, name(),
                  "an initiator did not finish a response at once");
}

void Level::finish_current() {
    const Picoseconds now = protocol::now();
    counters_.busy += now - started_;
    banks_change(false);
    serving_ = false;
    if (setup_.timeline != nullptr && setup_.timeline->enabled())
        setup_.timeline->span(name(), current_.is_control ? "attention" : "memory", started_, now);
    answer(current_);
    if (!withheld_.empty() && queue_.size() < setup_.queue_depth) {
        const Job job = withheld_.front();
        withheld_.pop_front();
        queue_.push_back(job);
        admit(job);
    }
}

void Level::serve() {
    if (serving_) finish_current();
    if (queue_.empty()) return;  // static sensitivity: the next BEGIN_REQ kicks
    current_ = queue_.front();
    queue_.pop_front();
    banks_change(true);
    serving_ = true;
    started_ = protocol::now();
    next_trigger(protocol::to_sc(duration_of(current_)));
}

Picoseconds Level::duration_of(const Job& job) {
    if (job.is_control) return attend(AttentionRequest::of(*job.payload, name()));
    return bulk(BulkAccess::of(*job.payload, name()), job.payload->is_write());
}

const std::vector<kv::DomainLoad>& Level::loads_of(std::uint32_t microbatch) {
    return setup_.cache->readable_loads(setup_.index, microbatch, loads_scratch_);
}

Picoseconds Level::attend(AttentionRequest& request) {
    base::require(setup_.attention != nullptr, name(), "attention was sent to a level that has no PIM units");
    request.accepted_at = protocol::now();
    compute(request);
    if (request.kind == AttentionRequest::Kind::merge) {
        request.reduction = base::picoseconds(setup_.attention->merge_s(request.partials)) * request.repeat;
        counters_.attention_busy += request.reduction;
        return request.reduction;
    }
    const AttentionCost cost =
        setup_.attention->cost(loads_of(request.microbatch), setup_.selection, setup_.softmax);
    const Picoseconds wait = wait_for_banks(cost.cell_read_bytes);
    request.local = (base::picoseconds(cost.local_s) + wait) * request.repeat;
    request.reduction = base::picoseconds(cost.reduction_s) * request.repeat;
    request.latency = base::picoseconds(cost.latency_s) * request.repeat;
    request.partial_bytes = cost.partial_bytes;
    request.score_bytes = cost.score_bytes;
    counters_.add(cost, request.repeat);
    const Picoseconds total = request.local + request.reduction + request.latency;
    counters_.attention_busy += total;
    return total;
}

void Level::compute(const AttentionRequest& request) {
    if (request.values.queries == nullptr) return;
    base::require(setup_.values != nullptr, name(), "values were sent to a level that computes none");
    const protocol::AttentionValues& values = request.values;
    if (request.kind == AttentionRequest::Kind::attend) setup_.values->attend(*values.queries, *values.own);
    if (values.outputs != nullptr) setup_.values->finish(*values.queries, values.found, *values.outputs);
}

Picoseconds Level::bulk(const BulkAccess& access, bool is_write) {
    counters_.add(access, is_write);
    const Picoseconds latency =
        is_write ? Picoseconds{0} : setup_.bulk_read_latency + wait_for_banks(access.bytes);
    const double bytes_s = static_cast<double>(access.bytes) / setup_.bulk_bytes_per_s;
    return (base::picoseconds(bytes_s) + latency) * access.repeat;
}

}  // namespace pamsim::pim
