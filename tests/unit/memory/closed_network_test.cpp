// Throughput of queueing networks whose answers are known.
#include "memory/traffic/closed_network.h"

#include <gtest/gtest.h>

namespace pamsim::memory {
namespace {

TEST(ClosedNetwork, OneCustomerTakesTheSumOfItsServices) {
    EXPECT_DOUBLE_EQ(throughput({{1, 3}, {4, 5}}, 1), 1.0 / 8);
}

TEST(ClosedNetwork, OneStationServesAtItsOwnRateHoweverManyWait) {
    for (const std::uint32_t customers : {1u, 2u, 100u})
        EXPECT_DOUBLE_EQ(throughput({{1, 4}}, customers), 0.25);
}

TEST(ClosedNetwork, ManyCustomersGoAtTheRateOfTheSlowestStation) {
    EXPECT_NEAR(throughput({{1, 2}, {16, 64}}, 1000), 16.0 / 64, 0.01);
    EXPECT_LE(throughput({{1, 2}, {16, 64}}, 1000), 16.0 / 64);
    EXPECT_NEAR(throughput({{1, 6}, {16, 64}}, 1000), 1.0 / 6, 1e-3);
}

TEST(ClosedNetwork, MoreCustomersNeverServeLess) {
    double last = 0;
    for (std::uint32_t customers = 1; customers < 200; ++customers) {
        const double rate = throughput({{1, 2}, {32, 63}, {2, 10}}, customers);
        EXPECT_GE(rate, last);
        last = rate;
    }
}

}  // namespace
}  // namespace pamsim::memory
