// The way of a page from the controller's error correction to the caller: a PU if the read names one, then
// the operation's completion. Channels are simulated one after another, so times are put in order here.
#pragma once

#include <cstdint>
#include <optional>
#include <queue>
#include <vector>

#include "memory/flash/op_pool.h"
#include "memory/flash/pu_pool.h"

namespace pamsim::memory {

class FlashCompletions {
public:
    FlashCompletions(OpPool& pool, PuPool& pus, std::uint32_t pu_groups)
        : pool_(pool), pus_(pus), pu_groups_(pu_groups) {}

    /// One page of a read is past error correction.
    void page_arrived(OpIndex op, base::Picoseconds at);
    /// A program or erase is done, or the last page of a read.
    void op_done(OpIndex op, base::Picoseconds at);
    /// Gives PUs the pages that arrive up to `limit`; no earlier arrival may follow.
    void serve_pus(base::Picoseconds limit);
    /// The earliest completion up to `limit`.
    std::optional<FlashCompletion> next(base::Picoseconds limit);
    /// The latest time at which any operation so far is done.
    base::Picoseconds last() const { return last_; }
    /// The earliest time at which a completion that is known, or a page on its way to a PU, can be done.
    std::optional<base::Picoseconds> bound() const;

private:
    struct Arrival {
        std::int64_t at;
        std::uint64_t serial;
        OpIndex op;
        bool operator>(const Arrival& o) const { return at != o.at ? at > o.at : serial > o.serial; }
    };
    using InOrder = std::priority_queue<Arrival, std::vector<Arrival>, std::greater<>>;

    void page_done(OpIndex op, base::Picoseconds at);

    OpPool& pool_;
    PuPool& pus_;
    std::uint32_t pu_groups_;
    InOrder for_pus_, done_;
    base::Picoseconds last_{};
};

}  // namespace pamsim::memory
