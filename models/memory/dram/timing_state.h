// When every command of one channel may be issued: the rules' memory. No queues, no policy, no data.
#pragma once

#include <algorithm>
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

    /// Commands that were issued without anybody looking: they leave nothing behind but their number.
    void count(Command command, std::uint64_t number) { issued_[index(command)] += number; }

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
        return next_[node(level, place)][index(command)];
    }
    /// The first cycle at which all but bank group and bank allow an ordinary command of a bank.
    Cycle ready_outside(Command command, const Place& place) const {
        const std::int64_t rules =
            std::max(ready_at(Level::pseudo_channel, command, place), ready_at(Level::rank, command, place));
        return std::max(rules >> 4, bus_free(command, place));
    }
    /// The first cycle at which bank group and bank allow it.
    Cycle ready_inside(Command command, const Place& place) const {
        return std::max(ready_at(Level::bank_group, command, place), ready_at(Level::bank, command, place)) >>
               4;
    }

private:
    struct Effect {        ///< what a `before` leaves behind
        std::int64_t gap;  ///< cycles * 16 + cause
        Level level;
        Command after;
    };
    struct WindowEffect {
        Effect effect;
        std::uint32_t length, ring;  ///< ring: the first of this rule's rings, one per place of its level
    };
    struct Effects {
        std::vector<Effect> here, siblings;  ///< siblings: of ranks, none else has such rules
        std::vector<WindowEffect> windows;
    };

    /// Of one place, by command: cycle * 16 + cause. Those that banks take in ordinary mode share a line of
    /// the processor's cache.
    struct alignas(64) Times : std::array<std::int64_t, kCommands> {};

    std::size_t node(Level level, const Place& place) const {
        return offsets_[static_cast<std::size_t>(level)] + node_of(level, place);
    }
    static void add(std::vector<Effect>& to, const Effect& effect);
    void compile();
    void apply_siblings(const Effect& effect, const Place& place, Cycle cycle);
    Cycle window_start(const WindowEffect& window, std::uint32_t node, Cycle cycle);
    std::size_t bus_of(Command command, const Place& place) const {
        return place.pseudo_channel * buses_per_pseudo_channel_ + own_bus_[index(command)];
    }

    Places places_;
    Rules rules_;
    std::array<Level, kCommands> levels_;
    std::array<Cycle, kCommands> bus_cycles_;
    std::array<std::uint8_t, kCommands> own_bus_;  ///< 1: the bus of rows, where it is one of its own
    std::uint32_t buses_per_pseudo_channel_;       ///< 0: pseudo-channels share them
    std::array<std::uint32_t, kLevels> offsets_;   ///< of a level's places among those of all levels
    std::array<Effects, kCommands> effects_;
    std::vector<Times> next_;        ///< by place
    std::vector<Cycle> rings_;       ///< of rules with a window: the last issues, oldest overwritten
    std::uint32_t ring_length_ = 1;  ///< of the longest window
    std::vector<std::uint32_t> ring_heads_;
    std::vector<Cycle> bus_free_;
    std::vector<std::uint64_t> versions_;  ///< by pseudo-channel
    std::array<std::uint64_t, kCommands> issued_{};
};

}  // namespace pamsim::memory
