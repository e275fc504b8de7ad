// Throughput of a closed queueing network with constant service times.
#pragma once

#include <cstdint>
#include <vector>

namespace pamsim::memory {

/// `count` alike servers, one of which (any, all equally likely) every customer visits, for `service`.
struct Station {
    double count, service;
};

/// Customers served per unit of time when `customers` of them go round for ever: mean value analysis with
/// the residual of constant service (M. Reiser, "A queueing network analysis of computer communication
/// networks with window flow control", IEEE Trans. Comm. 27(8), 1979), and no more than the slowest station
/// serves.
double throughput(const std::vector<Station>& stations, std::uint32_t customers);

}  // namespace pamsim::memory
