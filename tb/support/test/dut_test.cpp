#include "support/dut.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <random>

#include "Vstream_register.h"
#include "support/wave.h"
#include "support/wide.h"

namespace pamsim::tb {
namespace {

using Register = Dut<Vstream_register>;

TEST(Dut, BeatComesOutAfterOneEdge) {
    Register dut;
    dut.in().in_valid_i = 0;
    dut.in().in_bad_i = 0;
    dut.reset();
    dut.in().out_ready_i = 0;
    dut.in().in_valid_i = 1;
    dut.in().in_narrow_i = 42;
    EXPECT_TRUE(dut.out().in_ready_o);
    EXPECT_FALSE(dut.out().out_valid_o) << "outputs are those before the edge";
    dut.edge();
    EXPECT_TRUE(dut.out().out_valid_o);
    EXPECT_EQ(dut.out().out_narrow_o, 42);
    EXPECT_FALSE(dut.out().in_ready_o);
    dut.in().out_ready_i = 1;
    EXPECT_TRUE(dut.out().in_ready_o) << "combinational outputs follow inputs without an edge";
    EXPECT_EQ(dut.cycles(), 3u);
}

TEST(Dut, ResetActsWithoutAnEdge) {
    Register dut;
    dut.in().in_bad_i = 0;
    dut.reset();
    dut.in().in_valid_i = 1;
    dut.in().out_ready_i = 0;
    dut.edge();
    ASSERT_TRUE(dut.out().out_valid_o);
    dut.in().rst_ni = 0;
    EXPECT_FALSE(dut.out().out_valid_o);
}

TEST(Dut, RegistersWithoutResetStartAtValuesOfTheSeed) {
    const auto narrow = [](int seed) {
        Register dut(seed);
        dut.in().in_valid_i = 0;
        dut.in().in_bad_i = 0;
        dut.reset();
        return get_bits(dut.out().out_wide_o, 0, 64);
    };
    EXPECT_EQ(narrow(3), narrow(3));
    EXPECT_NE(narrow(3), narrow(4));
}

TEST(Dut, FailedAssertionThrowsWithItsCycle) {
    Register dut;
    dut.in().in_valid_i = 0;
    dut.in().in_bad_i = 0;
    dut.reset(2);
    dut.edge();
    dut.in().in_bad_i = 1;
    try {
        dut.edge();
        FAIL() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "Vstream_register: an assertion failed in cycle 3");
    }
}

// A source that changes its inputs with the clock, not between edges, breaks assertions that hold.
TEST(Dut, StableAssertionHoldsUnderRandomTraffic) {
    Register dut;
    dut.in().in_valid_i = 0;
    dut.in().in_bad_i = 0;
    dut.reset();
    std::mt19937_64 random(1);
    int taken = 0;
    std::vector<std::uint32_t> lanes(3);
    for (int cycle = 0; cycle < 1000; ++cycle) {
        for (std::uint32_t& lane : lanes) {
            lane = static_cast<std::uint32_t>(random());
        }
        set_lanes(dut.in().in_wide_i, lanes);
        dut.in().in_valid_i = random() % 2;
        dut.in().out_ready_i = random() % 2;
        taken += dut.out().out_valid_o && dut.out().out_ready_i;
        dut.edge();
    }
    EXPECT_GT(taken, 100);
}

TEST(Dut, WaveHoldsWhatTheUnitDid) {
    const std::string path = "dut_test_wave.fst";
    const auto size_after = [&](int edges) {
        Dut<Vstream_register, FstWave> dut;
        dut.in().in_bad_i = 0;
        dut.wave().open(path);
        dut.reset();
        std::mt19937_64 random(1);
        for (int i = 0; i < edges; ++i) {
            dut.in().in_valid_i = 1;
            dut.in().out_ready_i = 1;
            set_bits(dut.in().in_wide_i, 0, 64, random());
            dut.edge();
        }
        dut.wave().close();
        const auto size = std::filesystem::file_size(path);
        std::filesystem::remove(path);
        return size;
    };
    const auto short_wave = size_after(10);
    EXPECT_GT(short_wave, 0u);
    EXPECT_GT(size_after(1000), short_wave + 1000) << "1000 random words of 64 bits cannot fit into less";
}

}  // namespace
}  // namespace pamsim::tb
