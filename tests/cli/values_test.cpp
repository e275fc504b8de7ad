// attention --values on: real attention through the machine, its name, its error, and what it cannot do.
#include "support/values.h"

namespace pamsim::test {
namespace {

/// Without what only values add.
Json without_values(Json json) {
    for (const char* key : {"output_sha256", "unit_cycles", "values"}) json.erase(key);
    for (auto& [name, level] : json["levels"].items()) level.erase("unit_cycles");
    return json;
}

TEST(Values, ChangeNoTime) {
    EXPECT_EQ(without_values(json_of(attention(kThreeLevels))),
              json_of({"attention", "pam-mini", "--model", "tiny", "--batch", "8", "--context", "512"}));
}

TEST(Values, GoThroughAllThreeLevels) {
    const Json json = json_of(attention(kThreeLevels));
    std::uint64_t cycles = 0;
    for (const char* name : {"hbm", "ddr", "ssd"}) {
        const Json& level = json["levels"][name];
        EXPECT_GT(level["tokens"].get<int>(), 0) << name;
        for (const char* unit : {"pu", "ru"}) {
            EXPECT_GT(level["unit_cycles"][unit].get<std::uint64_t>(), 0u) << name;
            cycles += level["unit_cycles"][unit].get<std::uint64_t>();
        }
    }
    EXPECT_EQ(json["unit_cycles"].get<std::uint64_t>(), cycles);
    EXPECT_TRUE(std::regex_match(json["output_sha256"].get<std::string>(), std::regex("[0-9a-f]{64}")));
}

/// Half an ulp of an output near 0.5, twice the units' weights: a token left out of 512 shows as 2e-3 and
/// more.
constexpr double kMuchLessThanAToken = 6e-4;

void expect_near_exact(const Json& json) {
    const Json& values = json["values"];
    EXPECT_GT(values["max_abs_error"].get<double>(), 0.0);
    EXPECT_LE(values["max_abs_error"].get<double>(), values["bound"].get<double>());
    EXPECT_LT(values["max_abs_error"].get<double>(), kMuchLessThanAToken);
    EXPECT_LT(values["rms_error"].get<double>(), 0.25 * values["max_abs_error"].get<double>());
}

TEST(Values, AreNearExactAttention) {
    expect_near_exact(json_of(attention(kThreeLevels)));
}

TEST(Values, OfOneLevelAreFinishedThere) {
    const Json json = json_of(attention({"tiny", "2", "200"}));
    EXPECT_EQ(json["levels"]["ddr"]["unit_cycles"], (Json{{"pu", 0}, {"ru", 0}}));
    expect_near_exact(json);
}

TEST(Values, OfHeadsSplitOverOwnersAreNearExactAttention) {
    // 2 stages of 2 layers, 4 GPUs each: each of the 2 kv-heads is kept twice.
    const Words owners = set({"gpu.count=8", "parallel.tp=4", "parallel.pp=2", "parallel.microbatches=2",
                              "levels.hbm.count=8", "levels.ddr.count=8", "levels.ssd.count=8"});
    const Json all = json_of(attention(kThreeLevels) + owners);
    expect_near_exact(all);
    const Json one = json_of(attention(kThreeLevels) + owners + set({"layers=representative"}));
    EXPECT_EQ(one["output_sha256"], all["output_sha256"]);
    EXPECT_EQ(one["unit_cycles"], all["unit_cycles"]);
}

TEST(Values, AreTheSameBytesOnEveryMachine) {
    EXPECT_EQ(json_of(attention(kThreeLevels))["output_sha256"],
              "549deba1b744e98e3ff73ad2d69a740a960976287b01ade202f256ad41b55442");
}

TEST(Values, AreTheSameBytesInEveryRunAndOthersWithAnotherSeed) {
    const Json json = json_of(attention(kThreeLevels));
    EXPECT_EQ(json_of(attention(kThreeLevels)), json);
    const Json other = json_of(attention(kThreeLevels) + Words{"--seed", "2"});
    EXPECT_NE(other["output_sha256"], json["output_sha256"]);
    EXPECT_EQ(other["unit_cycles"], json["unit_cycles"]);
    EXPECT_EQ(json_of(attention(kThreeLevels) + Words{"--seed", "1"}), json);
}

TEST(Values, InBf16AreCoarserThanInFp16) {
    const Scratch scratch;
    const auto error = [&](const std::string& dtype) {
        const std::string model = scratch.file(dtype + ".yaml", "extends: tiny\ndtype: " + dtype + "\n");
        const Json values = json_of(attention({model, "2", "200"}))["values"];
        EXPECT_LE(values["max_abs_error"].get<double>(), values["bound"].get<double>());
        return values["rms_error"].get<double>();
    };
    EXPECT_GT(error("bf16"), 4 * error("fp16"));
}

TEST(Values, WithFp16SumsHaveALargerErrorAndNoBound) {
    const Json fp32 = json_of(attention({"tiny", "2", "200"}))["values"];
    const Json fp16 =
        json_of(attention({"tiny", "2", "200"}) + set({"levels.hbm.pim.pu.accumulator_bytes=2"}))["values"];
    EXPECT_FALSE(fp16.contains("bound"));
    EXPECT_GT(fp16["rms_error"].get<double>(), 2 * fp32["rms_error"].get<double>());
}

TEST(Values, OnLevelsWithoutUnitsAreRefused) {
    expect_refusal({"attention", "gpu-offload-dgx-h100", "--model", "tiny", "--batch", "2", "--context", "16",
                    "--values", "on"},
                   {"--values", "kv.attention: pam"});
    expect_refusal(attention({"tiny", "8", "512"}) +
                       set({"kv.when_full=stream", "levels.ddr.part=ddr4-3200", "levels.ddr.rows=90"}),
                   {"--values", "tokens lie on ddr"});
}

TEST(Values, OfASparseOrGatheredPolicyAreRefused) {
    expect_refusal(attention(kThreeLevels) + Words{"--keep-ratio", "0.5"}, {"--values", "kv.sparsity: none"});
    expect_refusal(attention(kThreeLevels) + set({"kv.attention=gathered"}),
                   {"--values", "kv.attention: pam"});
}

TEST(Values, ThatNoUnitTakesAreRefused) {
    expect_refusal(attention(kThreeLevels) + set({"levels.hbm.pim.pu.accumulator_bytes=3"}),
                   {"pim.pu.accumulator_bytes", "found 3", "2 (FP16) and 4 (FP32)"});
    expect_refusal(attention(kThreeLevels) + set({"levels.ssd.pim.ru.scratch_bytes=128"}),
                   {"levels.ssd", "scratch of 128 bytes"});
    expect_refusal(attention(kThreeLevels) + set({"levels.ddr.pim.ru.exp_units=2"}),
                   {"levels.ddr", "2 ways", "4 PUs"});
}

TEST(Values, AreOnOrOff) {
    expect_refusal(
        {"attention", "pam-mini", "--model", "tiny", "--batch", "2", "--context", "16", "--values", "maybe"},
        {"--values", "off", "on"});
}

TEST(Values, InTextNameTheOutputs) {
    const Answer answer = pamsim(attention({"tiny", "2", "64"}));
    EXPECT_EQ(answer.code, 0);
    const Json json = json_of(attention({"tiny", "2", "64"}));
    EXPECT_THAT(answer.out, ::testing::HasSubstr(json["output_sha256"].get<std::string>()));
    EXPECT_THAT(answer.out, ::testing::HasSubstr(", bound "));
}

TEST(Values, RefuseOptionsThatWouldDoNothing) {
    expect_refusal(attention({"tiny", "1", "16"}) + Words{"--wave-unit", "hbm.pu"},
                   {"--wave-unit", "--wave FILE"});
    expect_refusal(attention({"tiny", "1", "16"}) + Words{"--wave", ""}, {"--wave", "no name"});
    expect_refusal(
        {"attention", "pam-mini", "--model", "tiny", "--batch", "2", "--context", "16", "--seed", "3"},
        {"--seed", "--values on"});
}

}  // namespace
}  // namespace pamsim::test
