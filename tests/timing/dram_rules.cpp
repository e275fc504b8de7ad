#include "timing/dram_rules.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/parts.h"
#include "timing/dram_history.h"

namespace pamsim::tests {
namespace {

using memory::Cycle;
using memory::TimingState;

/// An expectation played on the table: what the table answers, and what the history alone allows.
struct Played {
    Played(const Setting& setting, const Expectation& expectation)
        : state(setting.part, setting.pim_rules()), history(setting.part) {
        for (const Step& step : expectation.before) issue(history.at(step.command, step.where, step.at));
        after = history.reached(
            history.at(expectation.after, expectation.where, expectation.at.value_or(Cycles{0})));
        for (const Issued& one : after) {
            if (state.earliest(one.command, one.place) <= earliest) continue;
            earliest = state.earliest(one.command, one.place);
            cause = state.binding(one.command, one.place);
        }
        bus_free = history.bus_free(after.front());
    }

    void issue(const Issued& issued) {
        const std::vector<Issued> banks = history.reached(issued);
        for (const Issued& one : banks)
            if (!state.legal(one.command, one.place, one.cycle))
                early += std::string(" ") + memory::kCommandNames[index(one.command)];
        for (const Issued& one : banks) {
            state.issue_beside(one.command, one.place, one.cycle, &one == &banks.front());
            history.add(one);
        }
    }
    bool legal(Cycle cycle) const {
        return std::all_of(after.begin(), after.end(),
                           [&](const Issued& one) { return state.legal(one.command, one.place, cycle); });
    }

    TimingState state;
    History history;
    std::string early;          ///< commands of the history that the table forbids
    std::vector<Issued> after;  ///< at the cycle that the standard allows, the command bus aside
    Cycle earliest = 0, bus_free = 0;
    memory::Cause cause = memory::Cause::idle;
};

void expect_met(const Setting& setting, const Expectation& expectation) {
    SCOPED_TRACE(setting.part.name + ", " + setting.name + ": " + expectation.name);
    const Played played(setting, expectation);
    EXPECT_EQ(played.early, "") << "a history must itself be legal";
    const Cycle allowed = played.after.front().cycle, first = std::max(allowed, played.bus_free);
    EXPECT_TRUE(played.legal(first)) << "legal " << played.earliest - first << " cycles later";
    if (!expectation.at && played.bus_free < allowed) return;
    EXPECT_EQ(played.earliest, first);
    EXPECT_FALSE(played.legal(first - 1));
}

/// The rule that alone holds the command back, if there is one.
const memory::Rule* only_binding(const Played& played) {
    const memory::Rule* binding = nullptr;
    Cycle last = std::max<Cycle>(0, played.bus_free);
    for (const memory::Rule& rule : played.state.rules()) {
        Cycle end = 0;
        for (const Issued& one : played.after) end = std::max(end, played.history.end_of(rule, one));
        if (end == last) binding = nullptr;
        if (end <= last) continue;
        last = end;
        binding = &rule;
    }
    EXPECT_EQ(played.earliest, last) << "the timing state, and the rules one by one";
    EXPECT_TRUE(binding == nullptr || played.cause == binding->cause) << name_of(*binding);
    return binding;
}

Cycle earliest(const Setting& setting, const Expectation& expectation) {
    return Played(setting, expectation).earliest;
}

/// Expectations of the unchanged part that a raised key moves.
struct Moved {
    std::size_t at_all = 0, by_one = 0;
};

Moved moved_by(const Key& key, const Settings& settings, const Book& book) {
    Moved moved;
    for (const Setting& setting : settings) {
        Setting raised = setting;
        key.raise(raised);
        for (const Expectation& expectation : book(setting)) {
            const Cycle by = earliest(raised, expectation) - earliest(setting, expectation);
            if (by != 0) ++moved.at_all;
            if (by == 1) ++moved.by_one;
        }
    }
    return moved;
}

}  // namespace

memory::DramPart dram_part(const std::string& name) {
    return memory::DramPart::from(part(name).root());
}

Step opened(Where where) {
    constexpr Cycles long_ago{20000}, apart{100};
    return {memory::Command::activate, where, apart * static_cast<std::int64_t>(where) - long_ago};
}

void expect_met(const Setting& setting, const Expectations& expectations) {
    for (const Expectation& expectation : expectations) expect_met(setting, expectation);
}

void expect_every_rule_tested(const Settings& settings, const Book& book,
                              const std::function<bool(const memory::Rule&)>& counts) {
    std::set<std::string> rules, tested;
    for (const Setting& setting : settings) {
        const TimingState state(setting.part, setting.pim_rules());
        for (const memory::Rule& rule : state.rules())
            if (counts(rule)) rules.insert(name_of(rule));
        for (const Expectation& expectation : book(setting)) {
            SCOPED_TRACE(setting.part.name + ", " + setting.name + ": " + expectation.name);
            const Played played(setting, expectation);
            if (const memory::Rule* rule = only_binding(played); rule != nullptr)
                tested.insert(name_of(*rule));
        }
    }
    EXPECT_FALSE(rules.empty());
    for (const std::string& rule : rules)
        EXPECT_EQ(tested.count(rule), 1u) << rule << ": no expectation hangs on this rule alone";
}

void expect_every_key_tested(const Settings& settings, const Book& book, const std::vector<Key>& keys,
                             const std::set<std::string>& unused) {
    for (const Key& key : keys) {
        const Moved moved = moved_by(key, settings, book);
        if (unused.count(key.name) > 0)
            EXPECT_EQ(moved.at_all, 0u) << key.name << " is used after all";
        else
            EXPECT_GT(moved.by_one, 0u) << key.name << " raised by a cycle moves no expectation by a cycle";
    }
}

}  // namespace pamsim::tests
