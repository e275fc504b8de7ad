#include "base/clock.h"

#include <gtest/gtest.h>

namespace pamsim::base {
namespace {

constexpr Clock ddr5_4800{2'400'000};

TEST(Clock, TwelveCyclesOfDdr5AreFiveNanosecondsExactly) {
    EXPECT_EQ(ddr5_4800.time_of(Cycles{12}), Picoseconds{5000});
}

TEST(Clock, OneCycleRoundsToTheNearestPicosecond) {
    EXPECT_EQ(ddr5_4800.time_of(Cycles{1}), Picoseconds{417});  // 416.67
    EXPECT_EQ(ddr5_4800.time_of(Cycles{2}), Picoseconds{833});  // 833.33
}

TEST(Clock, AThousandMillionCyclesCarryNoRoundingError) {
    // 1e9 / 2.4e9 Hz = 5/12 s; a period of 417 ps would be 333 microseconds off.
    EXPECT_EQ(ddr5_4800.time_of(Cycles{1'000'000'000}), Picoseconds{416'666'666'667});
    EXPECT_EQ(ddr5_4800.time_of(Cycles{1'200'000'000}), Picoseconds{500'000'000'000});
}

TEST(Clock, AnHourOfCyclesDoesNotOverflow) {
    EXPECT_EQ(ddr5_4800.time_of(Cycles{3600LL * 2'400'000'000}), Picoseconds{3600LL * 1'000'000'000'000});
}

TEST(Clock, OddFrequenciesAreExactOverOneSecond) {
    for (const std::int64_t khz : {666'667, 1'300'000, 650'000, 1'333'333}) {
        EXPECT_EQ(Clock{khz}.time_of(Cycles{khz * 1000}), Picoseconds{1'000'000'000'000}) << khz;
    }
}

TEST(Clock, CeilCyclesFindsTheEdgeThatTimeOfNames) {
    for (const std::int64_t khz : {650'000, 666'667, 1'300'000, 2'400'000, 3'200'000}) {
        const Clock clock{khz};
        for (std::int64_t n = 0; n < 5000; ++n) {
            const Cycles cycles{n * 7919};
            ASSERT_EQ(clock.ceil_cycles(clock.time_of(cycles)), cycles) << khz << " kHz";
        }
    }
}

TEST(Clock, CeilCyclesTakesTheNextEdgeAfterAnEdgeHasPassed) {
    EXPECT_EQ(ddr5_4800.ceil_cycles(Picoseconds{5000}), Cycles{12});
    EXPECT_EQ(ddr5_4800.ceil_cycles(Picoseconds{5001}), Cycles{13});
    EXPECT_EQ(ddr5_4800.ceil_cycles(Picoseconds{0}), Cycles{0});
    EXPECT_EQ(ddr5_4800.ceil_cycles(Picoseconds{1}), Cycles{1});
}

TEST(Clock, CeilCyclesOfAnHourDoesNotOverflow) {
    EXPECT_EQ(ddr5_4800.ceil_cycles(Picoseconds{3600LL * 1'000'000'000'000}), Cycles{3600LL * 2'400'000'000});
}

TEST(Clock, FrequencyAndPeriodAreInSiUnits) {
    EXPECT_EQ(ddr5_4800.hertz(), 2.4e9);
    EXPECT_EQ(ddr5_4800.seconds_of(Cycles{2'400'000'000}), 1.0);
    EXPECT_DOUBLE_EQ(ddr5_4800.period_s(), 1.0 / 2.4e9);
}

}  // namespace
}  // namespace pamsim::base
