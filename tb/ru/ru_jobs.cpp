#include "ru/ru_jobs.h"

namespace pamsim::tb {

using numerics::Bits32;
using numerics::Partial;

Job RuJobs::of(const RuCommand& cmd) {
    monitor_.command(cmd, shape_.max_beats());
    long_.command(cmd);
    partials_.begin();
    Job job;
    job.cmd = cmd;
    job.in.resize(shape_.ways);
    job.ret.resize(1);
    if (cmd.scores()) scores(job);
    if (cmd.op == RuOp::merge) merge(job);
    if (cmd.op == RuOp::gather) gather(job);
    return job;
}

void RuJobs::scores(Job& job) {
    const RuCommand& cmd = job.cmd;
    const std::size_t items = std::size_t{cmd.count} * cmd.heads;
    std::vector<std::vector<Bits32>> of_way(shape_.ways, std::vector<Bits32>(items));
    std::vector<const Bits32*> partial(shape_.ways, nullptr);
    for (const std::uint32_t w : cmd.members()) {
        partial[w] = of_way[w].data();
        for (Bits32& score : of_way[w]) {
            score = partials_.score();
            job.in[w].emplace_back(shape_.lanes, 0x7f800001u);  // only lane 0 counts
            job.in[w].back()[0] = score;
        }
    }
    std::vector<Bits32> sums(items), maxima(cmd.heads);
    numerics::ReductionUnit unit(shape_);
    if (cmd.op == RuOp::score_return) {
        unit.score_return(partial, cmd.count, cmd.heads, sums.data(), maxima.data());
        job.ret[0] = returning(sums, maxima);
    } else {
        unit.score_add(partial, cmd.count, cmd.heads, sums.data());
        Job::Beats beats(items, std::vector<Bits32>(shape_.lanes, 0));
        for (std::size_t i = 0; i < items; ++i) beats[i][0] = sums[i];
        job.out = leaving(beats);
    }
    job.cycles = unit.cycles();
}

void RuJobs::merge(Job& job) {
    const RuCommand& cmd = job.cmd;
    std::vector<std::vector<Partial>> rounds(cmd.count, std::vector<Partial>(shape_.ways));
    std::vector<std::vector<const Partial*>> pointers(cmd.count,
                                                      std::vector<const Partial*>(shape_.ways, nullptr));
    for (std::uint32_t round = 0; round < cmd.count; ++round)
        for (const std::uint32_t w : cmd.members()) {
            rounds[round][w] = partials_.next(std::size_t{cmd.beats} * shape_.lanes, round);
            pointers[round][w] = &rounds[round][w];
            for (const auto& beat : beats_of(rounds[round][w], shape_.lanes)) job.in[w].push_back(beat);
        }
    numerics::ReductionUnit unit(shape_);
    const Partial merged = unit.merge(pointers, cmd.beats);
    job.out = leaving(beats_of(merged, shape_.lanes));
    job.cycles = unit.cycles();
    if (cmd.finish) {
        job.out = leaving(unit.finish(pointers, cmd.beats), merged.l, shape_.lanes);
        job.cycles = unit.cycles() - job.cycles;
    }
}

void RuJobs::gather(Job& job) {
    const RuCommand& cmd = job.cmd;
    numerics::ReductionUnit unit(shape_);
    Job::Beats gathered;
    for (std::uint32_t p = 0; p < cmd.count; ++p) {
        std::vector<Partial> slices(shape_.ways);
        std::vector<const Partial*> pointers(shape_.ways, nullptr);
        const Partial common = partials_.next(0, p);
        for (const std::uint32_t w : cmd.members()) {
            slices[w] = partials_.next(std::size_t{cmd.beats} * shape_.lanes, p);
            slices[w].m = common.m;
            slices[w].l = common.l;
            pointers[w] = &slices[w];
            for (const auto& beat : beats_of(slices[w], shape_.lanes)) job.in[w].push_back(beat);
        }
        for (const auto& beat : beats_of(unit.gather(pointers, cmd.beats), shape_.lanes))
            gathered.push_back(beat);
    }
    job.out = leaving(gathered);
    job.cycles =
        numerics::gather_cycles(cmd.count, static_cast<std::uint32_t>(cmd.members().size()), cmd.beats);
}

}  // namespace pamsim::tb
