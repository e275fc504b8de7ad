#include "memory/dram/timing_state.h"

#include <algorithm>
#include <limits>

#include "base/invariant.h"

namespace pamsim::memory {
namespace {

constexpr std::int64_t encode(Cycle cycle, Cause cause) {
    return cycle * 16 + static_cast<std::int64_t>(cause);
}

/// Long before any cycle, and far from overflow.
constexpr Cycle kNever = std::numeric_limits<std::int64_t>::min() / 64;

}  // namespace

Places::Places(const DramGeometry& geometry)
    : ranks(geometry.ranks), bank_groups(geometry.bank_groups), banks(geometry.banks) {
    const std::uint32_t pcs = geometry.pseudo_channels;
    counts = {1,
              pcs,
              pcs * ranks,
              pcs * ranks * bank_groups,
              pcs * ranks * bank_groups * banks,
              pcs * ranks * banks};
}

Place Places::at(std::uint32_t pseudo_channel, std::uint32_t rank, std::uint32_t bank_group,
                 std::uint32_t bank) const {
    const std::uint32_t r = pseudo_channel * ranks + rank;
    const std::uint32_t g = r * bank_groups + bank_group;
    const auto narrow = [](std::uint32_t n) { return static_cast<std::uint16_t>(n); };
    return {narrow(pseudo_channel), narrow(r), narrow(g), narrow(g * banks + bank), narrow(r * banks + bank)};
}

TimingState::TimingState(const DramPart& part, const PimTimings* pim)
    : places_(part.geometry), rules_(dram_rules(part)), bus_(part.command_bus) {
    if (pim != nullptr) {
        const Rules more = pim_rules(part, *pim);
        rules_.insert(rules_.end(), more.begin(), more.end());
    }
    levels_.fill(Level::bank);
    levels_[index(Command::precharge_all)] = levels_[index(Command::refresh_all)] = Level::rank;
    bus_cycles_.fill(bus_.column.value());
    is_row_command_.fill(false);
    for (const Command c :
         {Command::activate, Command::precharge, Command::precharge_all, Command::refresh_all,
          Command::refresh_bank, Command::pim_activate, Command::pim_precharge, Command::mode_change}) {
        is_row_command_[index(c)] = true;
        bus_cycles_[index(c)] = bus_.other.value();
    }
    bus_cycles_[index(Command::activate)] = bus_cycles_[index(Command::pim_activate)] = bus_.act.value();
    if (pim != nullptr)
        for (std::size_t c = index(Command::pim_activate); c < kCommands; ++c)
            levels_[c] = pim->domain_level();
    if (pim != nullptr && pim->same_bank)
        for (const Command c : {Command::pim_activate, Command::pim_precharge, Command::mac,
                                Command::score_write, Command::score_read})
            levels_[index(c)] = Level::bank_set;
    versions_.assign(places_.count(Level::pseudo_channel), 0);
    bus_free_.assign(2 * places_.count(Level::pseudo_channel), kNever);
    compile();
}

/// Rules of one `before` in one row, the longest of equal ones alone.
void TimingState::compile() {
    for (std::size_t level = 0; level < kLevels; ++level) {
        offsets_[level] = nodes_;
        nodes_ += places_.counts[level];
    }
    next_.assign(std::size_t{nodes_} * kCommands, 0);
    for (const Rule& rule : rules_) {
        if (rule.gap <= 0) continue;
        Effect effect{rule.level, rule.after, rule.siblings, rule.cause, rule.gap, rule.window, 0};
        if (rule.window > 1) {
            effect.ring = static_cast<std::uint32_t>(ring_heads_.size());
            ring_heads_.resize(ring_heads_.size() + places_.count(rule.level), 0);
        }
        effects_[index(rule.before)].push_back(effect);
    }
    std::uint32_t widest = 1;
    for (const Rule& rule : rules_) widest = std::max(widest, rule.window);
    rings_.assign(ring_heads_.size() * widest, kNever);
}

std::size_t TimingState::bus_of(Command command, const Place& place) const {
    const bool second = bus_.row_and_column && is_row_command_[index(command)];
    return 2u * (bus_.per_pseudo_channel ? place.pseudo_channel : 0u) + (second ? 1u : 0u);
}

std::int64_t TimingState::ready(Command command, const Place& place) const {
    std::int64_t at = ready_at(Level::pseudo_channel, command, place);
    const Level level = levels_[index(command)];
    if (level != Level::pseudo_channel) at = std::max(at, ready_at(Level::rank, command, place));
    if (level == Level::bank) {
        at = std::max(at, ready_at(Level::bank_group, command, place));
        at = std::max(at, ready_at(Level::bank, command, place));
    } else if (level == Level::bank_set) {
        at = std::max(at, ready_at(Level::bank_set, command, place));
    }
    // The command bus is to blame only for what it adds.
    const Cycle bus = bus_free_[bus_of(command, place)];
    return bus > at >> 4 ? encode(bus, Cause::command_bus) : at;
}

void TimingState::issue(Command command, const Place& place, Cycle cycle) {
    issue_beside(command, place, cycle, true);
}

void TimingState::issue_beside(Command command, const Place& place, Cycle cycle, bool first) {
    ++versions_[place.pseudo_channel];
    if (first) {
        bus_free_[bus_of(command, place)] = cycle + bus_cycles_[index(command)];
        ++issued_[index(command)];
    }
    for (const Effect& effect : effects_[index(command)]) apply(effect, place, cycle);
}

/// The issue that a window counts from: the last one of a window of 1, else the oldest of the last `window`.
Cycle TimingState::window_start(const Effect& effect, std::uint32_t node, Cycle cycle) {
    if (effect.window == 1) return cycle;
    const std::size_t stride = rings_.size() / ring_heads_.size();
    std::uint32_t& head = ring_heads_[effect.ring + node];
    Cycle* ring = &rings_[(effect.ring + node) * stride];
    ring[head] = cycle;
    head = head + 1 == effect.window ? 0 : head + 1;
    return ring[head];
}

void TimingState::apply(const Effect& effect, const Place& place, Cycle cycle) {
    if (!effect.siblings) {
        const std::uint32_t node = node_of(effect.level, place);
        std::int64_t& next = next_[slot(effect.level, node, effect.after)];
        next = std::max(next, encode(window_start(effect, node, cycle) + effect.gap, effect.cause));
        return;
    }
    // Only ranks have rules between siblings.
    const std::uint32_t first = place.pseudo_channel * places_.ranks;
    for (std::uint32_t rank = first; rank < first + places_.ranks; ++rank) {
        if (rank == place.rank) continue;
        std::int64_t& next = next_[slot(Level::rank, rank, effect.after)];
        next = std::max(next, encode(cycle + effect.gap, effect.cause));
    }
}

}  // namespace pamsim::memory
