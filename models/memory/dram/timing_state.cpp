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
    : places_(part.geometry), rules_(dram_rules(part)) {
    if (pim != nullptr) {
        const Rules more = pim_rules(part, *pim);
        rules_.insert(rules_.end(), more.begin(), more.end());
    }
    levels_.fill(Level::bank);
    levels_[index(Command::precharge_all)] = levels_[index(Command::refresh_all)] = Level::rank;
    const CommandBus& bus = part.command_bus;
    buses_per_pseudo_channel_ = bus.per_pseudo_channel ? 2 : 0;
    bus_cycles_.fill(bus.column.value());
    own_bus_.fill(0);
    for (const Command c :
         {Command::activate, Command::precharge, Command::precharge_all, Command::refresh_all,
          Command::refresh_bank, Command::pim_activate, Command::pim_precharge, Command::mode_change}) {
        own_bus_[index(c)] = bus.row_and_column ? 1 : 0;
        bus_cycles_[index(c)] = bus.other.value();
    }
    bus_cycles_[index(Command::activate)] = bus_cycles_[index(Command::pim_activate)] = bus.act.value();
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

/// Of effects on the same command at the same place the longest is enough.
void TimingState::add(std::vector<Effect>& to, const Effect& effect) {
    for (Effect& known : to)
        if (known.level == effect.level && known.after == effect.after) {
            known.gap = std::max(known.gap, effect.gap);
            return;
        }
    to.push_back(effect);
}

/// Rules by their `before`.
void TimingState::compile() {
    std::uint32_t nodes = 0;
    for (std::size_t level = 0; level < kLevels; ++level) {
        offsets_[level] = nodes;
        nodes += places_.counts[level];
    }
    next_.assign(nodes, Times{});
    for (const Rule& rule : rules_) {
        if (rule.gap <= 0) continue;
        const Effect effect{encode(rule.gap, rule.cause), rule.level, rule.after};
        Effects& effects = effects_[index(rule.before)];
        if (rule.siblings) {
            add(effects.siblings, effect);
        } else if (rule.window == 1) {
            add(effects.here, effect);
        } else {
            effects.windows.push_back({effect, rule.window, static_cast<std::uint32_t>(ring_heads_.size())});
            ring_heads_.resize(ring_heads_.size() + places_.count(rule.level), 0);
            ring_length_ = std::max(ring_length_, rule.window);
        }
    }
    rings_.assign(ring_heads_.size() * ring_length_, kNever);
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
    std::array<Times*, kLevels> times;
    for (std::size_t level = 0; level < kLevels; ++level)
        times[level] = &next_[node(static_cast<Level>(level), place)];
    const auto not_before = [&](const Effect& effect, Cycle from) {
        std::int64_t& next = (*times[static_cast<std::size_t>(effect.level)])[index(effect.after)];
        next = std::max(next, from * 16 + effect.gap);
    };
    const Effects& effects = effects_[index(command)];
    for (const Effect& effect : effects.here) not_before(effect, cycle);
    for (const WindowEffect& window : effects.windows)
        not_before(window.effect, window_start(window, node_of(window.effect.level, place), cycle));
    for (const Effect& effect : effects.siblings) apply_siblings(effect, place, cycle);
}

/// The oldest of the last `length` issues.
Cycle TimingState::window_start(const WindowEffect& window, std::uint32_t node, Cycle cycle) {
    std::uint32_t& head = ring_heads_[window.ring + node];
    Cycle* ring = &rings_[std::size_t{window.ring + node} * ring_length_];
    ring[head] = cycle;
    head = head + 1 == window.length ? 0 : head + 1;
    return ring[head];
}

void TimingState::apply_siblings(const Effect& effect, const Place& place, Cycle cycle) {
    Place other = place;
    other.rank = static_cast<std::uint16_t>(place.pseudo_channel * places_.ranks);
    for (std::uint32_t n = 0; n < places_.ranks; ++n, ++other.rank) {
        if (other.rank == place.rank) continue;
        std::int64_t& next = next_[node(Level::rank, other)][index(effect.after)];
        next = std::max(next, cycle * 16 + effect.gap);
    }
}

}  // namespace pamsim::memory
