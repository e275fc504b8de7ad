// The timing state against its rules read one by one over the whole history, along random commands.
#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>

#include "base/random.h"
#include "timing/dram_history.h"

namespace pamsim::tests {
namespace {

using memory::Command;
using memory::Cycle;
using memory::TimingState;

constexpr int kSteps = 400;

struct Case {
    const char* name;
    const char* part;
    std::optional<memory::PimTimings> pim = {};
};

void PrintTo(const Case& shown, std::ostream* out) {
    *out << shown.name;
}

class RandomCommands : public ::testing::TestWithParam<Case> {
protected:
    RandomCommands()
        : part(dram_part(GetParam().part)),
          state(part, GetParam().pim ? &*GetParam().pim : nullptr),
          history(part),
          random(1, std::string("commands ") + GetParam().name) {
        const auto last = GetParam().pim ? Command::mode_change : Command::refresh_bank;
        for (std::size_t c = 0; c <= index(last); ++c)
            if (static_cast<Command>(c) != Command::refresh_bank || part.refresh.rfc_pb > Cycles{0})
                commands.push_back(static_cast<Command>(c));
    }

    std::uint32_t below(std::size_t bound) { return static_cast<std::uint32_t>(random.below(bound)); }

    /// Any command anywhere, in few banks, so that earlier ones still count.
    std::vector<Issued> drawn() {
        const memory::DramGeometry& g = part.geometry;
        const Command command = commands[below(commands.size())];
        const std::uint32_t groups = std::min(g.bank_groups, 2u), banks = std::min(g.banks, 2u);
        const std::uint32_t pc = below(g.pseudo_channels), rank = below(g.ranks);
        return history.reached({command, state.places().at(pc, rank, below(groups), below(banks)), 0});
    }
    Cycle by_rules(const std::vector<Issued>& banks) const {
        Cycle end = std::max<Cycle>(0, history.bus_free(banks.front()));
        for (const Issued& bank : banks)
            for (const memory::Rule& rule : state.rules()) end = std::max(end, history.end_of(rule, bank));
        return end;
    }
    Cycle by_state(const std::vector<Issued>& banks) const {
        Cycle end = 0;
        for (const Issued& bank : banks) end = std::max(end, state.earliest(bank.command, bank.place));
        return end;
    }
    void issue(const std::vector<Issued>& banks, Cycle cycle) {
        for (const Issued& bank : banks) {
            state.issue_beside(bank.command, bank.place, cycle, &bank == &banks.front());
            history.add({bank.command, bank.place, cycle});
        }
    }

    memory::DramPart part;
    TimingState state;
    History history;
    base::RandomStream random;
    std::vector<Command> commands;
};

TEST_P(RandomCommands, MayComeWhenTheLastOfTheRulesAllowsIt) {
    Cycle now = 0;
    for (int step = 0; step < kSteps; ++step) {
        const std::vector<Issued> banks = drawn();
        const Command command = banks.front().command;
        const Cycle earliest = by_rules(banks);
        ASSERT_EQ(by_state(banks), earliest) << memory::kCommandNames[index(command)] << ", step " << step;
        // Refreshes shut a rank for long: they come seldom, so that other rules are at work.
        const bool refresh = command == Command::refresh_all || command == Command::refresh_bank;
        if (refresh && below(8) > 0) continue;
        now = std::max(now, earliest) + below(3);
        issue(banks, now);
    }
}

constexpr memory::PimTimings by_rank = {true, false, 6, 4, 1, 24, true};
constexpr memory::PimTimings within_faw = {true, false, 6, 4, 4, 24, true};
constexpr memory::PimTimings lockstep = {false, false, 8, 8, 1, 30, true};
constexpr memory::PimTimings bank_sets = {true, true, 6, 4, 1, 24, true};

INSTANTIATE_TEST_SUITE_P(Parts, RandomCommands,
                         ::testing::Values(Case{"hbm2", "hbm2-2000"}, Case{"hbm3_5200", "hbm3-5200"},
                                           Case{"hbm3_6400", "hbm3-6400"}, Case{"hbm4", "hbm4-8000"},
                                           Case{"ddr4", "ddr4-3200"}, Case{"ddr5", "ddr5-4800"},
                                           Case{"gddr6", "gddr6-16000"}, Case{"lpddr5", "lpddr5-6400"},
                                           Case{"hbm3_pim", "hbm3-5200", by_rank},
                                           Case{"hbm3_pim_within_faw", "hbm3-5200", within_faw},
                                           Case{"hbm3_pim_bank_sets", "hbm3-5200", bank_sets},
                                           Case{"ddr4_pim", "ddr4-3200", lockstep},
                                           Case{"ddr5_pim", "ddr5-4800", by_rank},
                                           Case{"gddr6_pim", "gddr6-16000", by_rank}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace pamsim::tests
