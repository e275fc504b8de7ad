#include <gtest/gtest.h>

#include "part_files.h"

namespace pamsim::tests {
namespace {

using memory::DramPart;

TEST(DramPart, FiveHbm3StacksHoldThePapersBankGroups) {
    const auto part = load_part<DramPart>("hbm3-5200");
    EXPECT_EQ(5 * part.geometry.chip_bank_groups(), 1280u);  // PAM §6.1
    EXPECT_EQ(part.geometry.chip_banks(), 1024u);
    EXPECT_EQ(part.geometry.chip_banks() / part.geometry.channels, 64u);  // "64 PIM banks" per channel
    EXPECT_EQ(part.geometry.capacity(), 16 * base::GiB);
}

TEST(DramPart, PaperDimmHoldsThePapersBanks) {
    const auto part = load_part<DramPart>("ddr4-3200");
    EXPECT_EQ(part.geometry.chip_banks(), 128u);
    EXPECT_EQ(part.geometry.chip_bank_groups(), 32u);
    EXPECT_EQ(part.geometry.capacity(), 32 * base::GiB);
    EXPECT_EQ(part.geometry.row_bytes(), 1024);
}

struct Expected {
    const char* name;
    double gbps;
    std::int64_t gib;
};

class DramPeak : public testing::TestWithParam<Expected> {};

TEST_P(DramPeak, BandwidthIsTheBusesAndCapacityIsTheDatasheets) {
    const auto part = load_part<DramPart>(GetParam().name);
    EXPECT_NEAR(part.peak_bytes_per_s(), GetParam().gbps * 1e9, 1.0);
    EXPECT_EQ(part.geometry.capacity(), GetParam().gib * base::GiB);
}

INSTANTIATE_TEST_SUITE_P(Parts, DramPeak,
                         testing::Values(Expected{"hbm2-2000", 256.0, 8}, Expected{"hbm3-5200", 665.6, 16},
                                         Expected{"hbm3-6400", 819.2, 16}, Expected{"hbm4-8000", 2048.0, 32},
                                         Expected{"ddr4-2400", 19.2, 32}, Expected{"ddr4-3200", 25.6, 32},
                                         Expected{"ddr5-4800", 38.4, 32}, Expected{"ddr5-5600", 44.8, 32},
                                         Expected{"ddr5-6400", 51.2, 32}, Expected{"gddr6-16000", 64.0, 1},
                                         Expected{"lpddr5-6400", 51.2, 8}),
                         [](const auto& tested) {
                             std::string name = tested.param.name;
                             name[name.find('-')] = '_';
                             return name;
                         });

TEST(DramPart, Hbm4HasThePublishedPinsAndChannels) {  // JEDEC JESD270-4: 2048 bits at 8 Gb/s
    const auto part = load_part<DramPart>("hbm4-8000");
    EXPECT_EQ(part.geometry.channels, 32u);
    EXPECT_EQ(part.geometry.buses(), 64u);
    EXPECT_NEAR(part.peak_bytes_per_s() * 8 / 2048, 8e9, 1.0);
}

TEST(DramPart, BurstLongerThanTheColumnSpacingSetsThePeak) {  // tBL as Tab. 1 prints it
    const auto doc =
        base::Document::load("hbm3-5200", {{"timing.t_bl_cycles=4"}, {"timing.t_ccd_r_cycles=5"}});
    EXPECT_NEAR(DramPart::from(doc.root()).peak_bytes_per_s(), 332.8e9, 1.0);
}

TEST(DramPart, OverrideReachesTheGeometry) {
    const auto doc = base::Document::load("hbm3-6400", {{"channels=1"}});
    EXPECT_EQ(DramPart::from(doc.root()).geometry.buses(), 2u);
}

TEST(DramPart, ChipsAreOneWhenNotSaid) {
    std::string text = part_text("hbm/hbm3-5200.yaml");
    text.replace(text.find("chips: 1\n"), 9, "\n");
    EXPECT_EQ(DramPart::from(base::Document::parse(text, "part.yaml").root()).geometry.chips, 1u);
}

}  // namespace
}  // namespace pamsim::tests
