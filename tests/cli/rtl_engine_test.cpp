// engine: rtl puts verilated units in the place of their twins: the same bytes and the same cycles.
#include "support/values.h"

namespace pamsim::test {
namespace {

#ifdef PAMSIM_RTL

void expect_as_model(const Words& command, const Words& settings = set({"engine=rtl"})) {
    const Json model = json_of(command), rtl = json_of(command + settings);
    EXPECT_EQ(rtl["output_sha256"], model["output_sha256"]);
    for (const auto& [name, level] : model["levels"].items())
        EXPECT_EQ(rtl["levels"][name]["unit_cycles"], level["unit_cycles"]) << name;
    EXPECT_EQ(rtl, model);
}

/// `tiny` with other heads; enough sequences and tokens for all three levels, and the last block not full.
class RtlEngine : public ::testing::Test {
protected:
    std::string model(const std::string& keys) const {
        return scratch_.file("m.yaml", "extends: tiny\nlayers: 1\n" + keys);
    }
    void expect_three_levels_as_model(const Words& command) const {
        const Json json = json_of(command);
        for (const auto& [name, level] : json["levels"].items())
            EXPECT_GT(level["tokens"].get<int>(), 0) << name;
        expect_as_model(command);
    }
    /// On levels that are small enough for one layer of 9006 tokens to reach the drive.
    Words on_small_levels(const std::string& keys) const {
        return attention({model(keys), "6", "1501"}) + set({"levels.hbm.rows=5", "levels.ddr.rows=4"});
    }
    Scratch scratch_;
};

TEST_F(RtlEngine, GivesTheModelsBytesAndCyclesOnThreeLevels) {
    expect_three_levels_as_model(attention({"tiny", "8", "500"}));
}

TEST_F(RtlEngine, GivesTheModelsBytesForHeadsOf128AndEightQueryHeadsPerKvHead) {
    expect_three_levels_as_model(on_small_levels("head_dim: 128\nheads: 8\nkv_heads: 1\n"));
}

TEST_F(RtlEngine, GivesTheModelsBytesForOneQueryHeadPerKvHead) {
    expect_three_levels_as_model(on_small_levels("heads: 2\nkv_heads: 2\n"));
}

TEST_F(RtlEngine, GivesTheModelsBytesInBf16) {
    expect_three_levels_as_model(on_small_levels("head_dim: 128\nheads: 4\nkv_heads: 1\ndtype: bf16\n"));
}

TEST_F(RtlEngine, MayStandInOneUnitOfOneLevel) {
    expect_as_model(attention(kThreeLevels), set({"levels.ddr.pim.pu.engine=rtl"}));
    expect_as_model(attention(kThreeLevels), set({"levels.0.pim.ru.engine=rtl"}));
}

TEST_F(RtlEngine, OfAVariantThatWasNotCompiledIsRefused) {
    const Words words = attention(kThreeLevels) + set({"engine=rtl"});
    expect_refusal(words + set({"levels.hbm.pim.pu.lanes=8"}),
                   {"levels.hbm", "8 lanes", "not compiled", "16 lanes, 512 bytes", "resident q"});
    expect_refusal(words + set({"levels.ddr.pim.pu.accumulator_bytes=2"}), {"levels.ddr", "fp16 sums"});
    expect_refusal(words + set({"levels.ssd.pim.ru.scratch_bytes=1024"}), {"levels.ssd", "1024 bytes"});
}

/// An FST file begins with a header block (type 0) of 329 bytes; what follows are changes and names.
void expect_wave(const std::string& file) {
    const std::string bytes = text_of(file);
    ASSERT_GT(bytes.size(), 2000u);
    EXPECT_EQ(bytes.substr(0, 9), std::string("\0\0\0\0\0\0\0\x01\x49", 9));
}

TEST_F(RtlEngine, WritesTheWaveformOfTheUnitAskedFor) {
    const Words words = attention({"tiny", "1", "40"}) + set({"engine=rtl"});
    for (const char* unit : {"", "hbm.ru"}) {
        const std::string file = scratch_.path(std::string("wave") + unit + ".fst");
        json_of(words + Words{"--wave", file} + (*unit ? Words{"--wave-unit", unit} : Words{}));
        expect_wave(file);
    }
    EXPECT_NE(text_of(scratch_.path("wave.fst")), text_of(scratch_.path("wavehbm.ru.fst")));
}

TEST_F(RtlEngine, WritesNoWaveformOfAUnitThatIsNotVerilated) {
    const std::string file = scratch_.path("wave.fst");
    expect_refusal(attention(kThreeLevels) + Words{"--wave", file}, {"--wave", "engine rtl"});
    expect_refusal(attention(kThreeLevels) + set({"levels.hbm.pim.pu.engine=rtl"}) +
                       Words{"--wave", file, "--wave-unit", "ssd.pu"},
                   {"--wave-unit", "'ssd.pu'", "hbm.pu"});
    expect_refusal(attention(kThreeLevels) + set({"engine=rtl"}) +
                       Words{"--wave", scratch_.path("no/such/folder/wave.fst")},
                   {"--wave", "cannot write the waveform"});
    EXPECT_FALSE(fs::exists(file));
}

TEST_F(RtlEngine, LeavesNoWaveformOfARunThatWasRefusedOrOfAUnitWithoutWork) {
    const std::string file = scratch_.path("wave.fst");
    const Words wave = set({"engine=rtl"}) + Words{"--wave", file};
    expect_refusal(attention(kThreeLevels) + wave + Words{"--keep-ratio", "0.5"}, {"kv.sparsity: none"});
    EXPECT_FALSE(fs::exists(file));
    expect_refusal(attention({"tiny", "1", "16"}) + wave + Words{"--wave-unit", "ssd.pu"},
                   {"--wave", "ssd.pu", "nothing to compute"});
    EXPECT_FALSE(fs::exists(file));
}

TEST_F(RtlEngine, LeavesTheFileOfThatNameAsItWasWhenTheRunIsRefused) {
    const std::string file = scratch_.file("kept.txt", "precious");
    expect_refusal(
        attention({"tiny", "1", "16"}) + set({"engine=rtl"}) + Words{"--wave", file, "--wave-unit", "ssd.pu"},
        {"nothing to compute"});
    EXPECT_EQ(text_of(file), "precious");
    EXPECT_FALSE(fs::exists(file + ".part"));
    expect_refusal(attention({"tiny", "1", "16"}) + set({"engine=rtl"}) + Words{"--wave", scratch_.path("")},
                   {"--wave", "a folder"});
}

#else

TEST(RtlEngine, IsRefusedByAProgramWithoutVerilatedUnits) {
    expect_refusal(attention(kThreeLevels) + set({"engine=rtl"}),
                   {"levels.hbm.pim.pu.engine", "'rtl'", "PAMSIM_RTL=OFF", "allowed is model"});
}

#endif

TEST(RtlEngineKey, WithoutValuesIsRefused) {
    const Words without{"attention", "pam-mini", "--model", "tiny", "--batch", "2", "--context", "16"};
    expect_refusal(without + set({"levels.ssd.pim.ru.engine=rtl"}), {"levels.ssd", "--values on"});
    expect_refusal(without + Words{"--wave", "x.fst"}, {"--wave", "--values on"});
    expect_refusal(mini(set({"engine=rtl"})), {"engine rtl", "pamsim attention"});
}

TEST(RtlEngineKey, OfAPlatformStandsAboveThoseOfItsParts) {
    const Words words =
        attention({"tiny", "1", "16"}) + set({"levels.hbm.pim.pu.engine=rtl", "engine=model"});
    EXPECT_EQ(json_of(words), json_of(attention({"tiny", "1", "16"})));
}

TEST(RtlEngineKey, OfAnotherWordIsRefused) {
    expect_refusal(mini(set({"engine=verilog"})), {"engine", "'verilog'", "model, rtl"});
}

}  // namespace
}  // namespace pamsim::test
