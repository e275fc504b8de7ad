// Values of levels: every token is attended to exactly once, wherever it lies.
#include "pim/level_values.h"

#include <gtest/gtest.h>

#include "units.h"

namespace pamsim::pim {
namespace {

using numerics::Bits16;
using numerics::bits_of;
using protocol::AttentionOutputs;
using protocol::AttentionPartials;
using protocol::AttentionQueries;

constexpr std::uint32_t kDim = 64;
constexpr kv::SequenceId kFirst{0}, kSecond{1};

/// Every score is 0, so that l counts tokens; V is the sequence's number plus one.
class Counting : public KvSource {
public:
    void key(std::uint32_t, std::uint64_t, std::uint32_t, std::uint32_t, Bits16* out) const override {
        std::fill(out, out + kDim, Bits16{0});
    }
    void value(std::uint32_t, std::uint64_t sequence, std::uint32_t, std::uint32_t,
               Bits16* out) const override {
        const auto number = static_cast<float>(sequence + 1);
        std::fill(out, out + kDim, numerics::narrow(numerics::Format::fp16, bits_of(number)));
    }
    void query(std::uint32_t, std::uint64_t, std::uint32_t, Bits16* out) const override {
        std::fill(out, out + kDim, Bits16{0x3c00});
    }
};

LevelValues level_of(const kv::KvCache& cache, std::uint32_t level, const KvSource& source,
                     const UnitLayout& units, std::uint32_t kv_heads = 1) {
    return {cache,
            level,
            source,
            units,
            {kDim, kv_heads, units.plan.group},
            make_pu(pu_of(16, 512, kDim / units.plan.split)),
            make_ru(ru_of())};
}

AttentionQueries queries_of(const KvSource& source, std::vector<std::uint64_t> sequences, std::uint32_t heads,
                            std::vector<std::uint32_t> layers = {0}) {
    AttentionQueries queries{std::move(layers), std::move(sequences), heads, kDim, {}};
    queries.q.resize(queries.rows() * kDim);
    for (std::size_t l = 0; l < queries.layers.size(); ++l)
        for (std::size_t s = 0; s < queries.sequences.size(); ++s)
            for (std::uint32_t h = 0; h < heads; ++h)
                source.query(queries.layers[l], queries.sequences[s], h,
                             &queries.q[queries.row(l, s, h) * kDim]);
    return queries;
}

const UnitLayout kSplit{{4, 2, 1, 1, 1}, 4};  // bank groups, a head over 4 PUs, 2 query heads
const UnitLayout kWhole{{1, 2, 1, 1, 4}, 3};  // 3 channels

TEST(LevelValues, CountEveryTokenOnceOverGroupsDomainsAndLevels) {
    kv::KvCache cache({{"hbm", 20, 16, 5, 4}, {"ssd", 20, 64, 1, 8}}, 1);
    ASSERT_TRUE(cache.admit(kFirst, 300, 0, 2));
    ASSERT_TRUE(cache.admit(kSecond, 77, 0, 2));
    const Counting source;
    LevelValues hbm = level_of(cache, 0, source, kSplit, 2), ssd = level_of(cache, 1, source, kWhole, 2);
    const AttentionQueries queries = queries_of(source, {0, 1}, 4, {0, 1});
    AttentionPartials upper, lower;
    hbm.attend(queries, upper);
    ssd.attend(queries, lower);
    for (std::size_t s = 0; s < 2; ++s) {
        const kv::SequenceId id{s};
        EXPECT_GT(cache.tokens_on(id, s == 0 ? 0 : 1), 0u);
        for (std::size_t layer = 0; layer < 2; ++layer)
            for (std::size_t head = 0; head < 4; ++head) {
                const std::size_t row = queries.row(layer, s, head);
                EXPECT_EQ(upper.l[row], bits_of(static_cast<float>(cache.tokens_on(id, 0))));
                EXPECT_EQ(lower.l[row], bits_of(static_cast<float>(cache.tokens_on(id, 1))));
                EXPECT_EQ(upper.present[row] != 0, cache.tokens_on(id, 0) > 0);
                EXPECT_EQ(lower.present[row] != 0, cache.tokens_on(id, 1) > 0);
            }
    }
}

TEST(LevelValues, FinishDividesWhatAllLevelsFound) {
    kv::KvCache cache({{"hbm", 4, 16, 1, 4}, {"ssd", 20, 64, 1, 8}}, 1);
    ASSERT_TRUE(cache.admit(kFirst, 128, 0, 2));
    ASSERT_TRUE(cache.admit(kSecond, 64, 0, 2));
    const Counting source;
    LevelValues hbm = level_of(cache, 0, source, kSplit), ssd = level_of(cache, 1, source, kWhole);
    const AttentionQueries queries = queries_of(source, {0, 1}, 2);
    AttentionPartials upper, lower;
    AttentionOutputs outputs;
    hbm.attend(queries, upper);
    ssd.attend(queries, lower);
    hbm.finish(queries, {&upper, &lower}, outputs);
    for (std::size_t s = 0; s < 2; ++s)
        for (std::size_t i = 0; i < kDim; ++i)
            EXPECT_EQ(value_of(outputs.o[queries.row(0, s, 1) * kDim + i]), static_cast<double>(s + 1));
}

TEST(LevelValues, SharesBeyondACommandsTokensAreSeveralPartials) {
    constexpr std::uint32_t tokens = HeadUnits::kMaxTokens + 5000;
    kv::KvCache cache({{"ssd", 2000, 64, 1, 1}}, 1);
    ASSERT_TRUE(cache.admit(kFirst, tokens, 0, 1));
    const Counting source;
    LevelValues ssd = level_of(cache, 0, source, {{1, 1, 1, 1, 4}, 1});
    AttentionPartials partials;
    ssd.attend(queries_of(source, {0}, 1), partials);
    EXPECT_EQ(partials.l[0], bits_of(static_cast<float>(tokens)));
    EXPECT_EQ(ssd.tokens_per_unit(), HeadUnits::kMaxTokens);
    EXPECT_EQ(ssd.merge_rounds(), 1u);
}

TEST(LevelValues, OfASequenceThatIsElsewhereAreAbsent) {
    kv::KvCache cache({{"hbm", 4, 16, 1, 4}, {"ssd", 20, 64, 1, 8}}, 1);
    ASSERT_TRUE(cache.admit(kFirst, 64, 0, 2));
    ASSERT_TRUE(cache.admit(kSecond, 64, 0, 2));
    const Counting source;
    LevelValues hbm = level_of(cache, 0, source, kSplit);
    AttentionPartials partials;
    hbm.attend(queries_of(source, {1}, 2), partials);
    EXPECT_EQ(partials.present, (std::vector<std::uint8_t>{0, 0}));
    EXPECT_EQ(hbm.pu_cycles() + hbm.ru_cycles(), 0u);
}

TEST(LevelValues, AReplicatedKvHeadServesTheQueryHeadsOfEachOwner) {
    // Two owners keep the one kv-head, each with one of its two query heads.
    kv::KvCache cache({{"hbm", 4, 16, 1, 4}}, 1);
    ASSERT_TRUE(cache.admit(kFirst, 20, 0, 1));
    const RandomKv source(3, numerics::Format::fp16, kDim);
    const auto partials_with = [&](std::uint32_t owned, std::uint32_t group) {
        LevelValues level(cache, 0, source, {{4, group, 1, 1, 1}, 4}, {kDim, owned, 2},
                          make_pu(pu_of(16, 512, 16)), make_ru(ru_of()));
        AttentionPartials partials;
        level.attend(queries_of(source, {0}, 2), partials);
        return partials;
    };
    EXPECT_EQ(partials_with(2, 1).o, partials_with(1, 2).o);
}

}  // namespace
}  // namespace pamsim::pim
