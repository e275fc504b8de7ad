#include "memory/traffic/closed_network.h"

#include <algorithm>

namespace pamsim::memory {

double throughput(const std::vector<Station>& stations, std::uint32_t customers) {
    std::vector<double> waiting(stations.size(), 0.0), residence(stations.size(), 0.0);
    double rate = 0;
    for (std::uint32_t n = 1; n <= customers; ++n) {
        double round = 0;
        for (std::size_t s = 0; s < stations.size(); ++s) {
            const double used = rate * stations[s].service / stations[s].count;
            residence[s] = stations[s].service * (1 + waiting[s] - used / 2);
            round += residence[s];
        }
        rate = n / round;
        for (std::size_t s = 0; s < stations.size(); ++s)
            waiting[s] = rate * residence[s] / stations[s].count;
    }
    for (const Station& station : stations) rate = std::min(rate, station.count / station.service);
    return rate;
}

}  // namespace pamsim::memory
