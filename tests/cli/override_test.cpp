// --set with a key or a value that the platform does not take.
#include "support/program.h"

namespace pamsim::test {
namespace {

void expect_setting_refused(const Words& settings, const Words& parts) {
    expect_refusal(mini(set(settings)), parts);
}

TEST(Override, WithoutAnEqualsSignIsRefused) {
    expect_setting_refused({"kv.attention"}, {"--set:1:1", "'kv.attention'", "KEY=VALUE"});
}

TEST(Override, WithoutAKeyIsRefused) {
    expect_setting_refused({"=3"}, {"--set:1:1", "key"});
}

TEST(Override, WithoutAValueIsRefused) {
    expect_setting_refused({"kv.attention="}, {"--set:1", "kv.attention", "nothing follows"});
}

TEST(Override, OfAnUnknownKeyNamesTheKnownOnes) {
    expect_setting_refused({"kv.attenion=pam"},
                           {"--set:1:1", "kv.attenion", "unknown key", "mean attention?"});
}

TEST(Override, OfAnUnknownLevelNamesTheLevels) {
    expect_setting_refused({"levels.hbn.count=2"}, {"--set:1:1", "'hbn'", "hbm, ddr, ssd"});
}

TEST(Override, OfAMistypedValueSaysWhichArgumentItWas) {
    expect_setting_refused({"kv.mapping=wide", "levels.hbm.count=many"},
                           {"--set:2:18", "count", "'many'", "a whole number from 1"});
}

TEST(Override, OfAValueOutOfRangeSaysTheRange) {
    expect_setting_refused({"kv.keep_ratio=2"}, {"--set:1:15", "kv.keep_ratio", "'2'", "1e-06 to 1"});
}

TEST(Override, OfANumberBeyondSixtyFourBitsIsRefused) {
    expect_setting_refused({"levels.hbm.count=99999999999999999999"}, {"count", "too large"});
}

TEST(Override, OfAnUnknownWordNamesTheWords) {
    expect_setting_refused({"kv.attention=pom"}, {"kv.attention", "'pom'", "pam, gathered, gpu"});
}

TEST(Override, OfNotANumberIsRefused) {
    expect_setting_refused({"serving.watermark=nan"}, {"serving.watermark", "'nan'", "a number from 0"});
}

TEST(Override, ThatBreaksTheSplitOverGpusIsRefused) {
    expect_setting_refused({"parallel.tp=2"}, {"gpu.count", "found 1", "tp x pp = 2"});
}

TEST(Override, ThatLeavesAnOwnerWithoutItsShareOfALevelIsRefused) {
    expect_setting_refused({"parallel.tp=2", "gpu.count=2", "levels.hbm.count=3"},
                           {"count", "found 3", "a multiple of tp x pp = 2"});
}

TEST(Override, OfABufferTooSmallForTheUnitIsRefusedInEveryLevel) {
    // A slice of q or a beat of O of 16 lanes; with q streamed, a beat of O of 4 lanes.
    const std::vector<std::pair<std::string, std::string>> bytes = {
        {"hbm", "16"}, {"ddr", "8"}, {"ssd", "16"}};
    for (const auto& [level, buffer] : bytes) {
        SCOPED_TRACE(level);
        expect_setting_refused({"levels." + level + ".pim.pu.buffer_bytes=" + buffer},
                               {"levels." + level, "buffer of " + buffer + " bytes"});
    }
}

TEST(Override, OfAHeadThatDoesNotSplitOverTheBanksIsRefused) {
    expect_setting_refused({"levels.hbm.pim.head_dim_split=3"},
                           {"levels.hbm", "head dimension of 64", "head_dim_split = 3"});
}

TEST(Override, OfAUnitWithoutLanesIsRefused) {
    expect_setting_refused({"levels.hbm.pim.pu.lanes=0"}, {"pim.pu.lanes", "'0'", "from 1"});
}

TEST(Override, OfARowTooShortForAVectorIsRefused) {
    expect_setting_refused({"levels.ddr.columns=1"}, {"levels.ddr", "a row"});
}

TEST(Override, OfAReserveBeyondTheLevelIsRefused) {
    expect_setting_refused({"levels.ddr.reserve_bytes=1099511627776"},
                           {"levels.ddr.reserve_bytes", "1024.0 GiB", "at most"});
}

TEST(Override, OfALevelNameThatNoResultCouldCarryIsRefused) {
    for (const std::string name : {"a b", "a.b", "0", "''", "gpu"}) {
        SCOPED_TRACE(name);
        expect_setting_refused({"levels.ssd.name=" + name}, {"levels[2].name", "found '"});
    }
}

TEST(Override, ToOffloadViaAHostWithoutMemoryIsRefused) {
    expect_setting_refused({"levels.ddr.attach=drive"}, {"levels[1].attach", "gpu or host"});
    expect_setting_refused({"kv.when_full=stream", "kv.attention=gpu",
                            "levels=[{name: hbm, part: hbm3-5200, count: 1, attach: gpu}, "
                            "{name: ssd, part: nvme-paper, count: 1, attach: drive}]"},
                           {"kv.offload_path", "via_host", "allowed is direct"});
}

}  // namespace
}  // namespace pamsim::test
