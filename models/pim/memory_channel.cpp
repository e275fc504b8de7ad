#include "pim/memory_channel.h"

#include <algorithm>
#include <utility>

#include "base/invariant.h"
#include "protocol/time.h"

namespace pamsim::pim {

using memory::Cycle;

MemoryChannel::MemoryChannel(const sc_core::sc_module_name& name, const memory::DramPart& part,
                             const std::optional<memory::PimTimings>& pim, std::uint64_t max_request_bytes)
    : sc_core::sc_module(name),
      burst_bytes_(std::uint64_t{part.geometry.column_bytes} * part.geometry.chips),
      max_request_bytes_(max_request_bytes),
      clock_(part.clock),
      map_(part.controller.address_map, part.geometry),
      engine_(part, pim) {
    target.register_nb_transport_fw(this, &MemoryChannel::nb_transport_fw);
    target.register_transport_dbg(this, &MemoryChannel::transport_dbg);
    SC_METHOD(wake);
    sensitive << wake_event_;
    dont_initialize();
}

void MemoryChannel::end_of_elaboration() {
    ports_.resize(target.size());
}

void MemoryChannel::submit_pim(std::uint32_t stream, memory::PimProgram program, Done done) {
    base::require(stream < engine_.streams(), name(), "a program came for a PIM stream that is not there");
    const Cycle now = cycle_now();
    advance_before(now);
    const std::uint32_t index = new_work();
    work_[index].bursts = 1;
    work_[index].program_done = std::move(done);
    engine_.submit(stream, std::move(program), index, now);
    ++counters_.programs;
    schedule();
}

/// The first clock edge that is not before now.
Cycle MemoryChannel::cycle_now() const {
    return clock_.ceil_cycles(protocol::now()).value();
}

std::uint32_t MemoryChannel::new_work() {
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(work_.size()));
        work_.emplace_back();
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    work_[index] = Work{};
    return index;
}

/// What comes at `cycle` competes for every command from there on.
void MemoryChannel::advance_before(Cycle cycle) {
    if (cycle - 1 <= horizon_) return;
    horizon_ = cycle - 1;
    engine_.advance(horizon_);
    collect();
}

void MemoryChannel::collect() {
    while (const auto completion = engine_.next_completion()) {
        const auto index = static_cast<std::uint32_t>(completion->tag);
        Work& work = work_[index];
        work.done = std::max(work.done, completion->done);
        if (++work.completed == work.bursts) add_ready(index);
    }
}

void MemoryChannel::add_ready(std::uint32_t index) {
    ready_.push({work_[index].done, order_++, index});
}

/// True when every burst of the request found room.
bool MemoryChannel::enter(std::uint32_t index, Cycle now) {
    Work& work = work_[index];
    tlm::tlm_generic_payload& payload = *work.payload;
    const std::uint64_t first = payload.get_address() / burst_bytes_;
    for (; work.submitted < work.bursts; ++work.submitted) {
        const memory::Address at = map_.decode_in_channel(0, first + work.submitted);
        if (!engine_.accepts(at.pseudo_channel, payload.is_write())) return false;
        engine_.submit(at, payload.is_write(), index, now);
        if (payload.get_data_ptr() != nullptr) move_burst(payload, work.submitted * burst_bytes_);
    }
    ++(payload.is_write() ? counters_.writes : counters_.reads);
    (payload.is_write() ? counters_.write_bytes : counters_.read_bytes) += payload.get_data_length();
    return true;
}

void MemoryChannel::move_burst(tlm::tlm_generic_payload& payload, std::uint64_t offset) {
    const std::uint64_t address = payload.get_address() + offset;
    if (payload.is_write())
        store_.write(address, payload.get_data_ptr() + offset, burst_bytes_);
    else
        store_.read(address, payload.get_data_ptr() + offset, burst_bytes_);
}

/// All are tried before anybody hears of it: an initiator's next request must not overtake those behind.
void MemoryChannel::admit(Cycle now) {
    tried_at_ = now;
    if (entering_.empty()) return;
    std::deque<std::uint32_t> tried;
    tried.swap(entering_);
    std::vector<std::uint32_t> entered;
    for (const std::uint32_t index : tried) {
        if (enter(index, now))
            entered.push_back(index);
        else
            entering_.push_back(index);
    }
    for (const std::uint32_t index : entered) {
        const int port = work_[index].port;
        ports_[static_cast<std::size_t>(port)].requesting = nullptr;
        tlm::tlm_phase phase = tlm::END_REQ;
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        base::require(target[port]->nb_transport_bw(*work_[index].payload, phase, delay) == tlm::TLM_ACCEPTED,
                      name(), "an initiator answered END_REQ");
    }
}

void MemoryChannel::deliver(Cycle now) {
    while (!ready_.empty() && ready_.top().done <= now) {
        const Ready ready = ready_.top();
        ready_.pop();
        base::require(ready.done == now, name(), "a completion came late");
        Work& work = work_[ready.work];
        if (work.payload != nullptr) {
            const int port = work.port;
            ports_[static_cast<std::size_t>(port)].responses.push_back(ready.work);
            respond(port);
            continue;
        }
        const Done done = std::move(work.program_done);
        free_.push_back(ready.work);
        done();
    }
}

void MemoryChannel::schedule() {
    collect();
    Cycle at = ready_.empty() ? memory::kLater : ready_.top().done;
    if (const auto bound = engine_.completion_bound()) at = std::min(at, *bound);
    if (!entering_.empty()) at = std::min(at, tried_at_ + 1);
    if (at >= wake_at_) return;
    wake_at_ = at;
    const base::Picoseconds wait = clock_.time_of(base::Cycles{at}) - protocol::now();
    base::require(wait >= base::Picoseconds{0}, name(), "the next completion lies in the past");
    wake_event_.notify(protocol::to_sc(wait));
}

void MemoryChannel::wake() {
    const Cycle now = cycle_now();
    wake_at_ = memory::kLater;
    advance_before(now);
    admit(now);
    const auto bound = engine_.completion_bound();
    if (bound && *bound <= now) {
        // The last command of a program may complete it in its own cycle.
        horizon_ = now;
        engine_.advance(now);
        collect();
    }
    deliver(now);
    schedule();
}

}  // namespace pamsim::pim
