// pamsim memory: parts alone, and what it refuses.
#include <gtest/gtest.h>

#include <cmath>

#include "support/program.h"

namespace pamsim::test {
namespace {

Words memory(const std::string& part, const std::string& pattern, const Words& more = {}) {
    return Words{"memory", part, "--pattern", pattern} + more;
}

const Words kAttention = {"--heads", "16", "--kv-heads", "4", "--tokens", "1000", "--head-dim", "128"};

double sum_with_losses(const Json& json) {
    double sum = json["fraction_of_peak"];
    for (const auto& [cause, share] : json["lost"].items()) sum += share.get<double>();
    return sum;
}

void expect_rates_agree(const Json& json) {
    EXPECT_DOUBLE_EQ(json["achieved_bytes_per_s"].get<double>(),
                     json["bytes"].get<double>() / json["duration_s"].get<double>());
    EXPECT_DOUBLE_EQ(json["fraction_of_peak"].get<double>(),
                     json["achieved_bytes_per_s"].get<double>() / json["peak_bytes_per_s"].get<double>());
    EXPECT_NEAR(sum_with_losses(json), 1, 1e-9);
}

TEST(Memory, AStreamSaysWhatItMovedAndWhereTheRestWent) {
    const Json json = json_of(memory("hbm3-5200", "stream", {"--requests", "50000"}));
    EXPECT_EQ(json["part"], "hbm3-5200");
    EXPECT_EQ(json["pattern"], "stream");
    EXPECT_EQ(json["timing"], "command");
    EXPECT_EQ(json["bytes"], 50'000 * 32);
    EXPECT_NEAR(json["peak_bytes_per_s"].get<double>(), 665.6e9, 1);
    EXPECT_EQ(json["commands"]["RD"], 50'000);
    EXPECT_GT(json["lost"]["refresh"], 0);
    EXPECT_GT(json["commands_per_wall_s"], 0);
    expect_rates_agree(json);
}

TEST(Memory, EveryPatternOfDramAndFlashRuns) {
    const Words few = {"--requests", "2000"};
    for (const char* part : {"ddr5-4800", "nvme-paper"}) {
        expect_rates_agree(json_of(memory(part, "stream", few)));
        expect_rates_agree(json_of(memory(part, "random", few)));
        expect_rates_agree(json_of(memory(part, "mixed", few)));
        expect_rates_agree(json_of(memory(part, "strided", few + Words{"--stride", "1048576"})));
    }
    expect_rates_agree(json_of(memory("ddr5-4800", "pingpong", few)));
}

TEST(Memory, LatenciesAreOrderedAndTheHistogramHoldsThemAll) {
    const Json json = json_of(memory("ddr4-3200", "random", {"--requests", "5000", "--write-ratio", "0.3"}));
    const Json& latency = json["latency_s"];
    EXPECT_LE(latency["p50"], latency["p90"]);
    EXPECT_LE(latency["p90"], latency["p99"]);
    EXPECT_LE(latency["p99"], latency["max"]);
    std::uint64_t count = 0;
    for (const Json& bin : json["latency_histogram"]) count += bin["count"].get<std::uint64_t>();
    EXPECT_EQ(count, 5000u);
    EXPECT_NEAR(json["commands"]["WR"].get<double>(), 1500, 150);
}

TEST(Memory, PingPongTakesARowCycleEach) {
    const Words rest = {"--no-refresh", "--requests"};
    const double few = json_of(memory("ddr4-3200", "pingpong", rest + Words{"100"}))["duration_s"];
    const double more = json_of(memory("ddr4-3200", "pingpong", rest + Words{"1100"}))["duration_s"];
    EXPECT_NEAR(more - few, 1000 * 76 / 1.6e9, 1e-12);
}

TEST(Memory, AnUnloadedRandomReadTakesItsCommands) {
    const Json json =
        json_of(memory("ddr4-3200", "random", {"--requests", "2000", "--outstanding", "1", "--no-refresh"}));
    EXPECT_NEAR(json["latency_s"]["p50"].get<double>(), (24 + 24 + 24 + 4) / 1.6e9, 1e-15);
    EXPECT_NEAR(json["lost"]["refresh"].get<double>(), 0, 1e-15);
}

TEST(Memory, TwoRunsDifferInWallTimeAlone) {
    const Words words = memory("hbm3-5200", "random", {"--requests", "3000", "--seed", "5"});
    Json first = json_of(words), second = json_of(words);
    for (Json* json : {&first, &second})
        for (const char* key : {"wall_s", "commands_per_wall_s"}) json->erase(key);
    EXPECT_EQ(first.dump(), second.dump());
    EXPECT_NE(json_of(memory("hbm3-5200", "random", {"--requests", "3000"}))["duration_s"],
              first["duration_s"]);
}

TEST(Memory, TheClosedFormHasTheSameKeysAndNearlyTheSameTime) {
    for (const char* pattern : {"stream", "random", "pingpong"}) {
        const Words words = memory("ddr5-4800", pattern, {"--requests", "30000"});
        const Json command = json_of(words), fast = json_of(words + Words{"--timing", "fast"});
        EXPECT_NEAR(fast["duration_s"].get<double>() / command["duration_s"].get<double>(), 1, 0.15);
        EXPECT_EQ(fast["bytes"], command["bytes"]);
        EXPECT_NEAR(sum_with_losses(fast), 1, 1e-9);
        EXPECT_FALSE(fast.contains("commands_per_wall_s"));
    }
}

TEST(Memory, SettingsReachThePart) {
    const Json whole = json_of(memory("hbm3-6400", "stream", {"--requests", "1000"}));
    const Json one = json_of(memory("hbm3-6400", "stream", {"--requests", "1000", "--set", "channels=1"}));
    EXPECT_DOUBLE_EQ(whole["peak_bytes_per_s"].get<double>(), 16 * one["peak_bytes_per_s"].get<double>());
}

TEST(Memory, AttentionInTheUnitsAloneAndBesideAccesses) {
    const Json alone = json_of(memory("hbm3-5200-pim", "pim", kAttention));
    EXPECT_GT(alone["commands"]["MACab"], 0);
    EXPECT_EQ(alone["pim"]["useful_bytes"], 2.0 * 1000 * 4 * 128 * 2);
    EXPECT_NEAR(sum_with_losses(alone), 1, 1e-9);
    const Json mixed = json_of(memory("hbm3-5200-pim", "mixed", kAttention + Words{"--requests", "20000"}));
    EXPECT_EQ(mixed["commands"]["MACab"], alone["commands"]["MACab"]);
    EXPECT_EQ(mixed["commands"]["RD"].get<int>() + mixed["commands"]["WR"].get<int>(), 20'000);
    EXPECT_GT(mixed["pim"]["duration_s"], alone["duration_s"]) << "they share banks and buses";
    expect_rates_agree(mixed);
}

TEST(Memory, ThePowerLimitIsALossThatCanBeLifted) {
    const Words many = {"--heads", "4", "--kv-heads", "4", "--tokens", "20000", "--head-dim", "128"};
    const Json capped = json_of(memory("hbm3-5200-pim", "pim", many));
    const Json free = json_of(memory("hbm3-5200-pim", "pim", many + Words{"--no-power-limit"}));
    EXPECT_GT(capped["lost"]["power"], 0);
    EXPECT_EQ(free["lost"]["power"], 0);
}

TEST(Memory, TheEffectiveFileRunsAgain) {
    const Scratch scratch;
    const Answer dump = pamsim(memory("ddr4-3200", "stream", {"--set", "ranks=1", "--dump-config"}));
    ASSERT_EQ(dump.code, 0) << dump.err;
    const std::string file = scratch.file("part.yaml", dump.out);
    EXPECT_EQ(json_of(memory(file, "stream"))["duration_s"],
              json_of(memory("ddr4-3200", "stream", {"--set", "ranks=1"}))["duration_s"]);
}

TEST(Memory, AsTextTheLossesAreNamed) {
    const Answer answer = pamsim(memory("ddr4-3200", "stream"));
    EXPECT_EQ(answer.code, 0);
    EXPECT_THAT(answer.out, ::testing::HasSubstr("lost to refresh"));
    EXPECT_THAT(answer.out, ::testing::HasSubstr("25.6 GB/s"));
}

}  // namespace
}  // namespace pamsim::test
