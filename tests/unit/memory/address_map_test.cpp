// From a burst's number to its place and back.
#include "memory/dram/address_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <set>
#include <stdexcept>
#include <string>

#include "base/random.h"

namespace pamsim::memory {
namespace {

// channels, pseudo_channels, ranks, bank_groups, banks, rows, columns, chips, column_bytes
constexpr DramGeometry kSmall{2, 2, 2, 4, 2, 8, 16, 1, 32};
constexpr DramGeometry kOdd{3, 2, 1, 5, 3, 7, 6, 1, 32};
constexpr DramGeometry kLarge{16, 2, 3, 4, 4, 24576, 32, 1, 32};
constexpr auto kWhole = "row rank bank column bank_group channel pseudo_channel";
constexpr auto kSplit =
    "row[2] rank bank column[3:1] row[1:0] bank_group[1] channel column[0] bank_group[0] "
    "pseudo_channel";

std::array<std::uint32_t, 7> tied(const Address& a) {
    return {a.channel, a.pseudo_channel, a.rank, a.bank_group, a.bank, a.row, a.column};
}

bool inside(const Address& a, const DramGeometry& g) {
    return a.channel < g.channels && a.pseudo_channel < g.pseudo_channels && a.rank < g.ranks &&
           a.bank_group < g.bank_groups && a.bank < g.banks && a.row < g.rows && a.column < g.columns;
}

void expect_one_to_one(const char* text, const DramGeometry& geometry) {
    const AddressMap map(text, geometry);
    std::set<std::array<std::uint32_t, 7>> places;
    for (std::uint64_t burst = 0; burst < map.bursts(); ++burst) {
        const Address at = map.decode(burst);
        ASSERT_TRUE(inside(at, geometry)) << text << ", burst " << burst;
        ASSERT_EQ(map.encode(at), burst) << text;
        places.insert(tied(at));
    }
    EXPECT_EQ(places.size(), map.bursts()) << text;
}

TEST(AddressMap, GivesEveryBurstAPlaceOfItsOwnAndFindsItBack) {
    expect_one_to_one(kWhole, kSmall);
    expect_one_to_one(kSplit, kSmall);
    expect_one_to_one("channel pseudo_channel rank bank_group bank row column", kSmall);
}

TEST(AddressMap, TakesCountsThatAreNoPowersOfTwo) {
    expect_one_to_one(kWhole, kOdd);
    expect_one_to_one("column row bank bank_group rank pseudo_channel channel", kOdd);
}

TEST(AddressMap, FindsBackAMillionPlacesOfALargeDevice) {
    const AddressMap map(kWhole, kLarge);
    EXPECT_EQ(map.bursts(), std::uint64_t{16} * 2 * 3 * 16 * 24576 * 32);
    base::RandomStream random(1, "address map");
    for (int i = 0; i < 1'000'000; ++i) {
        const std::uint64_t burst = random.below(map.bursts());
        const Address at = map.decode(burst);
        ASSERT_TRUE(inside(at, kLarge));
        ASSERT_EQ(map.encode(at), burst);
    }
}

TEST(AddressMap, CountsFieldsFromTheMostSignificantOn) {
    const AddressMap map(kWhole, kSmall);
    EXPECT_EQ(map.decode(1).pseudo_channel, 1u);
    EXPECT_EQ(map.decode(2).channel, 1u);
    EXPECT_EQ(map.decode(4).bank_group, 1u);
    EXPECT_EQ(map.decode(16).column, 1u);
    EXPECT_EQ(map.decode(map.bursts() - 1).row, 7u);
}

TEST(AddressMap, PutsBitRangesWhereTheyStand) {
    const AddressMap map(kSplit, kSmall);
    EXPECT_EQ(map.decode(2).bank_group, 1u);
    EXPECT_EQ(map.decode(4).column, 1u);
    EXPECT_EQ(map.decode(8).channel, 1u);
    EXPECT_EQ(map.decode(16).bank_group, 2u);
    EXPECT_EQ(map.decode(64).row, 2u);
    EXPECT_EQ(map.decode(128).column, 2u);
}

TEST(AddressMap, WalksOneChannelInTheOrderOfTheDevice) {
    for (const char* text : {kWhole, kSplit}) {
        const AddressMap map(text, kSmall);
        std::uint64_t number = 0;
        for (std::uint64_t burst = 0; burst < map.bursts(); ++burst) {
            const Address at = map.decode(burst);
            if (at.channel != 1) continue;
            ASSERT_EQ(tied(at), tied(map.decode_in_channel(1, number++))) << text << ", burst " << burst;
        }
        EXPECT_EQ(number, map.bursts_per_channel());
    }
}

TEST(AddressMap, MayLeaveOutAFieldOfOneValue) {
    DramGeometry one = kSmall;
    one.channels = one.ranks = 1;
    expect_one_to_one("row bank column bank_group pseudo_channel", one);
    expect_one_to_one(kWhole, one);
}

std::string refusal(const std::string& text, const DramGeometry& geometry = kSmall) {
    try {
        const AddressMap map(text, geometry);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "accepted";
}

TEST(AddressMap, RefusesWhatDoesNotCoverThePartOnce) {
    using ::testing::HasSubstr;
    EXPECT_THAT(refusal("row rank bank column bank_group channel"), HasSubstr("pseudo_channel is missing"));
    EXPECT_THAT(refusal("row rank bank column[3:1] bank_group channel pseudo_channel"),
                HasSubstr("column, bit 0, is missing"));
    EXPECT_THAT(refusal(std::string(kWhole) + " row"), HasSubstr("'row' comes twice"));
    EXPECT_THAT(refusal("row rank bank column[3:1] column[1:0] bank_group channel pseudo_channel"),
                HasSubstr("'column[1:0]' comes twice"));
    EXPECT_THAT(refusal("row rank bank column[4:0] bank_group channel pseudo_channel"),
                HasSubstr("beyond the 4 bits of column"));
    EXPECT_THAT(refusal("line rank"), HasSubstr("'line' is no field; allowed are channel, pseudo_channel"));
}

TEST(AddressMap, RefusesRangesThatAreNone) {
    using ::testing::HasSubstr;
    for (const char* token :
         {"row[", "row[]", "row[1:2]", "row[a]", "row[2:]", "row[2:1", "row[2:1]x", "row[-1]"})
        EXPECT_THAT(refusal(token), HasSubstr("is no field[high:low]")) << token;
    EXPECT_THAT(refusal("row[2:0]", kOdd), HasSubstr("allowed are ranges of a power of two"));
}

TEST(AddressMap, RefusesAFieldOfOneValueThatComesTwice) {
    DramGeometry one = kSmall;
    one.channels = 1;
    EXPECT_THAT(refusal(std::string(kWhole) + " channel", one), ::testing::HasSubstr("comes twice"));
}

}  // namespace
}  // namespace pamsim::memory
