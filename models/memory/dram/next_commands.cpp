#include "memory/dram/next_commands.h"

#include <algorithm>

namespace pamsim::memory {
namespace {

/// After everything that happens; twice that is still a cycle.
constexpr Cycle kNever = kLater / 2;

/// All ones or none, without a branch.
constexpr std::uint64_t all_if(bool condition) {
    return 0 - static_cast<std::uint64_t>(condition);
}

}  // namespace

NextCommands::NextCommands(const Places& places, std::uint32_t pseudo_channel)
    : banks_per_group_(places.banks),
      next_(places.ranks * places.bank_groups * places.banks),
      groups_(places.ranks * places.bank_groups) {
    const std::uint32_t slice_groups = 64 / places.banks;
    for (std::uint32_t rank = 0; rank < places.ranks; ++rank)
        for (std::uint32_t group = 0; group < places.bank_groups; ++group) {
            const std::uint32_t in_slice = group % slice_groups;
            if (in_slice == 0)
                slices_.push_back({static_cast<std::uint32_t>(banks_.size()),
                                   rank * places.bank_groups + group,
                                   std::min(slice_groups, places.bank_groups - group)});
            for (std::uint32_t bank = 0; bank < places.banks; ++bank)
                banks_.push_back({places.at(pseudo_channel, rank, group, bank),
                                  static_cast<std::uint16_t>(slices_.size() - 1),
                                  static_cast<std::uint8_t>(in_slice * places.banks + bank),
                                  static_cast<std::uint8_t>(in_slice)});
        }
    for (ByKind<Cycle>& group : groups_) group.fill(kNever);
    for (Slice& slice : slices_) sum_up(slice);
}

void NextCommands::turn() {
    commands_[column] = writes() ? Command::read : Command::write;
    for (std::uint32_t bank = 0; bank < banks_.size(); ++bank) touch(bank);
}

void NextCommands::take_times(std::uint32_t group, const TimingState& state) {
    ByKind<Cycle>& first = groups_[group];
    first.fill(kNever);
    const std::uint32_t from = group * banks_per_group_;
    for (std::uint32_t bank = from; bank < from + banks_per_group_; ++bank) {
        Next& next = next_[bank];
        next.ready = state.ready_inside(commands_[next.kind], banks_[bank].place);
        first[next.kind] = std::min(first[next.kind], next.ready);
    }
}

void NextCommands::sum_up(Slice& slice) {
    slice.ready.fill(kNever);
    for (std::uint32_t group = slice.first_group; group < slice.first_group + slice.groups; ++group)
        for (std::size_t kind = 0; kind < kKinds; ++kind)
            slice.ready[kind] = std::min(slice.ready[kind], groups_[group][kind]);
}

NextCommands::First NextCommands::first(const TimingState& state, Cycle now) {
    constexpr Cycle none = kNever * 2;
    Cycle best = none;  // cycle x 2, + 1 unless it is a column
    for (Slice& slice : slices_)
        for (std::size_t kind = 0; kind < kKinds; ++kind) {
            const Cycle outside = state.ready_outside(commands_[kind], place(slice.first_bank));
            slice.key[kind] = std::max({slice.ready[kind], outside, now}) * 2 + (kind == column ? 0 : 1);
            best = std::min(best, slice.key[kind]);
        }
    if (best == none) return {};
    std::uint64_t oldest = std::numeric_limits<std::uint64_t>::max();
    for (const Slice& slice : slices_) {
        std::uint64_t banks = 0;
        for (std::size_t kind = 0; kind < kKinds; ++kind)
            banks |= slice.needing[kind] & all_if(slice.key[kind] == best);
        for (const std::uint32_t bit : Ones(banks)) {
            const Next& next = next_[slice.first_bank + bit];
            oldest = std::min(oldest, next.order | all_if(next.ready > best / 2));
        }
    }
    return {best / 2, static_cast<std::uint32_t>(oldest & 0xffff)};
}

NextCommands::First NextCommands::only(std::uint32_t bank, std::int32_t access, const TimingState& state,
                                       Cycle now) const {
    const Next& next = next_[bank];
    if (next.kind == nothing || next.access != access) return {};
    const Cycle outside = state.ready_outside(commands_[next.kind], place(bank));
    return {std::max({next.ready, outside, now}), bank};
}

}  // namespace pamsim::memory
