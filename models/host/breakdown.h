// Where a step's time went: a critical path whose parts sum to the step, to the picosecond.
#pragma once

#include <array>
#include <cstddef>

#include "base/units.h"

namespace pamsim::host {

enum class Part : std::size_t {
    gpu,        ///< kernels, not hidden behind anything
    score,      ///< sparse policies' selection phase
    attention,  ///< local attention on the level that finished last
    reduction,  ///< partials to the RUs, merges, the final merge over levels
    fabric,     ///< q, partials and collectives on links, and streamed KV that compute did not hide
    migration,  ///< moves of KV that the step waited for
    host,       ///< batching and bookkeeping of the serving program
    latency,    ///< fixed per layer: doorbells, first page
    wait        ///< behind other traffic, pipeline bubbles, writes that a level did not take yet
};
constexpr std::size_t kParts = 9;
constexpr std::array<const char*, kParts> kPartNames{"gpu",       "score", "attention", "reduction", "fabric",
                                                     "migration", "host",  "latency",   "wait"};

class Breakdown {
public:
    base::Picoseconds& operator[](Part part) { return parts_[static_cast<std::size_t>(part)]; }
    base::Picoseconds operator[](Part part) const { return parts_[static_cast<std::size_t>(part)]; }
    base::Picoseconds sum() const {
        base::Picoseconds total{0};
        for (const auto part : parts_) total += part;
        return total;
    }
    Breakdown& operator+=(const Breakdown& other) {
        for (std::size_t i = 0; i < kParts; ++i) parts_[i] += other.parts_[i];
        return *this;
    }

private:
    std::array<base::Picoseconds, kParts> parts_{};
};

}  // namespace pamsim::host
