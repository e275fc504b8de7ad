#include "memory/flash_write_buffer.h"

#include <algorithm>
#include <cmath>

namespace pamsim::memory {

FlashWriteBuffer::FlashWriteBuffer(const FlashPart& part, std::uint32_t devices, std::int64_t token_bytes,
                                   std::uint32_t page_tokens)
    : program_bytes_per_s_(part.program_bytes_per_s() * devices),
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
    whole_bytes_ += partial_.write(sequence, first, tokens).count * page_bytes_;
}

void FlashWriteBuffer::release(std::uint64_t sequence) {
    dropped_bytes_ += partial_.release(sequence) * token_bytes_;
}

void FlashWriteBuffer::program_for(base::Picoseconds time) {
    if (whole_bytes_ == 0) {
        program_credit_bytes_ = 0;
        return;
    }
    program_credit_bytes_ += base::seconds(time) * program_bytes_per_s_;
    const std::int64_t done = std::min(whole_bytes_, static_cast<std::int64_t>(program_credit_bytes_));
    program_credit_bytes_ -= static_cast<double>(done);
    whole_bytes_ -= done;
    programmed_bytes_ += done;
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
    return base::Picoseconds{base::picoseconds(std::max(bytes, 0.0) / program_bytes_per_s_).value() + 1};
}

base::Picoseconds FlashWriteBuffer::drain_time() const {
    return base::picoseconds(static_cast<double>(whole_bytes_) / program_bytes_per_s_);
}

}  // namespace pamsim::memory
