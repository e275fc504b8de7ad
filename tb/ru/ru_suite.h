// What every parametrisation of pam_ru is asked.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "ru/ru_alone.h"
#include "ru/ru_jobs.h"
#include "ru/ru_lockstep.h"

namespace pamsim::tb {

/// `count` jobs of `jobs`, those that a flush or reset takes away included.
template <typename Lockstep, typename Jobs>
std::string run_random(Lockstep& lockstep, Jobs& jobs, std::uint64_t count) {
    return lockstep.run([&jobs, count](Job& job) mutable {
        if (count == 0) return false;
        --count;
        job = jobs.next();
        return true;
    });
}

/// These commands with random data.
template <typename Lockstep, typename Jobs>
std::string run_commands(Lockstep& lockstep, Jobs& jobs, const std::vector<RuCommand>& commands) {
    return lockstep.run([&jobs, &commands, next = std::size_t{0}](Job& job) mutable {
        if (next == commands.size()) return false;
        job = jobs.of(commands[next++]);
        return true;
    });
}

/// Random jobs with stalls, flushes and resets: all ports are the cycle twin's in every cycle, all that
/// leaves is the functional twin's, and all coverage is met.
template <typename Model>
void expect_twins(const numerics::RuShape& shape, std::uint64_t jobs, std::uint64_t seed) {
    Coverage coverage("pam_ru");
    RuJobs source(coverage, shape, seed);
    RuLockstep<Model, RuAlone, RuJobs> lockstep(source, RuAlone(shape), coverage, seed, Pace::stalled);
    EXPECT_EQ(run_random(lockstep, source, jobs), "");
    // A flush or reset would come before these end.
    RuLockstep<Model, RuAlone, RuJobs> whole(source, RuAlone(shape), coverage, seed, Pace::whole);
    for (const std::uint32_t count : {257, 4100})
        EXPECT_EQ(run_commands(whole, source, commands_of(shape, count)), "");
    coverage.require_all(CommandMonitor::impossible(shape));
}

/// These commands, inputs always valid and outputs always taken: the cycles are the closed form's.
template <typename Model>
void expect_closed_form(const numerics::RuShape& shape, const std::vector<RuCommand>& commands,
                        std::uint64_t seed) {
    Coverage coverage("pam_ru, full pace");
    RuJobs source(coverage, shape, seed);
    RuLockstep<Model, RuAlone, RuJobs> lockstep(source, RuAlone(shape), coverage, seed, Pace::full);
    EXPECT_EQ(run_commands(lockstep, source, commands), "");
    EXPECT_EQ(lockstep.jobs_done(), commands.size());
}

/// The same for every command with counts up to `max_count`.
template <typename Model>
void expect_closed_form(const numerics::RuShape& shape, std::uint32_t max_count, std::uint64_t seed) {
    expect_closed_form<Model>(shape, all_commands(shape, shape.max_beats(), max_count), seed);
}

}  // namespace pamsim::tb
