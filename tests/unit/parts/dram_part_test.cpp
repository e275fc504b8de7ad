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
                                         Expected{"hbm3-6400", 819.2, 16}, Expected{"ddr4-2400", 19.2, 32},
                                         Expected{"ddr4-3200", 25.6, 32}, Expected{"ddr5-4800", 38.4, 32},
                                         Expected{"ddr5-6400", 51.2, 32}),
                         [](const auto& tested) {
                             std::string name = tested.param.name;
                             name[name.find('-')] = '_';
                             return name;
                         });

TEST(DramPart, BurstLongerThanTheColumnSpacingSetsThePeak) {
    const auto doc = base::Document::load("hbm3-5200", {{"timing.t_bl_cycles=4"}});  // Tab. 1 as printed
    EXPECT_NEAR(DramPart::from(doc.root()).peak_bytes_per_s(), 332.8e9, 1.0);
}

TEST(DramPart, RefreshTakesTheShareOfItsDurationInItsInterval) {
    EXPECT_DOUBLE_EQ(load_part<DramPart>("hbm3-5200").refresh_share(), 1.0 - 455.0 / 5070.0);
    EXPECT_DOUBLE_EQ(load_part<DramPart>("ddr4-3200").refresh_share(), 1.0 - 880.0 / 12480.0);
}

TEST(DramPart, TimingKeysReachTheirFields) {
    const auto t = load_part<DramPart>("hbm3-6400").timing;  // all values of this file but a few differ
    const std::vector<base::Cycles> fields = {t.rp,    t.rcd,   t.ras,   t.rc,    t.cl,  t.wr,   t.rtp, t.bl,
                                              t.ccd_s, t.ccd_l, t.rrd_s, t.rrd_l, t.faw, t.refi, t.rfc};
    const std::vector<int> values = {26, 31, 45, 72, 20, 33, 9, 2, 2, 4, 4, 5, 24, 6240, 560};
    for (std::size_t i = 0; i < fields.size(); ++i) EXPECT_EQ(fields[i].value(), values[i]) << "field " << i;
}

TEST(DramPart, RefreshTimesAgreeWithTheClock) {
    struct Row {
        const char* name;
        double refi_ns, rfc_ns;
    };
    for (const Row& row :
         {Row{"hbm2-2000", 3900, 350}, Row{"hbm3-5200", 3900, 350}, Row{"hbm3-6400", 3900, 350},
          Row{"ddr4-2400", 7800, 550}, Row{"ddr4-3200", 7800, 550}, Row{"ddr5-4800", 3900, 295},
          Row{"ddr5-6400", 3900, 295}}) {
        const auto part = load_part<DramPart>(row.name);
        const double period_ns = part.clock.period_s() * 1e9;
        EXPECT_NEAR(part.clock.seconds_of(part.timing.refi) * 1e9, row.refi_ns, period_ns) << row.name;
        EXPECT_NEAR(part.clock.seconds_of(part.timing.rfc) * 1e9, row.rfc_ns, period_ns) << row.name;
    }
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
