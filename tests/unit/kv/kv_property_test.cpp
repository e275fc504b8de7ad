// Random operations on random levels: after each, the cache agrees with its own recount and with a model so
// simple that it cannot be wrong (tokens per sequence).
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "kv/kv_cache.h"
#include "support/effort.h"

namespace pamsim::kv {
namespace {

class Dice {
public:
    explicit Dice(std::uint32_t seed) : bits_(seed) {}
    /// [low, high]; the slight bias of the remainder is of no matter here.
    std::uint32_t roll(std::uint32_t low, std::uint32_t high) {
        return low + static_cast<std::uint32_t>(bits_()) % (high - low + 1);
    }

private:
    std::mt19937 bits_;
};

std::vector<LevelLayout> random_levels(Dice& dice) {
    std::vector<LevelLayout> levels;
    const std::uint32_t count = dice.roll(1, 3);
    for (std::uint32_t i = 0; i < count; ++i) {
        levels.push_back({"level" + std::to_string(i), dice.roll(0, 24), dice.roll(1, 5), dice.roll(1, 5),
                          dice.roll(1, 4)});
    }
    return levels;
}

class Trial {
public:
    explicit Trial(std::uint32_t seed)
        : dice_(seed), cache_(random_levels(dice_), dice_.roll(1, 3), spread_names()[dice_.roll(0, 2)]) {}

    void step() {
        const std::uint32_t what = dice_.roll(0, 9);
        if (what < 3) {
            admit();
        } else if (what < 8) {
            append();
        } else {
            release();
        }
        cache_.check();
        ASSERT_NO_FATAL_FAILURE(compare());
    }

    void finish() {
        while (!tokens_.empty()) release();
        cache_.check_empty();
        EXPECT_EQ(cache_.free_tokens(), cache_.capacity_tokens());
    }

    /// Every place, for the comparison of two runs.
    std::vector<std::uint32_t> fingerprint() const {
        std::vector<std::uint32_t> print;
        for (const auto& [id, tokens] : tokens_) {
            for (std::uint32_t t = 0; t < tokens; ++t) {
                const Place p = cache_.place(id, t);
                print.insert(print.end(), {p.level, p.domain, p.group, p.block, p.slot});
            }
        }
        return print;
    }

private:
    void admit() {
        const SequenceId id{dice_.roll(0, 11)};
        if (tokens_.count(id) != 0) return;
        const std::uint32_t tokens = dice_.roll(1, 30);
        const bool fits = cache_.free_tokens_after(tokens).has_value();
        EXPECT_EQ(fits, tokens <= cache_.free_tokens());
        const std::uint32_t microbatch = dice_.roll(0, cache_.microbatches() - 1);
        EXPECT_EQ(cache_.admit(id, tokens, microbatch, dice_.roll(1, 9)), fits);
        if (fits) tokens_[id] = tokens;
    }

    void append() {
        if (tokens_.empty()) return;
        const SequenceId id = any();
        const std::int64_t held = blocks();
        const bool room = cache_.free_tokens() > 0;
        const bool appended = cache_.append(id);
        EXPECT_TRUE(appended || !room);
        EXPECT_TRUE(room || blocks() == held);
        if (appended) ++tokens_[id];
    }

    void release() {
        if (tokens_.empty()) return;
        const SequenceId id = any();
        cache_.release(id);
        tokens_.erase(id);
    }

    SequenceId any() {
        auto at = tokens_.begin();
        std::advance(at, dice_.roll(0, static_cast<std::uint32_t>(tokens_.size()) - 1));
        return at->first;
    }

    std::int64_t blocks() const {
        std::int64_t sum = 0;
        for (std::uint32_t level = 0; level < cache_.levels(); ++level) sum += cache_.blocks_held(level);
        return sum;
    }

    void compare() const {
        std::int64_t modelled = 0;
        std::int64_t on_levels = 0;
        for (const auto& [id, tokens] : tokens_) {
            ASSERT_EQ(cache_.tokens(id), tokens);
            std::uint32_t parts = 0;
            for (std::uint32_t level = 0; level < cache_.levels(); ++level)
                parts += cache_.tokens_on(id, level);
            ASSERT_EQ(parts, tokens);
            ASSERT_EQ(cache_.place(id, tokens - 1).level, cache_.newest_level(id));
            modelled += tokens;
        }
        for (std::uint32_t level = 0; level < cache_.levels(); ++level) on_levels += cache_.tokens(level);
        ASSERT_EQ(on_levels, modelled);
    }

    Dice dice_;
    KvCache cache_;
    std::map<SequenceId, std::uint32_t> tokens_;
};

TEST(KvProperty, EveryStateOfRandomRunsPassesTheCheck) {
    for (int seed = 0; seed < tests::effort(3000); ++seed) {
        SCOPED_TRACE(seed);
        Trial trial(static_cast<std::uint32_t>(seed));
        for (int step = 0; step < 40; ++step) ASSERT_NO_FATAL_FAILURE(trial.step());
        trial.finish();
    }
}

TEST(KvProperty, TheSameOperationsGiveTheSamePlaces) {
    for (std::uint32_t seed = 0; seed < 50; ++seed) {
        Trial first(seed), second(seed);
        for (int step = 0; step < 60; ++step) {
            first.step();
            second.step();
        }
        EXPECT_EQ(first.fingerprint(), second.fingerprint());
    }
}

}  // namespace
}  // namespace pamsim::kv
