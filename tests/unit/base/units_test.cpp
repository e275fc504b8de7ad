#include "base/units.h"

#include <gtest/gtest.h>

#include <type_traits>

namespace pamsim::base {
namespace {

template <class A, class B, class = void>
struct Adds : std::false_type {};
template <class A, class B>
struct Adds<A, B, std::void_t<decltype(std::declval<A>() + std::declval<B>())>> : std::true_type {};

TEST(Units, BytesAddToBytes) {
    EXPECT_EQ(Bytes{3} + Bytes{4}, Bytes{7});
}

TEST(Units, BytesDoNotAddToCycles) {
    EXPECT_TRUE((Adds<Bytes, Bytes>::value));
    EXPECT_FALSE((Adds<Bytes, Cycles>::value));
    EXPECT_FALSE((Adds<Bytes, int>::value));
}

TEST(Units, CapacityIsBinary) {
    EXPECT_EQ(KiB.value(), 1024);
    EXPECT_EQ(GiB, MiB * 1024);
}

TEST(Units, ACountDividedByACountIsANumber) {
    EXPECT_EQ(MiB / KiB, 1024);
}

TEST(Units, SecondsRoundToTheNearestPicosecond) {
    EXPECT_EQ(picoseconds(1e-9), Picoseconds{1000});
    EXPECT_EQ(picoseconds(1.4e-12), Picoseconds{1});
    EXPECT_EQ(picoseconds(1.6e-12), Picoseconds{2});
}

TEST(Units, PicosecondsComeBackFromSeconds) {
    EXPECT_EQ(picoseconds(seconds(Picoseconds{123'456'789})), Picoseconds{123'456'789});
}

TEST(Units, CeilDivRoundsUp) {
    EXPECT_EQ(ceil_div(9, 3), 3);
    EXPECT_EQ(ceil_div(10, 3), 4);
    EXPECT_EQ(ceil_div(0, 3), 0);
}

}  // namespace
}  // namespace pamsim::base
