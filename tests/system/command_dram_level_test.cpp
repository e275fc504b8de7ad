// What a DRAM level at command level says it moved is what its channels did.
#include "pim/command_dram_level.h"
#include <gtest/gtest.h>

#include <cmath>

#include "support/machines.h"

namespace pamsim::system {
namespace {

using memory::Command;

const pim::CommandDramLevel& level_of(Machine& machine, std::size_t index) {
    return dynamic_cast<const pim::CommandDramLevel&>(machine.level(index));
}

double rows_issued(Machine& machine, std::size_t index) {
    const LevelSpec& level = machine.platform().levels[index];
    const pim::AttentionShape shape{2, 2, 64, 2};  // of tiny
    const pim::DramPlan plan(*level.dram, *level.dram_pim, shape);
    const double banks = plan.groups() * level.dram_pim->head_dim_split;  // of a domain
    return static_cast<double>(level_of(machine, index).issued(Command::pim_activate)) * banks /
           plan.timings().activates;
}

Machine node(const std::vector<base::Override>& more) {
    std::vector<base::Override> all{{"timing=command"}};
    all.insert(all.end(), more.begin(), more.end());
    return Machine(tests::platform("pam-mini", all), workload::read_model_shape("tiny"), 16);
}

void expect_rows_of_commands(const std::vector<base::Override>& more) {
    Machine machine = node(more);
    attend_once(machine, 12, 200);
    for (const std::size_t index : {0u, 1u}) {
        const pim::LevelCounters& c = machine.level(index).counters();
        EXPECT_GT(c.row_activations, 0) << index;
        EXPECT_EQ(static_cast<double>(c.row_activations), rows_issued(machine, index)) << index;
    }
}

TEST(CommandDramLevel, RowActivationsAreTheChannels) {
    expect_rows_of_commands({});
}
TEST(CommandDramLevel, RowActivationsAreTheChannelsUnderTfaw) {
    expect_rows_of_commands({{"levels.hbm.pim.activate=faw"}, {"levels.ddr.pim.activate=faw"}});
}

const std::vector<base::Override> kFew{{"kv.sparsity=random"}, {"kv.keep_ratio=0.02"}};

TEST(CommandDramLevel, RowActivationsAreThoseOfTheTokensThatAreActive) {
    expect_rows_of_commands(kFew);
}

/// Tokens drawn are whole; a mean share of them, as the closed form takes, would only be so by chance.
TEST(CommandDramLevel, UsefulBytesAreWholeTokensOfEveryLayer) {
    Machine machine = node(kFew);
    const AttentionReport report = attend_once(machine, 12, 200);
    const std::int64_t layer_token_bytes = machine.traffic().kv_bytes_per_token;
    for (const std::size_t index : {0u, 1u}) {
        const pim::LevelCounters& c = machine.level(index).counters();
        EXPECT_EQ(c.useful_bytes % layer_token_bytes, 0) << index;
        const double active = static_cast<double>(c.useful_bytes / layer_token_bytes);
        const double tokens = static_cast<double>(report.levels[index].tokens) * 4;  // layers
        EXPECT_NEAR(active, 0.02 * tokens, 5 * std::sqrt(0.02 * tokens)) << index;
        EXPECT_GT(c.read_bytes, c.useful_bytes) << index;
    }
}

}  // namespace
}  // namespace pamsim::system
