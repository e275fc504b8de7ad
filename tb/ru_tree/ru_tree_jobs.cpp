#include "ru_tree/ru_tree_jobs.h"

namespace pamsim::tb {

using numerics::Bits32;
using numerics::Partial;

std::uint32_t RuTreeJobs::max_beats(const RuCommand& cmd) const {
    const auto ways = static_cast<std::uint32_t>(cmd.members().size());
    return cmd.op == RuOp::gather ? leaf_.max_beats() / ways : leaf_.max_beats();
}

Job RuTreeJobs::next() {
    RuCommand cmd = random_command(random_, leaf_, leaf_.max_beats());
    if (cmd.op == RuOp::gather) {
        cmd.beats = 1 + (cmd.beats - 1) % max_beats(cmd);
        cmd.finish = random_() % 2 == 0;
    }
    return of(cmd);
}

Job RuTreeJobs::of(const RuCommand& cmd) {
    monitor_.command(cmd, max_beats(cmd));
    partials_.begin();
    Job job;
    job.cmd = cmd;
    job.in.resize(ports());
    job.ret.resize(groups_);
    if (cmd.scores())
        scores(job);
    else
        partials(job);
    return job;
}

std::vector<const Bits32*> RuTreeJobs::pointers(const RuCommand& cmd,
                                                const std::vector<std::vector<Bits32>>& group) const {
    std::vector<const Bits32*> ways(leaf_.ways, nullptr);
    for (const std::uint32_t w : cmd.members()) ways[w] = group[w].data();
    return ways;
}

void RuTreeJobs::scores(Job& job) {
    const std::size_t items = std::size_t{job.cmd.count} * job.cmd.heads;
    Scores scores(groups_, std::vector<std::vector<Bits32>>(leaf_.ways, std::vector<Bits32>(items)));
    for (std::uint32_t g = 0; g < groups_; ++g)
        for (const std::uint32_t w : job.cmd.members())
            for (Bits32& score : scores[g][w]) {
                score = partials_.score();
                auto& beats = job.in[std::size_t{g} * leaf_.ways + w];
                beats.emplace_back(leaf_.lanes, numerics::kNan);  // only lane 0 counts
                beats.back()[0] = score;
            }
    if (job.cmd.op == RuOp::score_add)
        add(job, scores);
    else
        give_back(job, scores);
}

void RuTreeJobs::add(Job& job, const Scores& scores) {
    const RuCommand& cmd = job.cmd;
    std::vector<std::vector<const Bits32*>> partial;
    for (const auto& group : scores) partial.push_back(pointers(cmd, group));
    std::vector<Bits32> sums(std::size_t{cmd.count} * cmd.heads), maxima(cmd.heads);
    numerics::ReductionTree tree(groups_, leaf_);
    tree.score_add(partial, cmd.count, cmd.heads, sums.data(), maxima.data());
    for (auto& ret : job.ret) ret = returning(sums, maxima);
    job.cycles = tree.cycles();
}

void RuTreeJobs::give_back(Job& job, const Scores& scores) {
    const RuCommand& cmd = job.cmd;
    for (std::uint32_t g = 0; g < groups_; ++g) {
        std::vector<Bits32> sums(std::size_t{cmd.count} * cmd.heads), maxima(cmd.heads);
        numerics::ReductionUnit leaf(leaf_);
        leaf.score_return(pointers(cmd, scores[g]), cmd.count, cmd.heads, sums.data(), maxima.data());
        job.ret[g] = returning(sums, maxima);
        job.cycles = leaf.cycles();
    }
}

RuTreeJobs::Partials RuTreeJobs::draw(const RuCommand& cmd) {
    Partials all(groups_, std::vector<std::vector<Partial>>(cmd.count, std::vector<Partial>(leaf_.ways)));
    for (auto& group : all)
        for (std::uint32_t round = 0; round < cmd.count; ++round) {
            const Partial common = partials_.next(0, round);
            for (const std::uint32_t w : cmd.members()) {
                Partial& partial = group[round][w];
                partial = partials_.next(std::size_t{cmd.beats} * leaf_.lanes, round);
                if (cmd.op != RuOp::gather) continue;
                partial.m = common.m;
                partial.l = common.l;
            }
        }
    return all;
}

RuTreeJobs::Pointers RuTreeJobs::pointers(const RuCommand& cmd, const Partials& partials) const {
    Pointers all;
    for (const auto& group : partials) {
        all.emplace_back();
        for (const auto& round : group) {
            all.back().emplace_back(leaf_.ways, nullptr);
            for (const std::uint32_t w : cmd.members()) all.back().back()[w] = &round[w];
        }
    }
    return all;
}

void RuTreeJobs::partials(Job& job) {
    const RuCommand& cmd = job.cmd;
    const auto ways = static_cast<std::uint32_t>(cmd.members().size());
    const Partials drawn = draw(cmd);
    for (std::uint32_t g = 0; g < groups_; ++g)
        for (const auto& round : drawn[g])
            for (const std::uint32_t w : cmd.members())
                for (const auto& beat : beats_of(round[w], leaf_.lanes))
                    job.in[std::size_t{g} * leaf_.ways + w].push_back(beat);

    const Pointers groups = pointers(cmd, drawn);
    numerics::ReductionTree tree(groups_, leaf_);
    const bool gather = cmd.op == RuOp::gather;
    const Partial merged =
        gather ? tree.merge_gathered(groups, ways, cmd.beats) : tree.merge(groups, cmd.beats);
    job.cycles = tree.cycles();
    job.out = leaving(beats_of(merged, leaf_.lanes));
    if (!cmd.finish) return;
    const numerics::Normalised result =
        gather ? tree.finish_gathered(groups, ways, cmd.beats) : tree.finish(groups, cmd.beats);
    job.cycles = tree.cycles() - job.cycles;
    job.out = leaving(result, merged.l, leaf_.lanes);
}

}  // namespace pamsim::tb
