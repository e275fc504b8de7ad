// What arrives at the server: requests with a time and two lengths. The text itself is never needed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/units.h"

namespace pamsim::workload {

struct Request {
    std::uint64_t id = 0;             ///< its place in order of arrival, from 0
    base::Picoseconds arrival;        ///< from the start of the run
    std::uint32_t input_tokens = 0;   ///< at least 1
    std::uint32_t output_tokens = 0;  ///< at least 1: prefill itself makes the first
};

struct Workload {
    std::string name;
    std::vector<Request> requests;  ///< sorted by arrival, ids 0 .. n-1
    std::string source;
};

}  // namespace pamsim::workload
