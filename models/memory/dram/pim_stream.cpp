#include "memory/dram/pim_stream.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

namespace pamsim::memory {

using Kind = PimOp::Kind;

std::uint64_t commands_of(const PimProgram& program, std::uint32_t activates) {
    std::uint64_t sum = 0;
    for (const PimOp& op : program.ops) {
        if (op.kind == Kind::wait) continue;
        sum += op.count;
        if (op.kind == Kind::row) sum += std::uint64_t{op.count} * op.bursts_per_mac;
        if (op.kind != Kind::query && op.kind != Kind::partial) sum += activates + 1;
    }
    return sum;
}

PimStream::PimStream(const DramPart& part, const PimTimings& pim, const Place& place)
    : pim_(pim),
      place_(place),
      read_latency_((part.timing.cl + part.timing.bl).value()),
      write_latency_((part.timing.cwl + part.timing.bl).value()),
      row_latency_((part.timing.rcd + part.timing.rtp + part.timing.rp).value()) {}

bool PimStream::has_row(const PimOp& op) {
    return op.kind == Kind::row || op.kind == Kind::score_write || op.kind == Kind::score_read;
}

/// No more than the op can take, whatever else goes on.
Cycle PimStream::least_cycles(const PimOp& op) const {
    if (op.kind == Kind::wait) return 0;  // may lie behind the rows before it
    if (op.kind == Kind::query || op.kind == Kind::partial) return op.count;
    const Cycle interval = std::max<Cycle>(pim_.mac_interval, op.interval);
    return row_latency_ + (static_cast<Cycle>(op.count) - 1) * interval;
}

void PimStream::submit(PimProgram program, std::uint64_t tag, Cycle now) {
    if (program.ops.empty()) throw std::invalid_argument("a PIM program has no operation");
    Job job{std::move(program.ops), {}, tag, now};
    job.least.assign(job.ops.size() + 1, 0);
    for (std::size_t i = job.ops.size(); i-- > 0;) {
        if (job.ops[i].count == 0)
            throw std::invalid_argument("operation " + std::to_string(i) +
                                        " of a PIM program has no command");
        job.least[i] = job.least[i + 1] + least_cycles(job.ops[i]);
    }
    if (job.ops.back().kind == Kind::wait)
        throw std::invalid_argument("a PIM program ends in a wait that nothing follows");
    jobs_.push_back(std::move(job));
    if (jobs_.size() > 1) return;
    op_ = 0;
    begin_op(now);
}

/// Waits are no commands: they only move what comes after them.
void PimStream::begin_op(Cycle cycle) {
    while (op().kind == Kind::wait) {
        units_ready_ = std::max(units_ready_, cycle + static_cast<Cycle>(op().count));
        units_cause_ = Cause::units;
        ++op_;
    }
    phase_ = Phase::open;
    left_ = has_row(op()) ? pim_.activates : op().count;
    find_head();
}

void PimStream::find_head() {
    const PimOp& now = op();
    if (now.kind == Kind::query) head_ = Command::query_write;
    if (now.kind == Kind::partial) head_ = Command::partial_read;
    if (!has_row(now)) return;
    if (phase_ == Phase::open) head_ = Command::pim_activate;
    if (phase_ == Phase::close) head_ = Command::pim_precharge;
    if (phase_ != Phase::columns) return;
    if (now.kind == Kind::score_write) head_ = Command::score_write;
    if (now.kind == Kind::score_read) head_ = Command::score_read;
    if (now.kind == Kind::row) head_ = bursts_ > 0 ? Command::query_write : Command::mac;
}

Cycle PimStream::latency(Command command) const {
    if (command == Command::partial_read) return read_latency_;
    return command == Command::query_write || command == Command::score_write ? write_latency_ : 0;
}

/// True when the op is done.
bool PimStream::step(Cycle cycle) {
    const PimOp& now = op();
    if (head_ == Command::query_write && now.kind == Kind::row) {
        --bursts_;
        return false;
    }
    if (head_ == Command::mac) {
        units_ready_ = cycle + now.interval;
        units_cause_ = Cause::units;
        bursts_ = now.bursts_per_mac;
    }
    if (head_ == Command::partial_read && left_ > 1) {
        units_ready_ = cycle + now.interval;
        units_cause_ = Cause::units;
    }
    if (--left_ > 0) return false;
    if (now.kind == Kind::query) {
        units_ready_ = std::max(units_ready_, cycle + write_latency_);
        units_cause_ = Cause::query;
    }
    if (!has_row(now)) return true;
    if (phase_ == Phase::close) return true;
    if (phase_ == Phase::open) {
        phase_ = Phase::columns;
        left_ = now.count;
        bursts_ = now.bursts_per_mac;
    } else {
        phase_ = Phase::close;
        left_ = 1;
    }
    return false;
}

void PimStream::account(Cycle cycle, Cause binding) {
    const Command command = head_;
    if (command == Command::mac) {
        // A slot of the banks' own rate is use; what a power limit adds lies behind it.
        const Cycle capped = account_.accounted() + pim_.mac_interval - pim_.mac_interval_nocap;
        if (binding == Cause::power) account_.lose(std::min(cycle, capped), Cause::power);
        const bool after_row = binding == Cause::row;
        account_.use(cycle, pim_.mac_interval_nocap,
                     binding == Cause::units ? units_cause_
                     : after_row             ? Cause::row
                                             : binding);
        return;
    }
    Cause cause = binding;
    if (binding == Cause::idle || binding == Cause::row || binding == Cause::burst ||
        binding == Cause::power || binding == Cause::units) {
        const Kind kind = op().kind;
        if (kind == Kind::query || (kind == Kind::row && command == Command::query_write))
            cause = Cause::query;
        if (kind == Kind::partial) cause = binding == Cause::units ? Cause::units : Cause::partials;
        if (kind == Kind::score_write || kind == Kind::score_read) cause = Cause::scores;
        if (kind == Kind::row && command != Command::query_write) cause = Cause::row;
    }
    const Cycle width = command == Command::pim_activate || command == Command::pim_precharge ? 0 : 1;
    account_.lose(cycle + width, cause);
}

std::optional<PimStream::Finished> PimStream::issued(Cycle cycle, Cause binding) {
    account(cycle, binding);
    const Cycle data = cycle + latency(head_);
    if (!step(cycle)) {
        find_head();
        return std::nullopt;
    }
    std::optional<Finished> finished;
    if (++op_ == jobs_.front().ops.size()) {
        const Job& job = jobs_.front();
        finished = Finished{job.tag, job.submitted, std::max(data, units_ready_)};
        jobs_.pop_front();
        op_ = 0;
    }
    phase_ = Phase::open;
    if (!jobs_.empty()) begin_op(cycle);
    return finished;
}

Cycle PimStream::least_cycles() const {
    if (jobs_.empty()) return 0;
    Cycle sum = jobs_.front().least[op_ + 1];
    if (phase_ == Phase::columns && op().kind == Kind::row)
        sum += (static_cast<Cycle>(left_) - 1) * std::max<Cycle>(pim_.mac_interval, op().interval);
    return sum;
}

}  // namespace pamsim::memory
