#include "ru/job.h"

#include <algorithm>

namespace pamsim::tb {
namespace {

using numerics::Bits32;

constexpr const char* kOps[] = {"score_add", "score_return", "merge", "merge, finish", "gather"};

std::size_t three(std::uint32_t value, std::uint32_t low, std::uint32_t high) {
    return value == high && high != low ? 2 : value == low ? 0 : 1;
}

std::size_t row_of(const RuCommand& cmd) {
    const bool later = cmd.op == RuOp::gather || (cmd.op == RuOp::merge && cmd.finish);
    return static_cast<std::size_t>(cmd.op) + (later ? 1 : 0);
}

}  // namespace

RuCommand random_command(std::mt19937_64& random, const numerics::RuShape& shape, std::uint32_t max_beats) {
    const auto below = [&](std::uint32_t end) { return static_cast<std::uint32_t>(random() % end); };
    RuCommand cmd;
    cmd.op = static_cast<RuOp>(below(4));
    cmd.finish = cmd.op == RuOp::merge && below(2) == 0;
    cmd.ways = 1 + below((1u << shape.ways) - 1);
    cmd.heads = 1 + below(shape.max_heads);
    cmd.beats = 1 + below(max_beats);
    cmd.count = below(8) == 0 ? 0 : 1 + below(cmd.scores() ? 8 : 4);
    if (cmd.op == RuOp::merge && below(32) == 0) cmd.count = 40;
    return cmd;
}

std::vector<RuCommand> all_commands(const numerics::RuShape& shape, std::uint32_t max_beats,
                                    std::uint32_t max_count) {
    std::vector<RuCommand> commands;
    for (const RuOp op : {RuOp::score_add, RuOp::score_return, RuOp::merge, RuOp::gather}) {
        RuCommand cmd;
        cmd.op = op;
        const std::uint32_t sizes = cmd.scores() ? shape.max_heads : max_beats;
        for (std::uint32_t ways = 1; ways < 1u << shape.ways; ++ways)
            for (std::uint32_t size = 1; size <= sizes; ++size)
                for (std::uint32_t count = 0; count <= max_count; ++count)
                    for (const bool finish : {false, true}) {
                        if (finish && op != RuOp::merge) continue;
                        cmd.finish = finish;
                        cmd.ways = ways;
                        (cmd.scores() ? cmd.heads : cmd.beats) = size;
                        cmd.count = count;
                        commands.push_back(cmd);
                    }
    }
    return commands;
}

std::vector<RuCommand> commands_of(const numerics::RuShape& shape, std::uint32_t count) {
    std::vector<RuCommand> commands;
    for (const RuOp op : {RuOp::score_add, RuOp::score_return, RuOp::merge, RuOp::gather}) {
        commands.push_back({op, false, (1u << shape.ways) - 1, 1, 1, count});
        if (op == RuOp::merge) commands.push_back({op, true, (1u << shape.ways) - 1, 1, 1, count});
    }
    return commands;
}

CommandMonitor::CommandMonitor(Coverage& coverage, const numerics::RuShape& shape) : shape_(shape) {
    for (const char* op : kOps)
        rows_.push_back(&coverage.row("commands", op,
                                      {"1 way", "some ways", "all ways", "1 beat or head", "some", "most",
                                       "count 0", "count 1", "more"}));
}

void CommandMonitor::command(const RuCommand& cmd, std::uint32_t max_beats) {
    Coverage::Row& row = *rows_.at(row_of(cmd));
    row.hit(three(static_cast<std::uint32_t>(cmd.members().size()), 1, shape_.ways));
    row.hit(3 + (cmd.scores() ? three(cmd.heads, 1, shape_.max_heads) : three(cmd.beats, 1, max_beats)));
    row.hit(6 + std::min<std::size_t>(cmd.count, 2));
}

std::vector<std::string> CommandMonitor::impossible(const numerics::RuShape& shape) {
    std::vector<std::string> bins;
    for (const std::string op : kOps) {
        if (shape.ways < 3) bins.push_back("commands, " + op + ": some ways");
        const bool scores = op == "score_add" || op == "score_return";
        if (scores && shape.max_heads < 3) bins.push_back("commands, " + op + ": some");
    }
    return bins;
}

LongMonitor::LongMonitor(Coverage& coverage) {
    for (const char* op : kOps) rows_.push_back(&coverage.row("long commands", op, {"count 256+", "4096+"}));
}

void LongMonitor::command(const RuCommand& cmd) {
    if (cmd.count >= 256) rows_.at(row_of(cmd))->hit(cmd.count >= 4096 ? 1 : 0);
}

Job::Beats beats_of(const numerics::Partial& partial, std::uint32_t lanes) {
    Job::Beats beats(1, std::vector<Bits32>(lanes, 0));
    beats[0][0] = partial.m;
    beats[0][1] = partial.l;
    for (std::size_t i = 0; i < partial.o.size(); i += lanes) {
        const auto begin = partial.o.begin() + static_cast<std::ptrdiff_t>(i);
        beats.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(lanes));
    }
    return beats;
}

std::vector<RuTwin::Beat> leaving(const Job::Beats& beats) {
    std::vector<RuTwin::Beat> out;
    for (const auto& beat : beats) out.push_back({beat, false});
    if (!out.empty()) out.back().last = true;
    return out;
}

std::vector<RuTwin::Beat> leaving(const numerics::Normalised& result, Bits32 l, std::uint32_t lanes) {
    numerics::Partial as_partial;
    as_partial.m = result.log_sum_exp;
    as_partial.l = l;
    as_partial.o.assign(result.o.begin(), result.o.end());
    return leaving(beats_of(as_partial, lanes));
}

std::vector<RuTreeOut::Ret> returning(const std::vector<Bits32>& sums, const std::vector<Bits32>& maxima) {
    std::vector<RuTreeOut::Ret> ret;
    for (const Bits32 sum : sums) ret.push_back({true, sum, false});
    for (const Bits32 maximum : maxima) ret.push_back({true, maximum, false});
    ret.back().last = true;
    return ret;
}

}  // namespace pamsim::tb
