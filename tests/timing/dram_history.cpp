#include "timing/dram_history.h"

#include <algorithm>

namespace pamsim::tests {
namespace {

using memory::Command;
using memory::Cycle;
using memory::Level;

constexpr Cycle kStart = 100000;
constexpr Cycle kNever = -1000000;

std::uint32_t node(Level level, const memory::Place& place) {
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

/// JESD235, JESD238: commands that move data go over the column bus, all others over the row bus.
bool is_column(Command command) {
    for (const Command c : {Command::read, Command::write, Command::mac, Command::query_write,
                            Command::score_write, Command::score_read, Command::partial_read})
        if (c == command) return true;
    return false;
}

}  // namespace

memory::Place History::place_of(Where where) const {
    switch (where) {
        case Where::home:
            return places_.at(0, 0, 0, 0);
        case Where::same_group:
            return places_.at(0, 0, 0, 1);
        case Where::third_of_group:
            return places_.at(0, 0, 0, 2);
        case Where::fourth_of_group:
            return places_.at(0, 0, 0, 3);
        case Where::other_group:
            return places_.at(0, 0, 1, 0);
        case Where::other_group_bank:
            return places_.at(0, 0, 1, 1);
        case Where::other_rank:
            return places_.at(0, 1, 0, 0);
        case Where::other_pseudo_channel:
            return places_.at(1, 0, 0, 0);
    }
    return {};
}

Issued History::at(Command command, Where where, Cycles at) const {
    return {command, place_of(where), kStart + at.value()};
}

std::vector<Issued> History::reached(const Issued& issued) const {
    if (issued.command != Command::refresh_bank || part_.standard != "DDR5") return {issued};
    std::vector<Issued> banks;
    const std::uint32_t rank = issued.place.rank % places_.ranks, bank = issued.place.bank % places_.banks;
    for (std::uint32_t group = 0; group < places_.bank_groups; ++group)
        banks.push_back(
            {issued.command, places_.at(issued.place.pseudo_channel, rank, group, bank), issued.cycle});
    return banks;
}

bool History::meet(const memory::Rule& rule, const memory::Place& before, const memory::Place& after) const {
    if (!rule.siblings) return node(rule.level, before) == node(rule.level, after);
    return before.pseudo_channel == after.pseudo_channel && before.rank != after.rank;
}

Cycle History::end_of(const memory::Rule& rule, const Issued& after) const {
    if (rule.after != after.command || rule.gap <= 0) return kNever;
    std::uint32_t nth = 0;
    for (auto before = issued_.rbegin(); before != issued_.rend(); ++before) {
        if (before->command != rule.before || !meet(rule, before->place, after.place)) continue;
        if (++nth == rule.window) return before->cycle + rule.gap;
    }
    return kNever;
}

Cycle History::bus_free(const Issued& after) const {
    const memory::CommandBus& bus = part_.command_bus;
    Cycle free = kNever;
    for (const Issued& before : issued_) {
        if (bus.row_and_column && is_column(before.command) != is_column(after.command)) continue;
        if (bus.per_pseudo_channel && before.place.pseudo_channel != after.place.pseudo_channel) continue;
        const bool activates = before.command == Command::activate || before.command == Command::pim_activate;
        const Cycles taken = is_column(before.command) ? bus.column : activates ? bus.act : bus.other;
        free = std::max(free, before.cycle + taken.value());
    }
    return free;
}

std::string name_of(const memory::Rule& rule) {
    static const char* const levels[] = {"channel",    "pseudo-channel", "rank",
                                         "bank group", "bank",           "bank set"};
    return std::string(memory::kCommandNames[index(rule.before)]) + " to " +
           memory::kCommandNames[index(rule.after)] + " at " + (rule.siblings ? "another " : "") +
           levels[static_cast<std::size_t>(rule.level)] + ", window " + std::to_string(rule.window) + ", " +
           memory::kCauseNames[index(rule.cause)];
}

}  // namespace pamsim::tests
