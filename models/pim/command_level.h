// A memory level at command level: requests go on beside one another, as far as its queue is deep.
#pragma once

#include <deque>

#include "pim/level.h"

namespace pamsim::pim {

/// Accepts requests in order and hands them to the level at once; beyond the queue's depth END_REQ is
/// withheld. Merges of other levels' partials are served here, one after the other.
class CommandLevel : public Level {
public:
    SC_HAS_PROCESS(CommandLevel);
    CommandLevel(const sc_core::sc_module_name& name, const LevelSetup& setup);

    std::size_t pending() const override { return Level::pending() + accepted_ + withheld_.size(); }

protected:
    /// The level calls finished() once, now or later, for each job that it is given.
    virtual void attend(const Job& job) = 0;
    virtual void access(const Job& job) = 0;
    void finished(const Job& job);

private:
    Taken take_over(const Job& job) override;
    void start(const Job& job);
    void merge();

    std::uint32_t accepted_ = 0;
    std::deque<Job> withheld_, merges_;
    sc_core::sc_event merge_arrived_{"merge_arrived"};
};

}  // namespace pamsim::pim
