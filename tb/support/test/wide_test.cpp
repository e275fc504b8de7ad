#include "support/wide.h"

#include <gtest/gtest.h>

#include <random>

namespace pamsim::tb {
namespace {

TEST(Wide, BitsAcrossWordsKeepTheirNeighbours) {
    VlWide<3> port{};
    port[0] = port[1] = port[2] = 0xffffffffu;
    set_bits(port, 28, 40, 0);
    EXPECT_EQ(port[0], 0x0fffffffu);
    EXPECT_EQ(port[1], 0u);
    EXPECT_EQ(port[2], 0xfffffff0u);
    EXPECT_EQ(get_bits(port, 24, 8), 0x0fu);
    EXPECT_EQ(get_bits(port, 64, 8), 0xf0u);
}

TEST(Wide, WhatIsSetIsReadInEveryPlaceAndWidth) {
    std::mt19937_64 random(1);
    VlWide<4> wide{};
    for (std::size_t width = 1; width <= 64; ++width) {
        for (std::size_t low = 0; low + width <= 128; ++low) {
            const std::uint64_t value = random() & low_bits(width);
            set_bits(wide, low, width, value);
            ASSERT_EQ(get_bits(wide, low, width), value) << width << " bits from " << low;
        }
    }
}

TEST(Wide, NarrowPortsAreTheSame) {
    std::uint16_t port = 0xffff;
    set_bits(port, 4, 3, 2);
    EXPECT_EQ(port, 0xffaf);
    EXPECT_EQ(get_bits(port, 4, 3), 2u);
    std::uint64_t two_lanes = 0;
    set_lanes(two_lanes, std::vector<std::uint32_t>{1, 2});
    EXPECT_EQ(two_lanes, 0x0000000200000001u);
}

TEST(Wide, LaneZeroIsLowest) {
    VlWide<2> port{};
    set_lanes(port, std::vector<std::uint16_t>{1, 2, 3, 4});
    EXPECT_EQ(port[0], 0x00020001u);
    EXPECT_EQ(port[1], 0x00040003u);
    std::vector<std::uint16_t> lanes(4);
    get_lanes(port, lanes);
    EXPECT_EQ(lanes, (std::vector<std::uint16_t>{1, 2, 3, 4}));
}

}  // namespace
}  // namespace pamsim::tb
