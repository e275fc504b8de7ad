// Who shares a command bus, and for how long a command keeps it.
#include <gtest/gtest.h>

#include "timing/dram_rules.h"

namespace pamsim::tests {
namespace {

using C = memory::Command;
using memory::Cycle;
using memory::Place;
using memory::TimingState;

/// One channel with banks opened long before cycle 1000.
class CommandBuses : public ::testing::Test {
protected:
    explicit CommandBuses(const std::string& name) : part(dram_part(name)), state(part) {
        const memory::DramGeometry& g = part.geometry;
        Cycle cycle = 0;
        for (std::uint32_t pc = 0; pc < g.pseudo_channels; ++pc)
            for (std::uint32_t rank = 0; rank < g.ranks; ++rank)
                state.issue(C::activate, at(pc, rank, 0), cycle += 100);
    }
    Place at(std::uint32_t pseudo_channel, std::uint32_t rank, std::uint32_t group) const {
        return state.places().at(pseudo_channel, rank, group, 0);
    }
    /// `after` is legal `cycles` after `before`, and not one cycle earlier.
    void expect_apart(C before, const Place& first, C after, const Place& second, Cycle cycles) {
        SCOPED_TRACE(std::string(memory::kCommandNames[index(before)]) + " then " +
                     memory::kCommandNames[index(after)]);
        TimingState played = state;
        played.issue(before, first, 1000);
        EXPECT_TRUE(played.legal(after, second, 1000 + cycles));
        EXPECT_EQ(played.legal(after, second, 1000 + cycles - 1), cycles == 0);
    }

    memory::DramPart part;
    TimingState state;
};

class Hbm3Buses : public CommandBuses {
protected:
    Hbm3Buses() : CommandBuses("hbm3-5200") {}
};
class Ddr5Buses : public CommandBuses {
protected:
    Ddr5Buses() : CommandBuses("ddr5-4800") {}
};
class Ddr4Bus : public CommandBuses {
protected:
    Ddr4Bus() : CommandBuses("ddr4-3200") {}
};

TEST_F(Hbm3Buses, RowAndColumnCommandsGoTogether) {
    expect_apart(C::activate, at(0, 0, 1), C::read, at(0, 0, 0), 0);
    expect_apart(C::read, at(0, 0, 0), C::activate, at(0, 0, 1), 0);
    expect_apart(C::refresh_all, at(0, 1, 0), C::write, at(0, 0, 0), 0);
}

TEST_F(Hbm3Buses, AnActivateKeepsTheRowBusOfBothPseudoChannelsForTwoCycles) {
    expect_apart(C::activate, at(0, 0, 1), C::precharge, at(1, 0, 0), 2);
    expect_apart(C::activate, at(0, 0, 1), C::activate, at(1, 0, 1), 2);
    expect_apart(C::activate, at(0, 0, 1), C::refresh_all, at(1, 1, 0), 2);
}

TEST_F(Hbm3Buses, OtherRowCommandsKeepTheRowBusForOneCycle) {
    expect_apart(C::precharge, at(0, 0, 0), C::activate, at(1, 0, 1), 1);
    expect_apart(C::precharge, at(0, 0, 0), C::precharge, at(1, 0, 0), 1);
    expect_apart(C::refresh_all, at(0, 1, 0), C::activate, at(1, 0, 1), 1);
}

TEST_F(Hbm3Buses, ColumnCommandsOfBothPseudoChannelsShareABus) {
    expect_apart(C::read, at(0, 0, 0), C::read, at(1, 0, 0), 1);
    expect_apart(C::write, at(0, 0, 0), C::read, at(1, 0, 0), 1);
}

TEST_F(Ddr5Buses, ActivatesReadsAndWritesKeepTheirSubChannelForTwoCycles) {
    expect_apart(C::read, at(0, 0, 0), C::precharge, at(0, 1, 0), 2);
    expect_apart(C::write, at(0, 0, 0), C::activate, at(0, 1, 1), 2);
    expect_apart(C::activate, at(0, 0, 1), C::read, at(0, 1, 0), 2);
    expect_apart(C::precharge, at(0, 0, 0), C::read, at(0, 1, 0), 1);
    expect_apart(C::refresh_all, at(0, 1, 0), C::read, at(0, 0, 0), 1);
}

TEST_F(Ddr5Buses, SubChannelsHaveBusesOfTheirOwn) {
    expect_apart(C::read, at(0, 0, 0), C::read, at(1, 0, 0), 0);
    expect_apart(C::activate, at(0, 0, 1), C::activate, at(1, 0, 1), 0);
}

TEST_F(Ddr5Buses, ASameBankRefreshOfAllGroupsIsOneCommand) {
    for (std::uint32_t group = 0; group < part.geometry.bank_groups; ++group)
        state.issue_beside(C::refresh_bank, at(0, 1, group), 1000, group == 0);
    EXPECT_EQ(state.issued(C::refresh_bank), 1u);
    EXPECT_TRUE(state.legal(C::read, at(0, 0, 0), 1001));
    EXPECT_FALSE(state.legal(C::read, at(0, 0, 0), 1000));
}

TEST_F(Ddr4Bus, EveryCommandKeepsTheOneBusForACycle) {
    expect_apart(C::activate, at(0, 0, 1), C::read, at(0, 1, 0), 1);
    expect_apart(C::read, at(0, 0, 0), C::precharge, at(0, 1, 0), 1);
    expect_apart(C::precharge, at(0, 0, 0), C::activate, at(0, 1, 1), 1);
    expect_apart(C::refresh_all, at(0, 1, 0), C::write, at(0, 0, 0), 1);
}

}  // namespace
}  // namespace pamsim::tests
