// A scheduler over one small level, and the calls a host makes, in short.
#pragma once

#include <vector>

#include "host/scheduler.h"

namespace pamsim::host {

inline SchedulerConfig small_config() {
    return {8, 100, 1000, 1, WhenFull::queue, 0.0};
}

class Served {
public:
    /// Blocks of 4 tokens.
    explicit Served(std::int64_t blocks, const SchedulerConfig& config = small_config())
        : cache({{"hbm", blocks, 4, 1, 1}}, config.microbatches), scheduler(config, cache) {}

    /// Arrives now.
    bool arrive(std::uint32_t input, std::uint32_t output) {
        return scheduler.arrive({next_id_++, base::Picoseconds{now}, input, output}, base::Picoseconds{now});
    }
    Batch schedule() {
        Batch batch = scheduler.schedule();
        scheduler.check();
        return batch;
    }
    void complete(const Batch& batch) {
        scheduler.complete(batch, base::Picoseconds{now});
        scheduler.check();
    }
    /// One whole step of 10 ps; what was prefilled lands at its end.
    Batch step() {
        Batch batch = schedule();
        now += 10;
        complete(batch);
        if (batch.kind == Batch::Kind::prefill) {
            for (const std::uint32_t i : batch.sequences) scheduler.landed(i);
        }
        scheduler.check();
        return batch;
    }
    const Sequence& operator[](std::uint32_t i) const { return scheduler.sequences()[i]; }

    kv::KvCache cache;
    Scheduler scheduler;
    std::int64_t now = 0;

private:
    std::uint64_t next_id_ = 0;
};

}  // namespace pamsim::host
