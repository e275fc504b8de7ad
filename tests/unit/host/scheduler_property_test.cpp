// Random services run to their end: nothing is lost, nobody overtakes, everything is given back.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "host/scheduler.h"
#include "support/effort.h"

namespace pamsim::host {
namespace {

class Service {
public:
    explicit Service(std::uint32_t seed)
        : bits_(seed),
          config_(random_config()),
          cache_(random_levels(), config_.microbatches),
          scheduler_(config_, cache_) {}

    /// Requests arrive, steps compute and sequences land in random order, until all is done.
    void run() {
        const std::uint32_t requests = roll(1, 25);
        int steps = 0;
        while (scheduler_.arrived() < requests || !scheduler_.done()) {
            ASSERT_LT(++steps, 5000) << scheduler_.unfinished();
            if (scheduler_.arrived() < requests && roll(0, 2) == 0) arrive();
            compute();
            land();
        }
        cache_.check_empty();
    }

    const Scheduler& scheduler() const { return scheduler_; }

private:
    std::uint32_t roll(std::uint32_t low, std::uint32_t high) {
        return low + static_cast<std::uint32_t>(bits_()) % (high - low + 1);
    }
    SchedulerConfig random_config() {
        return {roll(1, 8), roll(1, 60), roll(20, 80), roll(1, 3), WhenFull::queue, roll(0, 3) * 0.1};
    }
    std::vector<kv::LevelLayout> random_levels() {
        return {{"hbm", roll(1, 20), roll(1, 4), roll(1, 3), roll(1, 3)},
                {"ddr", roll(0, 10), roll(1, 4), roll(1, 3), roll(1, 3)}};
    }
    void arrive() {
        scheduler_.arrive({scheduler_.arrived(), base::Picoseconds{now_}, roll(1, 30), roll(1, 30)},
                          base::Picoseconds{now_});
        scheduler_.check();
    }
    void compute() {
        const Batch batch = scheduler_.schedule();
        cache_.check();
        scheduler_.check();
        now_ += roll(1, 9);
        if (batch.kind == Batch::Kind::prefill)
            in_flight_.insert(in_flight_.end(), batch.sequences.begin(), batch.sequences.end());
        if (roll(0, 1) == 0) land();
        scheduler_.complete(batch, base::Picoseconds{now_});
        scheduler_.check();
        if (batch.kind == Batch::Kind::idle) land();
    }
    void land() {
        if (in_flight_.empty()) return;
        const auto at = in_flight_.begin() + roll(0, static_cast<std::uint32_t>(in_flight_.size()) - 1);
        scheduler_.landed(*at);
        in_flight_.erase(at);
        scheduler_.check();
    }

    std::mt19937 bits_;
    SchedulerConfig config_;
    kv::KvCache cache_;
    Scheduler scheduler_;
    std::vector<std::uint32_t> in_flight_;
    std::int64_t now_ = 0;
};

TEST(SchedulerProperty, RandomServicesEndWithAllTokensInOrder) {
    std::uint64_t preemptions = 0;
    std::size_t rejected = 0;
    for (int seed = 0; seed < tests::effort(2000); ++seed) {
        SCOPED_TRACE(seed);
        Service service(static_cast<std::uint32_t>(seed));
        ASSERT_NO_FATAL_FAILURE(service.run());
        const Scheduler& s = service.scheduler();
        ASSERT_EQ(s.finished() + s.rejected(), s.arrived());
        std::uint64_t tokens = 0;
        base::Picoseconds previous;
        for (const Sequence& q : s.sequences()) {
            if (q.state == SequenceState::rejected) continue;
            tokens += q.request.output_tokens;
            ASSERT_LE(previous, q.first_token) << "a later request overtook";
            previous = q.first_token;
        }
        ASSERT_EQ(s.generated_tokens(), tokens);
        preemptions += s.preemptions();
        rejected += s.rejected();
    }
    EXPECT_GT(preemptions, tests::effort(1000)) << "the runs are too easy to prove anything";
    EXPECT_GT(rejected, tests::effort(1000));
}

}  // namespace
}  // namespace pamsim::host
