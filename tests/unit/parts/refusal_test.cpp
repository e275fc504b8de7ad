// Every reader refuses what is out of range, missing or unknown, and says where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "refusal.h"

namespace pamsim::tests {
namespace {

class Refusal : public testing::TestWithParam<Case> {};

TEST_P(Refusal, NamesFileLineAndKey) {
    expect_refused(GetParam());
}

constexpr const char* hbm = "hbm/hbm3-5200.yaml";
constexpr const char* hbm_pim = "hbm/hbm3-5200-pim.yaml";
constexpr const char* ssd = "ssd/nvme-paper.yaml";
constexpr const char* ssd_pim = "ssd/nvme-paper-pim.yaml";
constexpr const char* gpu_file = "gpu/h100-sxm.yaml";
constexpr const char* link_file = "link/nvlink4.yaml";
constexpr const char* pu_file = "pu/hbm-pu.yaml";
constexpr const char* ru_file = "pu/hbm-ru.yaml";

INSTANTIATE_TEST_SUITE_P(
    Flash, Refusal,
    testing::Values(Case{"Kind", ssd, &read_flash, "kind", "dram", "flash"},
                    Case{"NoChannels", ssd, &read_flash, "channels", "0", "0"},
                    Case{"NoDies", ssd, &read_flash, "dies", "0", "0"},
                    Case{"NoPlanes", ssd, &read_flash, "planes", "0", "0"},
                    Case{"NoBlocks", ssd, &read_flash, "blocks", "0", "0"},
                    Case{"NoPages", ssd, &read_flash, "pages", "0", "0"},
                    Case{"SmallPage", ssd, &read_flash, "page_bytes", "256", "512"},
                    Case{"NoTransfers", ssd, &read_flash, "channel_mtps", "0", "0"},
                    Case{"NoReadTime", ssd, &read_flash, "t_read_ns", "0", "100"},
                    Case{"NoProgramTime", ssd, &read_flash, "t_program_ns", "0", "100"},
                    Case{"NoEraseTime", ssd, &read_flash, "t_erase_ns", "0", "100"},
                    Case{"NegativeLatency", ssd, &read_flash, "controller_latency_ns", "-1", "-1"},
                    Case{"CacheMaybe", ssd, &read_flash, "cache_read", "maybe", "maybe"},
                    Case{"SmallBuffer", ssd, &read_flash, "write_buffer_bytes", "4096", "16384"},
                    Case{"NoEndurance", ssd, &read_flash, "program_erase_cycles", "0", "0"}),
    [](const auto& tested) { return tested.param.test_name; });

INSTANTIATE_TEST_SUITE_P(
    GpuAndLink, Refusal,
    testing::Values(Case{"GpuKind", gpu_file, &read_gpu, "kind", "pu", "gpu"},
                    Case{"NoFlops", gpu_file, &read_gpu, "peak_tflops", "0", "0"},
                    Case{"NoMemory", gpu_file, &read_gpu, "memory_bytes", "0", "0"},
                    Case{"NoBandwidth", gpu_file, &read_gpu, "memory_bandwidth_gbps", "0", "0"},
                    Case{"NoComputeEfficiency", gpu_file, &read_gpu, "compute_efficiency", "0", "0"},
                    Case{"MemoryEfficiencyOverOne", gpu_file, &read_gpu, "memory_efficiency", "1.5", "1.5"},
                    Case{"NegativeFloor", gpu_file, &read_gpu, "kernel_floor_ns", "-1", "-1"},
                    Case{"NoProcessors", gpu_file, &read_gpu, "streaming_multiprocessors", "0", "0"},
                    Case{"NoL2", gpu_file, &read_gpu, "l2_bytes", "0", "0"},
                    Case{"LinkKind", link_file, &read_link, "kind", "bus", "link"},
                    Case{"NoRaw", link_file, &read_link, "raw_gbps", "0", "0"},
                    Case{"NoPayload", link_file, &read_link, "payload_bytes", "0", "0"},
                    Case{"NegativeOverhead", link_file, &read_link, "overhead_bytes", "-16", "-16"},
                    Case{"NegativeLatency", link_file, &read_link, "latency_ns", "-1", "-1"},
                    Case{"NegativeCollective", link_file, &read_link, "collective_base_ns", "-1", "-1"}),
    [](const auto& tested) { return tested.param.test_name; });

INSTANTIATE_TEST_SUITE_P(Units, Refusal,
                         testing::Values(Case{"PuKind", pu_file, &read_pu, "kind", "ru", "pu"},
                                         Case{"PuNoLanes", pu_file, &read_pu, "lanes", "0", "0"},
                                         Case{"PuNoClock", pu_file, &read_pu, "clock_khz", "0", "1000"},
                                         Case{"PuNoBuffer", pu_file, &read_pu, "buffer_bytes", "0", "0"},
                                         Case{"PuWideInput", pu_file, &read_pu, "input_bytes", "9", "8"},
                                         Case{"PuNoAccumulator", pu_file, &read_pu, "accumulator_bytes", "0",
                                              "0"},
                                         Case{"RuKind", ru_file, &read_ru, "kind", "pu", "ru"},
                                         Case{"RuNoLanes", ru_file, &read_ru, "lanes", "0", "0"},
                                         Case{"RuNoExp", ru_file, &read_ru, "exp_units", "9", "8"},
                                         Case{"RuNoScratch", ru_file, &read_ru, "scratch_bytes", "0", "0"},
                                         Case{"RuNoClock", ru_file, &read_ru, "clock_khz", "0", "1000"}),
                         [](const auto& tested) { return tested.param.test_name; });

INSTANTIATE_TEST_SUITE_P(
    Pim, Refusal,
    testing::Values(Case{"NoRus", hbm_pim, &read_dram_pim, "pim.device_rus", "0", "0"},
                    Case{"NoSplit", hbm_pim, &read_dram_pim, "pim.head_dim_split", "0", "0"},
                    Case{"Lockstep", hbm_pim, &read_dram_pim, "pim.lockstep", "stack", "channel"},
                    Case{"QDelivery", hbm_pim, &read_dram_pim, "pim.q_delivery", "mail", "stream"},
                    Case{"PowerCap", hbm_pim, &read_dram_pim, "pim.power_cap", "watts", "column_rate"},
                    Case{"Activate", hbm_pim, &read_dram_pim, "pim.activate", "free", "exempt"},
                    Case{"NoInterval", hbm_pim, &read_dram_pim, "pim.mac_interval_nocap_cycles", "0", "0"},
                    Case{"IntervalBelowUncapped", hbm_pim, &read_dram_pim, "pim.mac_interval_cycles", "3",
                         "at least mac_interval_nocap_cycles"},
                    Case{"NoModeChange", hbm_pim, &read_dram_pim, "pim.mode_change_cycles", "0", "0"},
                    Case{"Yield", hbm_pim, &read_dram_pim, "pim.yield", "never", "program"},
                    Case{"NoCap", hbm_pim, &read_dram_pim, "pim.cap_gflops", "0", "0"},
                    Case{"FlashNoPus", ssd_pim, &read_flash_pim, "pim.pus", "0", "0"},
                    Case{"FlashNoRus", ssd_pim, &read_flash_pim, "pim.device_rus", "0", "0"}),
    [](const auto& tested) { return tested.param.test_name; });

struct ReaderCase {
    const char* file;
    const Reader* read;
    const char* key;    ///< a required key
    const char* known;  ///< a key that the unknown-key sentence lists
    bool finishes;      ///< the reader calls finish() for the mapping of `key`
};

const std::vector<ReaderCase> reader_cases = {
    {hbm, &read_dram, "channels", "", false},
    {hbm, &read_dram, "timing.t_rcd_cycles", "", false},
    {hbm, &read_dram, "command_bus.act_cycles", "", false},
    {hbm, &read_dram, "controller.read_queue", "address_map", true},
    {ssd, &read_flash, "planes", "", false},
    {gpu_file, &read_gpu, "peak_tflops", "l2_bytes", true},
    {link_file, &read_link, "raw_gbps", "latency_ns", true},
    {pu_file, &read_pu, "lanes", "buffer_bytes", true},
    {ru_file, &read_ru, "lanes", "exp_units", true},
    {hbm_pim, &read_dram_pim, "pim.lockstep", "q_delivery", true},
    {ssd_pim, &read_flash_pim, "pim.pus", "device_rus", true},
};

TEST(PartReaders, MissingKeyIsNamed) {
    for (const auto& c : reader_cases) {
        const auto error = refusal(change_line(c.file, c.key, "").text, *c.read);
        ASSERT_TRUE(error) << c.file << " without " << c.key << " was accepted";
        EXPECT_EQ(error->key(), c.key) << error->what();
        EXPECT_EQ(error->mark().file, "bad.yaml");
    }
}

TEST(PartReaders, UnknownKeyIsRefusedWithTheKnownOnes) {
    for (const auto& c : reader_cases) {
        if (!c.finishes) continue;             // the owner of the mapping finishes it, after reading `pim`
        const auto whole = part_text(c.file);  // ends inside the mapping of the key
        const std::string indent(std::string(c.key).find('.') == std::string::npos ? 0 : 2, ' ');
        const auto error = refusal(whole + indent + "typo_cycles: 1\n", *c.read);
        ASSERT_TRUE(error) << c.file;
        EXPECT_THAT(error->key(), testing::EndsWith("typo_cycles"));
        EXPECT_THAT(error->what(), testing::HasSubstr(c.known));
        EXPECT_EQ(error->mark().line, 1 + static_cast<int>(std::count(whole.begin(), whole.end(), '\n')));
    }
}

TEST(PartReaders, FlashBeyondAPebibyteIsRefused) {
    auto error = refusal(change_line(ssd, "blocks", "blocks: 1048576").text, read_flash);
    EXPECT_FALSE(error);
    std::string text = change_line(ssd, "blocks", "blocks: 1048576").text;
    text.replace(text.find("pages: 1024"), 11, "pages: 65536");
    error = refusal(text, read_flash);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->key(), "blocks");
}

}  // namespace
}  // namespace pamsim::tests
