// What a standard asks of a command after others, written apart from the rule tables, and the checks of a
// table against it.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/units.h"
#include "memory/dram/command.h"
#include "memory/dram/rule.h"
#include "memory/dram/timing_state.h"
#include "memory/dram_part.h"

namespace pamsim::tests {

using base::Cycles;

/// A place by its relation to home: bank 0 of bank group 0 of rank 0 of pseudo-channel 0.
enum class Where {
    home,
    same_group,        ///< bank 1
    third_of_group,    ///< bank 2
    fourth_of_group,   ///< bank 3
    other_group,       ///< bank 0 of the next bank group
    other_group_bank,  ///< bank 1 of the next bank group
    other_rank,
    other_pseudo_channel
};

/// A command, in cycles from the last one of its history.
struct Step {
    memory::Command command;
    Where where;
    Cycles at{0};
};

/// The first legal cycle of `after` when `before` went ahead; none: the places do not meet, only the command
/// bus binds.
struct Expectation {
    std::string name;
    std::vector<Step> before;
    memory::Command after;
    Where where;
    std::optional<Cycles> at = {};
};
using Expectations = std::vector<Expectation>;

inline Expectations operator+(Expectations list, const Expectations& more) {
    list.insert(list.end(), more.begin(), more.end());
    return list;
}

/// A part as shipped or changed, so that rules behind others come to bind.
struct Setting {
    std::string name;
    memory::DramPart part;
    std::optional<memory::PimTimings> pim = {};

    const memory::PimTimings* pim_rules() const { return pim ? &*pim : nullptr; }
};
using Settings = std::vector<Setting>;

/// The expectations of a standard in a setting.
using Book = std::function<Expectations(const Setting&)>;

memory::DramPart dram_part(const std::string& name);

/// An activate long ago: the bank is open, and nothing else of the activate is left.
Step opened(Where where);

/// A key of the part, raised by one cycle.
struct Key {
    std::string name;
    std::function<void(Setting&)> raise;
};
/// Every timing key of a part file, refresh and command buses included, but tREFI.
const std::vector<Key>& dram_keys();

/// Every expectation is met to the cycle: legal at its end, illegal one cycle before.
void expect_met(const Setting& setting, const Expectations& expectations);

/// Every rule that `counts` is, in some setting, the only one that holds back some expectation's command: the
/// rule a cycle shorter would fail it.
void expect_every_rule_tested(const Settings& settings, const Book& book,
                              const std::function<bool(const memory::Rule&)>& counts);

/// Every key raised by a cycle moves some expectation by exactly that cycle, and those in `unused` move none.
void expect_every_key_tested(const Settings& settings, const Book& book, const std::vector<Key>& keys,
                             const std::set<std::string>& unused);

}  // namespace pamsim::tests
