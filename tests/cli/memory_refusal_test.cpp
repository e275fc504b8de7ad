// What pamsim memory refuses, each in one sentence.
#include "support/program.h"

namespace pamsim::test {
namespace {

Words memory(const std::string& part, const std::string& pattern, const Words& more = {}) {
    return Words{"memory", part, "--pattern", pattern} + more;
}

const Words kAttention = {"--heads", "16", "--kv-heads", "4", "--tokens", "1000", "--head-dim", "128"};

TEST(MemoryRefusal, PartsThatAreNoMemory) {
    expect_refusal(memory("pam-mini", "stream"), {"this is a platform", "dram or flash"});
    expect_refusal(memory("h100-sxm", "stream"), {"'gpu'", "dram, flash"});
    expect_refusal(memory("hbm9", "stream"), {"hbm9", "hbm3-5200"});
    expect_refusal({"memory", "--pattern", "stream"}, {"part"});
}

TEST(MemoryRefusal, PatternsThatAreNoneOrDoNotFitThePart) {
    expect_refusal({"memory", "hbm3-5200"}, {"--pattern is required"});
    expect_refusal(memory("hbm3-5200", "fly"), {"fly", "stream", "pingpong"});
    expect_refusal(memory("hbm3-5200", "pim", kAttention), {"has no units", "allowed are stream"});
    expect_refusal(memory("nvme-paper-pim", "pim", kAttention), {"near DRAM banks"});
    expect_refusal(memory("nvme-paper", "pingpong"), {"no rows that stay open", "allowed are stream"});
    expect_refusal(memory("hbm3-5200", "pingpong", {"--set", "rows=1"}), {"a bank has one row"});
}

TEST(MemoryRefusal, NumbersOutOfRange) {
    expect_refusal(memory("hbm3-5200", "stream", {"--requests", "0"}), {"--requests", "from 1"});
    expect_refusal(memory("hbm3-5200", "stream", {"--requests", "1e6"}), {"--requests", "a whole number"});
    expect_refusal(memory("hbm3-5200", "stream", {"--seed", "-1"}), {"--seed", "from 0"});
    expect_refusal(memory("hbm3-5200", "stream", {"--write-ratio", "1.01"}),
                   {"--write-ratio", "from 0 to 1"});
    expect_refusal(memory("hbm3-5200", "stream", {"--write-ratio", "nan"}), {"--write-ratio", "from 0 to 1"});
    expect_refusal(memory("hbm3-5200", "stream", {"--outstanding", "0"}), {"--outstanding", "from 1"});
    expect_refusal(memory("hbm3-5200", "stream", {"--timing", "slow"}), {"slow", "command", "fast"});
    expect_refusal(memory("nvme-paper", "stream", {"--write-ratio", "1", "--requests", "99999999999"}),
                   {"half the drive"});
}

TEST(MemoryRefusal, StridesThatAreMissingOrSplitAnAccess) {
    expect_refusal(memory("hbm3-5200", "strided"), {"--stride", "missing"});
    expect_refusal(memory("hbm3-5200", "stream", {"--stride", "64"}), {"--stride", "no stride"});
    expect_refusal(memory("hbm3-5200", "strided", {"--stride", "33"}), {"found 33", "32 bytes"});
    expect_refusal(memory("nvme-paper", "strided", {"--stride", "4096"}), {"found 4096", "16384 bytes"});
}

TEST(MemoryRefusal, OptionsThatThePatternDoesNotUse) {
    expect_refusal(memory("hbm3-5200", "pingpong", {"--write-ratio", "0.5"}), {"only reads"});
    expect_refusal(memory("hbm3-5200", "pingpong", {"--outstanding", "2"}), {"one access at a time"});
    expect_refusal(memory("hbm3-5200-pim", "stream", kAttention), {"runs no attention"});
    expect_refusal(memory("hbm3-5200-pim", "pim", kAttention + Words{"--requests", "9"}), {"--requests"});
    expect_refusal(memory("hbm3-5200-pim", "mixed", {"--tokens", "9"}), {"--heads", "missing"});
    expect_refusal(memory("hbm3-5200-pim", "mixed", kAttention + Words{"--outstanding", "9"}),
                   {"--outstanding", "queues are kept full"});
    expect_refusal(memory("nvme-paper", "stream", {"--no-refresh"}), {"--no-refresh", "has no refresh"});
    expect_refusal(memory("hbm3-5200", "stream", {"--no-power-limit"}), {"--no-power-limit", "has no pim"});
}

TEST(MemoryRefusal, HeadsThatDoNotFitTheUnits) {
    expect_refusal(memory("hbm3-5200-pim", "pim"), {"--heads", "missing"});
    expect_refusal(memory("hbm3-5200-pim", "pim", {"--heads", "8", "--kv-heads", "8"}),
                   {"--tokens", "missing"});
    expect_refusal(memory("hbm3-5200-pim", "pim",
                          {"--heads", "1", "--kv-heads", "1", "--tokens", "1", "--head-dim", "128",
                           "--keep-ratio", "0.1"}),
                   {"--keep-ratio", "no token is active"});
    expect_refusal(memory("hbm3-5200-pim", "pim",
                          kAttention + Words{"--timing", "fast", "--set", "pim.q_delivery=stream"}),
                   {"q_delivery", "resident", "timing: command"});
    expect_refusal(memory("hbm3-5200-pim", "pim",
                          {"--heads", "7", "--kv-heads", "2", "--tokens", "5", "--head-dim", "128"}),
                   {"--kv-heads", "divisors of 7"});
    expect_refusal(memory("hbm3-5200-pim", "pim",
                          {"--heads", "8", "--kv-heads", "2", "--tokens", "5", "--head-dim", "100"}),
                   {"--head-dim", "does not split"});
}

Words attention_with(const std::string& part, const std::string& setting) {
    return memory(part, "pim", kAttention + Words{"--set", setting});
}

/// A refresh waits for the row that is open; what is allowed is served.
TEST(MemoryRefusal, RowsSoLongThatRefreshComesTooLate) {
    // 8 x tREFI: 5070 cycles over 32 columns; 12480 over 128.
    expect_refusal(attention_with("hbm3-5200-pim", "pim.mac_interval_cycles=1268"),
                   {"pim.mac_interval_cycles", "found 1268", "at most 1267", "5070"});
    EXPECT_EQ(pamsim(attention_with("hbm3-5200-pim", "pim.mac_interval_cycles=1267")).code, 0);
    expect_refusal(attention_with("ddr4-3200-pim", "pim.mac_interval_cycles=781"),
                   {"pim.mac_interval_cycles", "found 781", "at most 780"});
    EXPECT_EQ(pamsim(attention_with("ddr4-3200-pim", "pim.mac_interval_cycles=780")).code, 0);
    expect_refusal(attention_with("hbm3-5200-pim", "pim.mac_interval_cycles=10000") +
                       set({"pim.power_cap=none"}) + set({"pim.mac_interval_nocap_cycles=9000"}),
                   {"pim.mac_interval_nocap_cycles", "found 9000", "at most 1267"});
    EXPECT_EQ(
        pamsim(attention_with("hbm3-5200-pim", "pim.mac_interval_cycles=3000") + Words{"--no-refresh"}).code,
        0);
}

TEST(MemoryRefusal, UnitsSoSlowThatRefreshComesTooLate) {
    // A column of 4 query heads takes 4 beats of the PU: at 1 GHz of memory and 32 columns of a row.
    expect_refusal(attention_with("hbm3-5200-pim", "pim.pu.clock_khz=4000"),
                   {"hbm3-5200-pim.yaml", "pim", "4 query heads in 41600 cycles", "refresh can wait 40560"});
    EXPECT_EQ(pamsim(attention_with("hbm3-5200-pim", "pim.pu.clock_khz=4150")).code, 0);
}

TEST(MemoryRefusal, ReadsThatStayWrong) {
    const auto rate = [](const std::string& value) {
        return memory("nvme-paper", "random", {"--requests", "20000", "--set", "read_retry_rate=" + value});
    };
    expect_refusal(rate("1"), {"read_retry_rate", "found 1", "read_retry_limit = 8"});
    expect_refusal(rate("0.9"), {"read_retry_rate", "found 0.9", "67108864 pages"});
    expect_refusal(rate("0.14"), {"read_retry_rate", "fewer than one"});
    EXPECT_EQ(pamsim(rate("0.13")).code, 0);
    expect_refusal(mini(set({"levels.ssd.read_retry_rate=0.9"})), {"levels[2].read_retry_rate", "found 0.9"});
}

TEST(MemoryRefusal, TokensThatTheRowsDoNotHold) {
    // 64 rows of a bank: 4 kv-heads of 16 rows each. 320 bank groups times 16 tokens of K are a row, and 7 +
    // 7 rows of K and V and one of scores fit.
    const auto tokens = [](const std::string& count, const std::string& timing) {
        return memory("hbm3-5200-pim", "pim",
                      {"--heads", "16", "--kv-heads", "4", "--head-dim", "128", "--tokens", count, "--timing",
                       timing, "--set", "rows=64"});
    };
    for (const char* timing : {"command", "fast"}) {
        expect_refusal(tokens("100000", timing),
                       {"--tokens", "rows of a bank", "the 64 rows that hbm3-5200-pim has"});
        EXPECT_EQ(pamsim(tokens("10000", timing)).code, 0);
    }
}

TEST(MemoryRefusal, WhatHasNoClosedForm) {
    const Words fast = {"--timing", "fast"};
    expect_refusal(memory("hbm3-5200", "mixed", fast), {"no closed form", "stream, random, pingpong"});
    expect_refusal(memory("hbm3-5200", "stream", fast + Words{"--write-ratio", "0.5"}), {"no closed form"});
    expect_refusal(memory("hbm3-5200", "random", fast + Words{"--outstanding", "2"}), {"one at a time"});
    expect_refusal(memory("nvme-paper", "mixed", fast), {"closed form on flash"});
    expect_refusal(memory("hbm3-5200-pim", "mixed", kAttention + fast), {"--timing", "allowed is command"});
}

TEST(MemoryRefusal, AddressMapsThatDoNotCoverThePart) {
    const auto map = [](const std::string& text) { return Words{"--set", "controller.address_map=" + text}; };
    expect_refusal(memory("ddr4-3200", "stream", map("row rank bank column channel pseudo_channel")),
                   {"controller.address_map", "bank_group is missing; it has 2 values"});
    expect_refusal(memory("ddr4-3200", "stream", map("row rank rank bank column bank_group")),
                   {"controller.address_map", "'rank' comes twice"});
    expect_refusal(memory("ddr4-3200", "stream", map("row rank bank column[7:0] bank_group")),
                   {"controller.address_map", "beyond the 7 bits of column"});
}

}  // namespace
}  // namespace pamsim::test
