#include "pu/pu_driver.h"

#include <algorithm>
#include <sstream>

namespace pamsim::tb {
namespace {

std::size_t one_command(const PuJob&, std::size_t) {
    return 1;
}
std::size_t q_beats(const PuJob& job, std::size_t lanes) {
    return job.q.size() / lanes;
}
std::size_t data_beats(const PuJob& job, std::size_t lanes) {
    return job.data.size() / lanes;
}
std::size_t score_beats(const PuJob& job, std::size_t) {
    return job.score_in.size();
}

Stalls stalls(const std::optional<std::uint64_t>& seed, std::uint64_t stream) {
    return seed ? Stalls(*seed * 8 + stream) : Stalls(0, StallPattern::none);
}

template <typename Value>
void copy_beat(const std::vector<Value>& beats, std::size_t beat, std::size_t lanes,
               std::vector<Value>& lane) {
    const auto from = beats.begin() + static_cast<std::ptrdiff_t>(beat * lanes);
    lane.assign(from, from + static_cast<std::ptrdiff_t>(lanes));
}

}  // namespace

PuDriver::Sides::Sides(const std::optional<std::uint64_t>& seed)
    : cmd(stalls(seed, 0)),
      q(stalls(seed, 1)),
      data(stalls(seed, 2)),
      score_in(stalls(seed, 3)),
      score(stalls(seed, 4)),
      out(stalls(seed, 5)) {}

PuDriver::PuDriver(PuUnit& unit, const PuJobs& jobs, const Options& options)
    : jobs_(jobs.jobs()),
      lanes_(jobs.shape().lanes),
      unit_(unit),
      options_(options),
      sides_(options.stalls),
      random_(options.stalls.value_or(0)),
      cmd_(jobs_, one_command, lanes_),
      q_(jobs_, q_beats, lanes_),
      data_(jobs_, data_beats, lanes_),
      score_in_(jobs_, score_beats, lanes_),
      running_(jobs_.size()),
      job_cycles_(jobs_.size()) {}

std::string PuDriver::run() {
    // A hang is a failure too: with the slowest stalls a beat takes some ten cycles.
    std::uint64_t limit = 10000;
    for (const PuJob& job : jobs_) limit += 100 * (job.cycles + 10);
    unit_.reset();
    if (options_.twin) options_.twin->reset();
    while (failure_.empty() && !finished()) {
        drive();
        const PuOut& out = unit_.step(in_);
        if (options_.twin) compare_with_twin(out);
        if (options_.coverage) options_.coverage->cycle(in_, out, op());
        move(out);
        if (in_.flush) abort(false);
        if (options_.cycles_per_abort != 0 && random_() % options_.cycles_per_abort == 0) abort(true);
        if (++cycle_ == limit) fail("nothing moves any more");
    }
    return failure_;
}

std::optional<PuOp> PuDriver::op() const {
    if (!busy()) return std::nullopt;
    return jobs_[running_].command.op;
}

bool PuDriver::finished() const {
    return cmd_.place().job == jobs_.size() && !busy();
}

void PuDriver::drive() {
    in_.flush = options_.cycles_per_abort != 0 && random_() % options_.cycles_per_abort == 0;
    if (cmd_.offer(sides_.cmd.go())) in_.cmd = jobs_[cmd_.place().job].command;
    if (q_.offer(sides_.q.go())) copy_beat(jobs_[q_.place().job].q, q_.place().beat, lanes_, in_.q);
    if (data_.offer(sides_.data.go()))
        copy_beat(jobs_[data_.place().job].data, data_.place().beat, lanes_, in_.data);
    if (score_in_.offer(sides_.score_in.go()))
        in_.score_in = jobs_[score_in_.place().job].score_in[score_in_.place().beat];
    in_.cmd_valid = cmd_.valid();
    in_.q_valid = q_.valid();
    in_.data_valid = data_.valid();
    in_.score_in_valid = score_in_.valid();
    in_.score_ready = sides_.score.go();
    in_.out_ready = sides_.out.go();
}

void PuDriver::compare_with_twin(const PuOut& out) {
    const PuOut& twin = options_.twin->step(in_);
    if (out == twin) return;
    std::ostringstream text;
    for (const PuOut* side : {&out, &twin}) text << (side == &out ? "rtl: " : "; twin: ") << *side;
    fail(text.str());
}

void PuDriver::move(const PuOut& out) {
    if (out.score_valid && in_.score_ready) check_score(out);
    if (out.out_valid && in_.out_ready) check_out(out);
    if (in_.q_valid && out.q_ready) q_.taken();
    if (in_.data_valid && out.data_ready) data_.taken();
    if (in_.score_in_valid && out.score_in_ready) score_in_.taken();
    if (busy()) end_job();
    if (in_.cmd_valid && out.cmd_ready) begin(cmd_.place().job);
}

void PuDriver::begin(std::size_t job) {
    if (busy()) fail("a command was taken while another ran");
    running_ = job;
    scores_ = outs_ = 0;
    begun_ = cycle_;
    cmd_.taken();
    if (options_.coverage) options_.coverage->command(jobs_[job].command);
    // A partial score of no token has nothing to move.
    end_job();
}

/// Ends the running job when all that it brings has moved.
void PuDriver::end_job() {
    const PuJob& job = jobs_[running_];
    const auto left = [this](const PuSource& source) { return source.place().job <= running_; };
    if (scores_ < job.score.size() || outs_ * lanes_ < job.out.size()) return;
    if (left(q_) || left(data_) || left(score_in_)) {
        if (!job.score.empty() || !job.out.empty()) fail("the last beat left before all input was taken");
        return;
    }
    job_cycles_[running_] = cycle_ - begun_;
    running_ = jobs_.size();
}

void PuDriver::check_score(const PuOut& out) {
    const std::vector<numerics::Bits32>* const expected = busy() ? &jobs_[running_].score : nullptr;
    if (!expected || scores_ == expected->size()) return fail("a score too many");
    if (out.score != (*expected)[scores_]) fail("score " + std::to_string(scores_) + " is wrong");
    ++scores_;
    if (out.score_last != (scores_ == expected->size())) fail("score_last is wrong");
}

void PuDriver::check_out(const PuOut& out) {
    const std::vector<numerics::Bits32>* const expected = busy() ? &jobs_[running_].out : nullptr;
    if (!expected || outs_ * lanes_ == expected->size()) return fail("an output beat too many");
    const auto from = expected->begin() + static_cast<std::ptrdiff_t>(outs_ * lanes_);
    if (!std::equal(out.out.begin(), out.out.end(), from))
        fail("output beat " + std::to_string(outs_) + " is wrong");
    ++outs_;
    if (out.out_last != (outs_ * lanes_ == expected->size())) fail("out_last is wrong");
}

/// After the edge of a flush, or instead of going on: the running job is lost, and so is q.
void PuDriver::abort(bool reset) {
    if (options_.coverage) options_.coverage->aborted(reset, op());
    if (reset) {
        unit_.reset();
        if (options_.twin) options_.twin->reset();
    }
    const auto needs_q = [](const PuJob& job) { return job.command.op == PuOp::score && job.q.empty(); };
    std::size_t next = cmd_.place().job;
    while (next < jobs_.size() && needs_q(jobs_[next])) ++next;
    for (PuSource* source : {&cmd_, &q_, &data_, &score_in_}) source->skip_to(next);
    running_ = jobs_.size();
}

void PuDriver::fail(const std::string& what) {
    if (!failure_.empty()) return;
    std::ostringstream text;
    text << "cycle " << cycle_;
    if (busy()) {
        const PuCommand& command = jobs_[running_].command;
        text << ", job " << running_ << " (op " << static_cast<int>(command.op) << ", " << command.heads
             << " heads, " << command.beats << " beats, " << command.tokens << " tokens)";
    }
    text << ": " << what;
    failure_ = text.str();
}

}  // namespace pamsim::tb
