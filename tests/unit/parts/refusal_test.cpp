// Every reader refuses what is out of range, missing or unknown, and says where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <ostream>

#include "part_files.h"

namespace pamsim::tests {
namespace {

using Reader = std::function<void(const base::ConfigNode&)>;

const Reader read_dram = [](const base::ConfigNode& n) { memory::DramPart::from(n); };
const Reader read_flash = [](const base::ConfigNode& n) { memory::FlashPart::from(n); };
const Reader read_gpu = [](const base::ConfigNode& n) { gpu::GpuPart::from(n); };
const Reader read_link = [](const base::ConfigNode& n) { fabric::LinkPart::from(n); };
const Reader read_pu = [](const base::ConfigNode& n) { pim::PuPart::from(n); };
const Reader read_ru = [](const base::ConfigNode& n) { pim::RuPart::from(n); };
const Reader read_dram_pim = [](const base::ConfigNode& n) { pim::DramPim::from(n.child("pim", "test")); };
const Reader read_flash_pim = [](const base::ConfigNode& n) { pim::FlashPim::from(n.child("pim", "test")); };

struct Changed {
    std::string text;
    int line;
};

/// The file with the line of `key` (the last part of a dotted path) replaced by `replacement`.
Changed change_line(const std::string& file, const std::string& key, const std::string& replacement) {
    const std::string leaf = key.substr(key.rfind('.') + 1) + ":";
    std::istringstream in(part_text(file));
    Changed changed{"", 0};
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        const auto start = line.find_first_not_of(' ');
        if (start != std::string::npos && line.compare(start, leaf.size(), leaf) == 0) {
            line = line.substr(0, start) + replacement;
            changed.line = number;
        } else if (line.rfind("extends:", 0) == 0) {
            line.clear();  // the readers of the pim group need nothing of the plain part
        }
        changed.text += line + "\n";
    }
    return changed;
}

std::optional<base::ConfigError> refusal(const std::string& text, const Reader& read) {
    try {
        read(base::Document::parse(text, "bad.yaml").root());
    } catch (const base::ConfigError& error) {
        return error;
    }
    return std::nullopt;
}

struct Case {
    const char* test_name;
    const char* file;
    const Reader* read;
    const char* key;
    const char* value;
    const char* says;  ///< part of the message
};

void PrintTo(const Case& c, std::ostream* out) {
    *out << c.file << " " << c.key << "=" << c.value;
}

class Refusal : public testing::TestWithParam<Case> {};

TEST_P(Refusal, NamesFileLineAndKey) {
    const Case& c = GetParam();
    const std::string key = c.key;
    const auto changed = change_line(c.file, key, key.substr(key.rfind('.') + 1) + ": " + c.value);
    ASSERT_NE(changed.line, 0) << "no line of " << c.file << " has the key";
    const auto error = refusal(changed.text, *c.read);
    ASSERT_TRUE(error) << "accepted";
    EXPECT_EQ(error->mark().file, "bad.yaml");
    EXPECT_EQ(error->mark().line, changed.line) << error->what();
    EXPECT_EQ(error->key(), key);
    EXPECT_THAT(error->message(), testing::HasSubstr(c.says));
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
    Dram, Refusal,
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
        Case{"FawOrder", hbm, &read_dram, "timing.t_faw_cycles", "1", "at least t_rrd_s_cycles"}),
    [](const auto& tested) { return tested.param.test_name; });

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
    {hbm, &read_dram, "timing.t_rcd_cycles", "t_ras_cycles", true},
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

TEST(PartReaders, GeometryBeyondAPebibyteIsRefused) {
    auto error = refusal(change_line(hbm, "rows", "rows: 1048576").text, read_dram);
    EXPECT_FALSE(error) << error->what();  // 1 TiB is odd, not wrong
    std::string text = change_line(hbm, "rows", "rows: 1048576").text;
    text.replace(text.find("columns: 32"), 11, "columns: 4096");
    text.replace(text.find("channels: 16"), 12, "channels: 64");
    text.replace(text.find("chips: 1"), 8, "chips: 32");
    error = refusal(text, read_dram);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->key(), "rows");
    error = refusal(change_line(ssd, "blocks", "blocks: 1048576").text, read_flash);
    EXPECT_FALSE(error);
    text = change_line(ssd, "blocks", "blocks: 1048576").text;
    text.replace(text.find("pages: 1024"), 11, "pages: 65536");
    error = refusal(text, read_flash);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->key(), "blocks");
}

}  // namespace
}  // namespace pamsim::tests
