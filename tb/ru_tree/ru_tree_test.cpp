// pam_ru_tree against its twins: 2 groups of 2 ways (the smallest with every operation), and 3 groups of 3
// ways, BF16.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "Vru_tree_odd.h"
#include "Vru_tree_small.h"
#include "lockstep/faulty.h"
#include "ru/ru_suite.h"
#include "ru_tree/ru_tree_jobs.h"

namespace pamsim::tb {
namespace {

struct TreeShape {
    std::uint32_t groups;
    numerics::RuShape leaf;
};
constexpr TreeShape kSmall{2, {2, 2, 64, 2, numerics::Format::fp16}};
constexpr TreeShape kOdd{3, {3, 4, 192, 3, numerics::Format::bf16}};
constexpr std::uint64_t kJobs = 6000;

template <typename Model, typename Twin = RuTreeTwin>
using TreeLockstep = RuLockstep<Model, Twin, RuTreeJobs>;

template <typename Model>
void expect_tree_twins(const TreeShape& shape, std::uint64_t seed) {
    Coverage coverage("pam_ru_tree");
    RuTreeJobs jobs(coverage, shape.groups, shape.leaf, seed);
    TreeLockstep<Model> lockstep(jobs, RuTreeTwin(shape.groups, shape.leaf), coverage, seed, Pace::stalled);
    EXPECT_EQ(run_random(lockstep, jobs, kJobs), "");
    std::vector<std::string> impossible = CommandMonitor::impossible(shape.leaf);
    impossible.push_back("stalls, cmd: back to back");  // every command has an output
    coverage.require_all(impossible);
}

/// Legal ones only, and gathers with the last division too.
std::vector<RuCommand> tree_commands(const RuTreeJobs& jobs, const TreeShape& shape,
                                     std::uint32_t max_count) {
    std::vector<RuCommand> commands;
    for (RuCommand cmd : all_commands(shape.leaf, shape.leaf.max_beats(), max_count)) {
        if (!cmd.scores() && cmd.beats > jobs.max_beats(cmd)) continue;
        commands.push_back(cmd);
        cmd.finish = true;
        if (cmd.op == RuOp::gather) commands.push_back(cmd);
    }
    return commands;
}

template <typename Model>
void expect_tree_closed_form(const TreeShape& shape, std::uint32_t max_count, std::uint64_t seed) {
    Coverage coverage("pam_ru_tree, full pace");
    RuTreeJobs jobs(coverage, shape.groups, shape.leaf, seed);
    TreeLockstep<Model> lockstep(jobs, RuTreeTwin(shape.groups, shape.leaf), coverage, seed, Pace::full);
    const std::vector<RuCommand> commands = tree_commands(jobs, shape, max_count);
    EXPECT_EQ(run_commands(lockstep, jobs, commands), "");
    EXPECT_EQ(lockstep.jobs_done(), commands.size());
}

TEST(PamRuTreeSmall, IsItsTwinsInEveryCycle) {
    expect_tree_twins<Vru_tree_small>(kSmall, 61);
}

TEST(PamRuTreeSmall, EveryCommandTakesTheClosedForm) {
    expect_tree_closed_form<Vru_tree_small>(kSmall, 4, 62);
}

TEST(PamRuTreeOdd, IsItsTwinsInEveryCycle) {
    expect_tree_twins<Vru_tree_odd>(kOdd, 71);
}

TEST(PamRuTreeOdd, EveryCommandTakesTheClosedForm) {
    expect_tree_closed_form<Vru_tree_odd>(kOdd, 3, 72);
}

template <typename Fault>
void expect_caught(Fault fault) {
    using FaultyTree = Faulty<RuTreeTwin>;
    Coverage coverage("pam_ru_tree, faulty twin");
    RuTreeJobs jobs(coverage, kSmall.groups, kSmall.leaf, 61);
    FaultyTree faulty{RuTreeTwin(kSmall.groups, kSmall.leaf)};
    fault(faulty);
    TreeLockstep<Vru_tree_small, FaultyTree> lockstep(jobs, faulty, coverage, 61, Pace::stalled);
    EXPECT_NE(run_random(lockstep, jobs, kJobs), "");
}

TEST(PamRuTreeSmall, ATwinThatGivesBackToTheFirstGroupOnlyIsCaught) {
    expect_caught(
        [](Faulty<RuTreeTwin>& faulty) { faulty.to_inputs = [](RuTreeIn& in) { in.ret_ready |= 2u; }; });
}

TEST(PamRuTreeSmall, ATwinThatMixesUpTheGroupsIsCaught) {
    expect_caught([](Faulty<RuTreeTwin>& faulty) {
        faulty.to_inputs = [](RuTreeIn& in) {
            std::rotate(in.data.begin(), in.data.begin() + static_cast<std::ptrdiff_t>(in.data.size() / 2),
                        in.data.end());
        };
    });
}

}  // namespace
}  // namespace pamsim::tb
