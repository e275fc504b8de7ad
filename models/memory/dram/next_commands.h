// The command that each bank of a pseudo-channel needs next for the accesses of one direction, and which of
// them may go first.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "memory/dram/ones.h"
#include "memory/dram/timing_state.h"

namespace pamsim::memory {

constexpr Cycle kLater = std::numeric_limits<Cycle>::max();

/// A bank whose next command may have changed is stale until it is found again. Times change with every
/// command: those of a bank and its bank group are kept, and change only when a bank of the group is stale;
/// those of rank, pseudo-channel and bus are asked for each time. Random accesses make every branch on a
/// bank a coin toss, so loops over banks have none.
class NextCommands {
public:
    /// What a bank needs: a column, its row opened, or another one closed.
    enum Kind : std::uint8_t { column, activate, precharge, nothing };
    struct Need {
        Kind kind = nothing;
        std::int32_t access = 0;
        std::uint64_t number = 0;  ///< of the access, by arrival; below 2^48
    };
    struct First {
        Cycle at = kLater;
        std::uint32_t bank = 0;
    };

    NextCommands(const Places& places, std::uint32_t pseudo_channel);

    const Place& place(std::uint32_t bank) const { return banks_[bank].place; }
    bool writes() const { return commands_[column] == Command::write; }
    Command command(std::uint32_t bank) const { return commands_[next_[bank].kind]; }
    std::int32_t access(std::uint32_t bank) const { return next_[bank].access; }
    /// To the other direction.
    void turn();

    void touch(std::uint32_t bank) {
        slices_[banks_[bank].slice].stale |= std::uint64_t{1} << banks_[bank].bit;
    }
    /// An access that comes last may change what its bank needs.
    bool later_access_matters(std::uint32_t bank) const { return next_[bank].kind >= precharge; }
    /// `find`: what a stale bank needs now.
    template <class Find>
    void look_again(const TimingState& state, Find find);

    /// The earliest command; of the same cycle data before rows, then the older access.
    First first(const TimingState& state, Cycle now);
    /// The one that serves this access of the bank, if there is one.
    First only(std::uint32_t bank, std::int32_t access, const TimingState& state, Cycle now) const;

private:
    static constexpr std::size_t kKinds = 3;
    template <class T>
    using ByKind = std::array<T, kKinds + 1>;  ///< `nothing` has a place, so that nobody need ask for it

    struct Bank {
        Place place;
        std::uint16_t slice;
        std::uint8_t bit, group;  ///< in the slice
    };
    struct Next {
        Cycle ready = 0;          ///< when the bank and its bank group allow it
        std::uint64_t order = 0;  ///< number and bank
        std::int32_t access = 0;
        Kind kind = nothing;
    };
    /// Bank groups of one rank, 64 banks at most.
    struct Slice {
        std::uint32_t first_bank, first_group, groups;
        std::uint64_t stale = 0;
        ByKind<std::uint64_t> needing{};  ///< banks by what they need
        ByKind<Cycle> ready{};            ///< the first of them
        std::array<Cycle, kKinds> key{};  ///< first()'s, see there
    };

    void take_times(std::uint32_t group, const TimingState& state);
    void sum_up(Slice& slice);

    std::uint32_t banks_per_group_;
    ByKind<Command> commands_{Command::read, Command::activate, Command::precharge, Command::precharge};
    std::vector<Bank> banks_;
    std::vector<Next> next_;             ///< by bank
    std::vector<ByKind<Cycle>> groups_;  ///< by bank group: when its first bank is ready
    std::vector<Slice> slices_;
};

template <class Find>
void NextCommands::look_again(const TimingState& state, Find find) {
    for (Slice& slice : slices_) {
        if (slice.stale == 0) continue;
        for (std::uint64_t& needing : slice.needing) needing &= ~slice.stale;
        std::uint64_t groups = 0;
        for (const std::uint32_t bit : Ones(slice.stale)) {
            const std::uint32_t bank = slice.first_bank + bit;
            const Need need = find(bank);
            next_[bank] = {0, need.number << 16 | bank, need.access, need.kind};
            slice.needing[need.kind] |= std::uint64_t{1} << bit;
            groups |= std::uint64_t{1} << banks_[bank].group;
        }
        slice.stale = 0;
        for (const std::uint32_t group : Ones(groups)) take_times(slice.first_group + group, state);
        sum_up(slice);
    }
}

}  // namespace pamsim::memory
