#include <gtest/gtest.h>

#include "part_files.h"

namespace pamsim::tests {
namespace {

using memory::DramPart;
using pim::DramPim;
using pim::FlashPim;

/// All banks of a device read one column every `interval` memory cycles.
double pim_bytes_per_s(const DramPart& part, std::uint32_t interval) {
    return part.clock.hertz() / interval * part.geometry.chip_banks() * part.geometry.column_bytes;
}

double pu_peak_flops(std::uint32_t pus, const pim::PuPart& pu) {
    return 2.0 * pus * pu.lanes * pu.clock.hertz();
}

TEST(DramPim, HbmBanksReadThePublishedRates) {
    const auto part = load_part<DramPart>("hbm3-5200-pim");
    const auto pim = load_pim<DramPim>("hbm3-5200-pim");
    EXPECT_NEAR(pim_bytes_per_s(part, pim.mac_interval_nocap_cycles) * 1e-12, 10.65, 0.005);  // 16 x the bus
    EXPECT_NEAR(pim_bytes_per_s(part, pim.mac_interval_cycles) * 1e-12, 7.10, 0.005);
    EXPECT_NEAR(pim_bytes_per_s(part, pim.mac_interval_nocap_cycles), 16 * part.peak_bytes_per_s(), 1.0);
    EXPECT_DOUBLE_EQ(pim.cap_flops, 1.6e12);
}

TEST(DramPim, DimmReachesThePapersFlopsAtOneFlopPerByte) {
    const auto part = load_part<DramPart>("ddr4-3200-pim");
    const auto pim = load_pim<DramPim>("ddr4-3200-pim");
    EXPECT_NEAR(pim_bytes_per_s(part, pim.mac_interval_cycles), 204.8e9, 1.0);
    EXPECT_NEAR(pim.cap_flops, 204.8e9, 1.0);
    EXPECT_EQ(pim.mac_interval_cycles, part.timing.ccd_l.value());
}

TEST(DramPim, PuPeaksAreLanesTimesClock) {
    EXPECT_NEAR(pu_peak_flops(1024, load_pim<DramPim>("hbm3-5200-pim").pu), 21.823e12, 0.001e12);
    EXPECT_NEAR(pu_peak_flops(128, load_pim<DramPim>("ddr4-3200-pim").pu), 512e9, 1.0);
    const auto ssd = load_pim<FlashPim>("nvme-paper-pim");
    EXPECT_NEAR(pu_peak_flops(ssd.pus, ssd.pu), 2.048e12, 1.0);
}

TEST(DramPim, NoShippedPuIsSlowerThanItsColumns) {
    for (const auto& name : dram_parts) {
        const auto part = load_part<DramPart>(name + "-pim");
        const auto pim = load_pim<DramPim>(name + "-pim");
        const auto beats = base::ceil_div(part.geometry.column_bytes, pim.pu.lanes * pim.pu.input_bytes);
        EXPECT_LE(pim.pu.clock.seconds_of(base::Cycles{beats}),
                  part.clock.seconds_of(base::Cycles{pim.mac_interval_cycles}))
            << name;
    }
}

TEST(DramPim, NoColumnSpacingIsBelowTheStandards) {
    for (const auto& name : dram_parts) {
        const auto part = load_part<DramPart>(name + "-pim");
        EXPECT_GE(load_pim<DramPim>(name + "-pim").mac_interval_nocap_cycles, part.timing.ccd_l.value())
            << name;
    }
}

TEST(DramPim, HeadDimensionIsSplitWithinABankGroup) {
    for (const auto& name : dram_parts) {
        const auto part = load_part<DramPart>(name + "-pim");
        EXPECT_EQ(load_pim<DramPim>(name + "-pim").head_dim_split, part.geometry.banks) << name;
    }
}

TEST(DramPim, WordsReachTheirFields) {
    const auto hbm = load_pim<DramPim>("hbm3-5200-pim");
    EXPECT_EQ(hbm.lockstep, pim::Lockstep::rank);
    EXPECT_EQ(hbm.q_delivery, pim::QDelivery::resident);
    EXPECT_EQ(hbm.power_cap, pim::PowerCap::column_rate);
    EXPECT_EQ(hbm.activate, pim::PimActivate::exempt);
    const auto doc = base::Document::load("ddr4-3200-pim", {{"pim.power_cap=flops"}, {"pim.activate=faw"}});
    const auto ddr = DramPim::from(doc.root().child("pim", "test"));
    EXPECT_EQ(ddr.lockstep, pim::Lockstep::channel);
    EXPECT_EQ(ddr.q_delivery, pim::QDelivery::resident);
    EXPECT_EQ(ddr.power_cap, pim::PowerCap::flops);
    EXPECT_EQ(ddr.activate, pim::PimActivate::faw);
}

TEST(DramPim, ReductionUnitsAreThePapers) {
    EXPECT_EQ(load_pim<DramPim>("hbm3-5200-pim").device_rus, 128u);
    EXPECT_EQ(load_pim<DramPim>("ddr4-3200-pim").device_rus, 4u);
    EXPECT_EQ(load_pim<FlashPim>("nvme-paper-pim").device_rus, 8u);
    const auto ru = load_pim<DramPim>("hbm3-5200-pim").ru;
    EXPECT_EQ(ru.lanes, 16u);
    EXPECT_EQ(ru.exp_units, 4u);
    EXPECT_EQ(ru.scratch_bytes, 512u);
    EXPECT_EQ(ru.clock.khz(), 666000);
}

TEST(DramPim, OverrideReachesThePuBehindItsPart) {
    const auto doc = base::Document::load("hbm3-5200-pim", {{"pim.pu.lanes=32"}});
    EXPECT_EQ(DramPim::from(doc.root().child("pim", "test")).pu.lanes, 32u);
}

}  // namespace
}  // namespace pamsim::tests
