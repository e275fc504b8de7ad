#include "twins/ru_tree_twin.h"

#include <algorithm>

namespace pamsim::tb {
namespace {

numerics::RuShape root_shape(std::uint32_t groups, numerics::RuShape leaf) {
    leaf.ways = groups;
    return leaf;
}

}  // namespace

bool operator==(const RuTreeOut& a, const RuTreeOut& b) {
    return a.cmd_ready == b.cmd_ready && a.in_ready == b.in_ready && a.ret == b.ret &&
           a.out_valid == b.out_valid && (!a.out_valid || (a.out == b.out && a.out_last == b.out_last));
}

RuTreeTwin::RuTreeTwin(std::uint32_t groups, const numerics::RuShape& leaf)
    : shape_(leaf), leaves_(groups, RuTwin(leaf)), root_(root_shape(groups, leaf)) {}

void RuTreeTwin::reset() {
    for (RuTwin& leaf : leaves_) leaf.reset();
    root_.reset();
    taken_ = 0;
}

bool RuTreeTwin::idle() const {
    return root_.idle() &&
           std::all_of(leaves_.begin(), leaves_.end(), [](const RuTwin& leaf) { return leaf.idle(); });
}

RuCommand RuTreeTwin::root_command(const RuCommand& command) const {
    RuCommand root = command;
    root.ways = (1u << groups()) - 1;
    if (command.op == RuOp::score_add) root.op = RuOp::score_return;
    if (command.op == RuOp::merge) root.count = 1;
    if (command.op == RuOp::gather) {
        root.op = RuOp::merge;
        root.beats *= static_cast<std::uint32_t>(command.members().size());
    }
    return root;
}

RuIn RuTreeTwin::root_in(const RuTreeIn& in, bool start) const {
    RuIn root;
    root.flush = in.flush;
    root.cmd_valid = start && in.cmd.op != RuOp::score_return;
    root.cmd = root_command(in.cmd);
    root.data.assign(std::size_t{groups()} * shape_.lanes, 0);
    for (std::uint32_t g = 0; g < groups(); ++g) {
        const RuTwin::Beat* beat = leaves_[g].out_shown();
        if (beat == nullptr) continue;
        root.in_valid |= 1u << g;
        std::copy(beat->data.begin(), beat->data.end(),
                  root.data.begin() + static_cast<std::ptrdiff_t>(std::size_t{g} * shape_.lanes));
    }
    const std::uint32_t all = (1u << groups()) - 1;
    root.ret_ready = ((taken_ | in.ret_ready) & all) == all;
    root.out_ready = in.out_ready;
    return root;
}

RuIn RuTreeTwin::leaf_in(const RuTreeIn& in, bool start, std::uint32_t group) const {
    RuIn leaf;
    leaf.flush = in.flush;
    leaf.cmd_valid = start;
    leaf.cmd = in.cmd;
    leaf.cmd.finish = false;
    leaf.in_valid =
        static_cast<std::uint32_t>(in.in_valid >> (group * shape_.ways)) & ((1u << shape_.ways) - 1);
    const std::size_t values = std::size_t{shape_.ways} * shape_.lanes;
    const auto begin = in.data.begin() + static_cast<std::ptrdiff_t>(group * values);
    leaf.data.assign(begin, begin + static_cast<std::ptrdiff_t>(values));
    leaf.ret_ready = (in.ret_ready >> group & 1u) != 0;
    return leaf;
}

RuTreeOut::Ret RuTreeTwin::ret(std::uint32_t group) const {
    const bool forked = (taken_ >> group & 1u) == 0;
    auto beat = leaves_[group].ret_shown();
    if (!beat && forked) beat = root_.ret_shown();
    return beat ? RuTreeOut::Ret{true, beat->data[0], beat->last} : RuTreeOut::Ret{};
}

RuTreeOut RuTreeTwin::step(const RuTreeIn& in) {
    RuTreeOut out;
    out.cmd_ready = idle();
    const bool start = in.cmd_valid && out.cmd_ready;
    for (std::uint32_t g = 0; g < groups(); ++g) out.ret.push_back(ret(g));

    const RuIn to_root = root_in(in, start);
    std::vector<RuIn> to_leaves;
    for (std::uint32_t g = 0; g < groups(); ++g) to_leaves.push_back(leaf_in(in, start, g));

    const RuOut root = root_.step(to_root);
    for (std::uint32_t g = 0; g < groups(); ++g) {
        to_leaves[g].out_ready = (root.in_ready >> g & 1u) != 0;
        const std::uint64_t ready = leaves_[g].step(to_leaves[g]).in_ready;
        out.in_ready |= ready << (g * shape_.ways);
    }
    out.out_valid = root.out_valid;
    out.out = root.out;
    out.out_last = root.out_last;

    if (root.ret_valid) taken_ = to_root.ret_ready ? 0 : taken_ | in.ret_ready;
    if (in.flush) reset();
    return out;
}

}  // namespace pamsim::tb
