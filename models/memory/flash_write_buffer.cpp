#include "memory/flash_write_buffer.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace pamsim::memory {
namespace {

/// The longest that a read waits for a program.
double suspend_s(const FlashPart& part) {
    if (!part.suspend) return base::seconds(part.t_program);
    return base::seconds(base::min(part.command_overhead + part.t_program_suspend, part.t_program));
}

double power(double x, double exponent) {
    return x > 0 ? base::portable_exp(exponent * base::portable_log(x)) : 0;
}

}  // namespace

FlashWriteBuffer::FlashWriteBuffer(const FlashPart& part, std::uint32_t devices, std::int64_t token_bytes,
                                   std::uint32_t page_tokens)
    : program_bytes_per_s_(part.program_bytes_per_s() * devices),
      dies_(part.all_dies() * devices),
      die_bytes_(static_cast<double>(part.page_bytes) * part.planes),
      program_s_(base::seconds(part.t_program)),
      suspend_s_(suspend_s(part)),
      resume_time_(part.suspend ? part.command_overhead + part.t_resume : base::Picoseconds{0}),
      capacity_bytes_(part.write_buffer.value() * devices),
      token_bytes_(token_bytes),
      page_bytes_(page_tokens * token_bytes),
      partial_(page_tokens) {}

bool FlashWriteBuffer::fits(std::uint32_t tokens) const {
    const std::int64_t bytes = tokens * token_bytes_;
    const std::int64_t held = whole_bytes_ + open_bytes();
    return held + bytes <= capacity_bytes_ || held == 0;
}

void FlashWriteBuffer::write(std::uint64_t sequence, std::uint32_t first, std::uint32_t tokens) {
    if (first == 0) release(sequence);  // a new stay: what an earlier one (preempted) left is dropped
    host_bytes_ += tokens * token_bytes_;
    const std::int64_t whole = partial_.write(sequence, first, tokens).count * page_bytes_;
    whole_bytes_ += whole;
    if (whole > 0) waiting_.push_back({sequence, whole});
}

void FlashWriteBuffer::release(std::uint64_t sequence) {
    dropped_bytes_ += partial_.release(sequence) * token_bytes_;
}

void FlashWriteBuffer::program_for(base::Picoseconds time) {
    if (whole_bytes_ == 0) {
        program_credit_bytes_ = 0;
        return;
    }
    const base::Picoseconds resuming = base::min(time, resuming_);
    resuming_ -= resuming;
    program_credit_bytes_ += base::seconds(time - resuming) * (1 - read_share_) * program_bytes_per_s_;
    take_programmed();
}

void FlashWriteBuffer::take_programmed() {
    const std::int64_t done = std::min(whole_bytes_, static_cast<std::int64_t>(program_credit_bytes_));
    program_credit_bytes_ -= static_cast<double>(done);
    leave(done);
    programmed_bytes_ += done;
}

/// Padded pages were given out when nothing else was left, so they leave last.
void FlashWriteBuffer::leave(std::int64_t bytes) {
    whole_bytes_ -= bytes;
    while (bytes > 0 && !waiting_.empty()) {
        const std::int64_t taken = std::min(bytes, waiting_.front().bytes);
        bytes -= taken;
        waiting_.front().bytes -= taken;
        if (waiting_.front().bytes == 0) waiting_.pop_front();
    }
}

/// What is left of a program is uniform in [0, tPROG], independent on every die; of n dies the longest of
/// min(what is left, s) is s - s (s / tPROG)^n / (n + 1) in the mean. How many of the dies that are read
/// program is binomial: of the fewer of both, with the share of the more in all. The mean over n of x^n / (n
/// + 1) is then ((1 - q + q x)^(N + 1) - (1 - q)^(N + 1)) / ((N + 1) q x).
base::Picoseconds FlashWriteBuffer::begin_reads(double bytes) {
    read_share_ = std::min(1.0, bytes / die_bytes_ / dies_);
    const double read = read_share_ * dies_;
    const double programming = std::min(dies_, static_cast<double>(whole_bytes_) / die_bytes_);
    const double n = std::min(read, programming), q = std::max(read, programming) / dies_;
    if (suspend_s_ == 0 || n == 0) return base::Picoseconds{0};
    const double x = suspend_s_ / program_s_;
    const double sooner = (power(1 - q + q * x, n + 1) - power(1 - q, n + 1)) / ((n + 1) * q * x);
    return base::picoseconds(suspend_s_ * (1 - sooner));
}

/// Of the dies that were read, those that were nearer to the end of their program than s have ended it: they
/// were programming for s^2 / (2 tPROG) in the mean.
void FlashWriteBuffer::end_reads() {
    if (whole_bytes_ == 0 || read_share_ == 0) {
        read_share_ = 0;
        return;
    }
    const double ended_s = suspend_s_ * suspend_s_ / (2 * program_s_);
    program_credit_bytes_ += ended_s * read_share_ * program_bytes_per_s_;
    read_share_ = 0;
    resuming_ = resume_time_;
    take_programmed();
}

void FlashWriteBuffer::flush_partial_pages() {
    whole_bytes_ += static_cast<std::int64_t>(partial_.give_out_padded().size()) * page_bytes_;
}

base::Picoseconds FlashWriteBuffer::time_until_fits(std::uint32_t tokens) {
    if (fits(tokens)) return base::Picoseconds{0};
    const std::int64_t wanted = std::min(tokens * token_bytes_, capacity_bytes_);
    if (open_bytes() + wanted > capacity_bytes_) flush_partial_pages();
    const std::int64_t must_leave = whole_bytes_ + open_bytes() + wanted - capacity_bytes_;
    const double bytes = static_cast<double>(std::min(must_leave, whole_bytes_)) - program_credit_bytes_;
    return resuming_ + base::picoseconds(std::max(bytes, 0.0) / program_bytes_per_s_) + base::Picoseconds{1};
}

base::Picoseconds FlashWriteBuffer::drain_time() const {
    return base::picoseconds(static_cast<double>(whole_bytes_) / program_bytes_per_s_);
}

}  // namespace pamsim::memory
