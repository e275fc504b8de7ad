// What the reader of DRAM parts refuses, and that it says where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "refusal.h"

namespace pamsim::tests {
namespace {

constexpr const char* hbm = "hbm/hbm3-5200.yaml";
constexpr const char* ddr4 = "ddr/ddr4-3200.yaml";

class DramRefusal : public testing::TestWithParam<Case> {};

TEST_P(DramRefusal, NamesFileLineAndKey) {
    expect_refused(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    GeometryAndTiming, DramRefusal,
    testing::Values(
        Case{"Kind", hbm, &read_dram, "kind", "flash", "dram"},
        Case{"Standard", hbm, &read_dram, "standard", "HBM9", "HBM3"},
        Case{"NoChannels", hbm, &read_dram, "channels", "0", "0"},
        Case{"ManyChannels", hbm, &read_dram, "channels", "65", "64"},
        Case{"NoPseudoChannels", hbm, &read_dram, "pseudo_channels", "0", "0"},
        Case{"NoRanks", hbm, &read_dram, "ranks", "0", "0"},
        Case{"NoBankGroups", hbm, &read_dram, "bank_groups", "0", "0"},
        Case{"NoBanks", hbm, &read_dram, "banks", "0", "0"},
        Case{"NoRows", hbm, &read_dram, "rows", "0", "0"},
        Case{"NoColumns", hbm, &read_dram, "columns", "0", "0"},
        Case{"NoChips", hbm, &read_dram, "chips", "0", "0"},
        Case{"NegativeChips", hbm, &read_dram, "chips", "-1", "-1"},
        Case{"NoColumnBytes", hbm, &read_dram, "column_bytes", "0", "0"},
        Case{"WideColumn", hbm, &read_dram, "column_bytes", "257", "256"},
        Case{"SlowClock", hbm, &read_dram, "clock_khz", "1", "1000"},
        Case{"EfficiencyOverOne", hbm, &read_dram, "stream_efficiency", "1.1", "1.1"},
        Case{"NotANumber", hbm, &read_dram, "rows", "many", "many"},
        Case{"NoRcd", hbm, &read_dram, "timing.t_rcd_cycles", "0", "0"},
        Case{"RcBelowRas", hbm, &read_dram, "timing.t_rc_cycles", "45", "more than t_ras_cycles"},
        Case{"RasBelowRcd", hbm, &read_dram, "timing.t_ras_cycles", "18", "at least t_rcd_cycles"},
        Case{"RefiBelowRfc", hbm, &read_dram, "timing.t_refi_cycles", "455", "more than t_rfc_cycles"},
        Case{"CcdOrder", hbm, &read_dram, "timing.t_ccd_l_cycles", "1", "at least t_ccd_s_cycles"},
        Case{"RrdOrder", hbm, &read_dram, "timing.t_rrd_l_cycles", "1", "at least t_rrd_s_cycles"},
        Case{"FawOrder", hbm, &read_dram, "timing.t_faw_cycles", "1", "at least t_rrd_s_cycles"},
        Case{"CcdWriteOrder", hbm, &read_dram, "timing.t_ccd_l_wr_cycles", "3", "at least t_ccd_l_cycles"},
        Case{"CcdRankOrder", hbm, &read_dram, "timing.t_ccd_r_cycles", "1", "at least t_bl_cycles"},
        Case{"WtrOrder", hbm, &read_dram, "timing.t_wtr_l_cycles", "7", "at least t_wtr_s_cycles"},
        Case{"DataOverlap", hbm, &read_dram, "timing.t_rtw_cycles", "14", "after a read's"},
        Case{"NoCwl", hbm, &read_dram, "timing.t_cwl_cycles", "0", "0"},
        Case{"NoPpd", hbm, &read_dram, "timing.t_ppd_cycles", "0", "0"}),
    [](const auto& tested) { return tested.param.test_name; });

INSTANTIATE_TEST_SUITE_P(
    RefreshAndBuses, DramRefusal,
    testing::Values(
        Case{"NoSuchMode", hbm, &read_dram, "refresh.mode", "sometimes", "all_bank"},
        Case{"PerBankWithoutItsTime", ddr4, &read_dram, "refresh.mode", "per_bank", "t_rfc_pb_cycles"},
        Case{"SameBankWithoutItsTime", ddr4, &read_dram, "refresh.mode", "same_bank", "t_rrefd_cycles"},
        Case{"FineWithoutItsTime", hbm, &read_dram, "refresh.mode", "fine_grained", "t_rfc_fine_cycles"},
        Case{"NegativeRfcPb", hbm, &read_dram, "refresh.t_rfc_pb_cycles", "-1", "-1"},
        Case{"ManyFineCommands", ddr4, &read_dram, "refresh.fine_divisor", "9", "8"},
        Case{"Buses", hbm, &read_dram, "command_bus.buses", "two", "row_and_column"},
        Case{"BusOfWhom", hbm, &read_dram, "command_bus.per", "rank", "pseudo_channel"},
        Case{"NoActCycles", hbm, &read_dram, "command_bus.act_cycles", "0", "0"},
        Case{"ManyColumnCycles", hbm, &read_dram, "command_bus.column_cycles", "9", "8"},
        Case{"NoOtherCycles", hbm, &read_dram, "command_bus.other_cycles", "0", "0"}),
    [](const auto& tested) { return tested.param.test_name; });

INSTANTIATE_TEST_SUITE_P(
    Controller, DramRefusal,
    testing::Values(Case{"Scheduling", hbm, &read_dram, "controller.scheduling", "lifo", "fr_fcfs"},
                    Case{"PagePolicy", hbm, &read_dram, "controller.page_policy", "lazy", "timeout"},
                    Case{"NoTimeout", hbm, &read_dram, "controller.page_timeout_cycles", "0", "0"},
                    Case{"NoReadQueue", hbm, &read_dram, "controller.read_queue", "0", "0"},
                    Case{"LongWriteQueue", hbm, &read_dram, "controller.write_queue", "1025", "1024"},
                    Case{"MarkAboveTheQueue", hbm, &read_dram, "controller.write_high_watermark", "65",
                         "write_queue"},
                    Case{"MarksInReverse", hbm, &read_dram, "controller.write_high_watermark", "32",
                         "more than write_low_watermark"}),
    [](const auto& tested) { return tested.param.test_name; });

TEST(DramReader, DataOfReadAndWriteMayMeetEndToEnd) {
    const auto error = refusal(change_line(hbm, "t_rtw_cycles", "t_rtw_cycles: 15").text, read_dram);
    EXPECT_FALSE(error) << error->what();  // 15 + CWL 6 = CL 19 + BL 2
}

TEST(DramReader, UnknownKeyOfAGroupIsRefusedWithTheKnownOnes) {
    struct Group {
        const char* key;  ///< its line gets a neighbour that no reader asks for
        const char* line;
        const char* known;  ///< a key of the same group
    };
    for (const auto& group : {Group{"t_rfc_cycles", "t_rfc_cycles: 455", "t_ras_cycles"},
                              Group{"t_rrefd_cycles", "t_rrefd_cycles: 11", "t_rfc_pb_cycles"},
                              Group{"act_cycles", "act_cycles: 2", "column_cycles"}}) {
        const std::string lines = std::string(group.line) + "\n  typo_cycles: 1";
        const auto error = refusal(change_line(hbm, group.key, lines).text, read_dram);
        ASSERT_TRUE(error) << group.key;
        EXPECT_THAT(error->key(), testing::EndsWith(".typo_cycles"));
        EXPECT_THAT(error->what(), testing::HasSubstr(group.known));
    }
}

TEST(DramReader, GeometryBeyondAPebibyte) {
    auto error = refusal(change_line(hbm, "rows", "rows: 1048576").text, read_dram);
    EXPECT_FALSE(error) << error->what();  // 1 TiB is odd, not wrong
    std::string text = change_line(hbm, "rows", "rows: 1048576").text;
    text.replace(text.find("columns: 32"), 11, "columns: 4096");
    text.replace(text.find("channels: 16"), 12, "channels: 64");
    text.replace(text.find("chips: 1"), 8, "chips: 32");
    error = refusal(text, read_dram);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->key(), "rows");
}

}  // namespace
}  // namespace pamsim::tests
