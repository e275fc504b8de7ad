// When every command of one channel may be issued: the rules' memory. No queues, no policy, no data.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "memory/dram/command.h"
#include "memory/dram/rule.h"
#include "memory/dram_part.h"

namespace pamsim::memory {

/// A place in one channel by flat numbers: rank of the channel, bank group of the channel, and so on. A
/// command uses as many of them as its level needs.
struct Place {
    std::uint16_t pseudo_channel = 0, rank = 0, bank_group = 0, bank = 0, bank_set = 0;
};

/// Flat numbers of one channel's places.
struct Places {
    explicit Places(const DramGeometry& geometry);
    /// Indices are those inside the parent (rank of the pseudo-channel, bank of the bank group).
    Place at(std::uint32_t pseudo_channel, std::uint32_t rank, std::uint32_t bank_group,
             std::uint32_t bank) const;
    std::uint32_t count(Level level) const { return counts[static_cast<std::size_t>(level)]; }

    std::uint32_t ranks, bank_groups, banks;  ///< each of its parent
    std::array<std::uint32_t, kLevels> counts;
};

inline std::uint32_t node_of(Level level, const Place& place) {
    switch (level) {
        case Level::channel:
            return 0;
        case Level::pseudo_channel:
            return place.pseudo_channel;
        case Level::rank:
            return place.rank;
        case Level::bank_group:
            return place.bank_group;
        case Level::bank:
            return place.bank;
        case Level::bank_set:
            return place.bank_set;
    }
    return 0;
}

class TimingState {
public:
    /// `pim`: rules for PIM commands come on top.
    explicit TimingState(const DramPart& part, const PimTimings* pim = nullptr);

    /// The first cycle at which no rule and no command on the bus forbids the command.
    Cycle earliest(Command command, const Place& place) const { return ready(command, place) >> 4; }
    Cause binding(Command command, const Place& place) const {
        return static_cast<Cause>(ready(command, place) & 15);
    }
    bool legal(Command command, const Place& place, Cycle cycle) const {
        return cycle >= earliest(command, place);
    }
    /// The command is on the bus at `cycle`, which must be legal and not before the last issue.
    void issue(Command command, const Place& place, Cycle cycle);
    /// One of several banks that a single command reaches; only the `first` takes the bus and is counted.
    void issue_beside(Command command, const Place& place, Cycle cycle, bool first);

    const Places& places() const { return places_; }
    const Rules& rules() const { return rules_; }
    Level level_of(Command command) const { return levels_[index(command)]; }
    std::uint64_t issued(Command command) const { return issued_[index(command)]; }

    /// Changes with every command of the pseudo-channel.
    std::uint64_t version(std::uint32_t pseudo_channel) const { return versions_[pseudo_channel]; }
    Cycle bus_free(Command command, const Place& place) const { return bus_free_[bus_of(command, place)]; }
    /// earliest() and binding() in one word: cycle * 16 + cause. Larger is later.
    std::int64_t ready(Command command, const Place& place) const;
    /// The same from one level's rules alone.
    std::int64_t ready_at(Level level, Command command, const Place& place) const {
        return next_[slot(level, node_of(level, place), command)];
    }
    /// ready_at() of every bank group of the channel, by number.
    const std::int64_t* ready_at_groups(Command command) const {
        return &next_[slot(Level::bank_group, 0, command)];
    }

private:
    struct Effect {  ///< what a `before` leaves behind
        Level level;
        Command after;
        bool siblings;
        Cause cause;
        Cycle gap;
        std::uint32_t window, ring;  ///< ring: offset of this rule's rings, one per place of its level
    };

    std::size_t slot(Level level, std::uint32_t node, Command command) const {
        return index(command) * nodes_ + offsets_[static_cast<std::size_t>(level)] + node;
    }
    void compile();
    void apply(const Effect& effect, const Place& place, Cycle cycle);
    Cycle window_start(const Effect& effect, std::uint32_t node, Cycle cycle);
    std::size_t bus_of(Command command, const Place& place) const;

    Places places_;
    Rules rules_;
    CommandBus bus_;
    std::array<Level, kCommands> levels_;
    std::array<Cycle, kCommands> bus_cycles_;
    std::array<bool, kCommands> is_row_command_;
    std::array<std::uint32_t, kLevels> offsets_;
    std::uint32_t nodes_ = 0;  ///< places of all levels
    std::array<std::vector<Effect>, kCommands> effects_;
    std::vector<std::int64_t> next_;  ///< by command and place: cycle * 16 + cause
    std::vector<Cycle> rings_;        ///< of rules with a window: the last issues, oldest overwritten
    std::vector<std::uint32_t> ring_heads_;
    std::vector<Cycle> bus_free_;
    std::vector<std::uint64_t> versions_;  ///< by pseudo-channel
    std::array<std::uint64_t, kCommands> issued_{};
};

}  // namespace pamsim::memory
