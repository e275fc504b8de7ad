// A unit in lockstep with its twin, or with a twin that has a fault.
#pragma once

#include <string>
#include <utility>

#include "lockstep/faulty.h"
#include "lockstep/lockstep.h"

namespace pamsim::tb {

/// Ports are made of (Coverage&, seed).
template <typename Ports>
class LockstepBench {
public:
    using Twin = typename Ports::Twin;

    LockstepBench(const std::string& unit, std::uint64_t seed)
        : coverage(unit), ports_(coverage, seed), seed_(seed) {}

    /// What differed first within `cycles` cycles, or "".
    template <typename AnyTwin>
    std::string beside(AnyTwin twin, std::uint64_t cycles = 200000) {
        return Lockstep<Ports, AnyTwin>(ports_, std::move(twin), coverage, seed_ + 1).run(cycles);
    }

    Coverage coverage;

private:
    Ports ports_;
    std::uint64_t seed_;
};

}  // namespace pamsim::tb
