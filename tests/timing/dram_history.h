// Commands of one channel as a plain list, and what a single rule says of it: the slow and simple reading of
// the rule tables.
#pragma once

#include <string>
#include <vector>

#include "timing/dram_rules.h"

namespace pamsim::tests {

struct Issued {
    memory::Command command;
    memory::Place place;
    memory::Cycle cycle;
};

class History {
public:
    explicit History(const memory::DramPart& part) : part_(part), places_(part.geometry) {}

    memory::Place place_of(Where where) const;
    /// A command `at` cycles from the last one of the history that tests are about.
    Issued at(memory::Command command, Where where, Cycles at) const;
    /// The banks of a command: of a DDR5 REFsb, the same of every bank group.
    std::vector<Issued> reached(const Issued& issued) const;
    void add(const Issued& issued) { issued_.push_back(issued); }

    /// The first cycle that `rule` leaves to the command; far below zero when it says nothing.
    memory::Cycle end_of(const memory::Rule& rule, const Issued& after) const;
    /// The first cycle at which the command's bus is free, far below zero when it was never used.
    memory::Cycle bus_free(const Issued& after) const;

private:
    bool meet(const memory::Rule& rule, const memory::Place& before, const memory::Place& after) const;

    memory::DramPart part_;
    memory::Places places_;
    std::vector<Issued> issued_;
};

/// "ACT to RD at bank", with what tells it from others of the table.
std::string name_of(const memory::Rule& rule);

}  // namespace pamsim::tests
