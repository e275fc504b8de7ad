// Operations in flight, by index, and first-in first-out queues of them without allocation.
#pragma once

#include <cstdint>

#include "memory/flash/flash_op.h"
#include "memory/flash/slots.h"

namespace pamsim::memory {

using OpIndex = SlotIndex;
constexpr OpIndex no_op = ~OpIndex{0};

struct OpState {
    FlashOp op;
    base::Picoseconds submitted{};
    base::Picoseconds ready{};      ///< no command before: submission, or a failed read's error correction
    base::Picoseconds done{};       ///< of the pages that have arrived so far
    std::uint64_t serial = 0;       ///< order of submission in the drive
    std::uint64_t read_order = 0;   ///< order of submission among the reads of its channel
    std::uint32_t attempt = 0;      ///< bit per plane: pages of this attempt
    std::uint32_t to_move = 0;      ///< of those, still to cross the bus
    std::uint32_t failed = 0;       ///< bit per plane: to be sensed again
    std::uint32_t outstanding = 0;  ///< pages that have not reached the end of their way
    std::uint32_t retries = 0;
    OpIndex next = no_op;
};

using OpPool = Slots<OpState>;

class OpQueue {
public:
    bool empty() const { return head_ == no_op; }
    OpIndex front() const { return head_; }
    void push(OpPool& pool, OpIndex index) {
        pool[index].next = no_op;
        if (empty())
            head_ = index;
        else
            pool[tail_].next = index;
        tail_ = index;
    }
    OpIndex pop(const OpPool& pool) {
        const OpIndex index = head_;
        head_ = pool[index].next;
        return index;
    }

private:
    OpIndex head_ = no_op, tail_ = no_op;
};

}  // namespace pamsim::memory
