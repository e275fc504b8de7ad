// Timing, refresh, command buses and controller of the DRAM parts.
#include <gtest/gtest.h>

#include "memory/dram/address_map.h"
#include "part_files.h"

namespace pamsim::tests {
namespace {

using memory::DramPart;
using memory::PagePolicy;
using memory::RefreshMode;
using memory::Scheduling;

DramPart changed(const std::string& name, const std::string& change) {
    return DramPart::from(base::Document::load(name, {{change}}).root());
}

TEST(DramTiming, KeysReachTheirFields) {  // the four changes make all values differ
    const auto doc = base::Document::load("hbm4-8000", {{"timing.t_bl_cycles=1"},
                                                        {"timing.t_ccd_l_wr_cycles=6"},
                                                        {"timing.t_ccd_r_cycles=3"},
                                                        {"timing.t_ppd_cycles=8"}});
    const auto t = DramPart::from(doc.root()).timing;
    const std::vector<base::Cycles> fields = {t.rp,    t.rcd,   t.rcd_wr, t.ras,   t.rc,      t.cl,
                                              t.cwl,   t.wr,    t.rtp,    t.bl,    t.ccd_s,   t.ccd_l,
                                              t.rrd_s, t.rrd_l, t.faw,    t.wtr_s, t.wtr_l,   t.rtw,
                                              t.ppd,   t.refi,  t.rfc,    t.ccd_r, t.ccd_l_wr};
    const std::vector<int> values = {33, 39, 19, 57, 90, 20, 10, 42,   12,  1, 2, 4,
                                     5,  7,  30, 9,  13, 25, 8,  7800, 900, 3, 6};
    for (std::size_t i = 0; i < fields.size(); ++i) EXPECT_EQ(fields[i].value(), values[i]) << "field " << i;
}

TEST(DramTiming, OtherKeysReachTheirFields) {
    const auto ddr5 = load_part<DramPart>("ddr5-4800");
    EXPECT_EQ(ddr5.refresh.rfc_pb.value(), 312);
    EXPECT_EQ(ddr5.refresh.rrefd.value(), 72);
    EXPECT_EQ(ddr5.refresh.fine_divisor, 2u);
    EXPECT_EQ(ddr5.refresh.rfc_fine.value(), 384);
    EXPECT_FALSE(ddr5.command_bus.row_and_column);
    EXPECT_TRUE(ddr5.command_bus.per_pseudo_channel);
    EXPECT_EQ(ddr5.command_bus.column.value(), 2);
    const auto hbm = load_part<DramPart>("hbm3-5200");
    EXPECT_TRUE(hbm.command_bus.row_and_column);
    EXPECT_FALSE(hbm.command_bus.per_pseudo_channel);
    EXPECT_EQ(hbm.command_bus.act.value(), 2);
    EXPECT_EQ(hbm.command_bus.other.value(), 1);
    const auto c = changed("gddr6-16000", "controller.read_queue=63").controller;
    EXPECT_EQ(c.page_timeout.value(), 400);
    EXPECT_EQ(c.read_queue, 63u);
    EXPECT_EQ(c.write_queue, 64u);
    EXPECT_EQ(c.write_high, 56u);
    EXPECT_EQ(c.write_low, 32u);
    EXPECT_EQ(c.address_map, "rank row bank column bank_group channel pseudo_channel");
}

TEST(DramTiming, WordsReachTheirFields) {
    EXPECT_EQ(changed("ddr5-4800", "refresh.mode=none").refresh.mode, RefreshMode::none);
    EXPECT_EQ(changed("ddr5-4800", "refresh.mode=all_bank").refresh.mode, RefreshMode::all_bank);
    EXPECT_EQ(changed("hbm3-5200", "refresh.mode=per_bank").refresh.mode, RefreshMode::per_bank);
    EXPECT_EQ(changed("ddr5-4800", "refresh.mode=same_bank").refresh.mode, RefreshMode::same_bank);
    EXPECT_EQ(changed("ddr5-4800", "refresh.mode=fine_grained").refresh.mode, RefreshMode::fine_grained);
    const auto policy = [](const std::string& word) {
        return changed("ddr4-3200", "controller.page_policy=" + word).controller.page_policy;
    };
    EXPECT_EQ(policy("open"), PagePolicy::open);
    EXPECT_EQ(policy("closed"), PagePolicy::closed);
    EXPECT_EQ(policy("timeout"), PagePolicy::timeout);
    EXPECT_EQ(load_part<DramPart>("ddr4-3200").controller.scheduling, Scheduling::fr_fcfs);
    EXPECT_EQ(changed("ddr4-3200", "controller.scheduling=fcfs").controller.scheduling, Scheduling::fcfs);
}

TEST(DramTiming, RefreshIsAllBankWhenNotSaid) {
    std::string text = part_text("ddr/ddr4-3200.yaml");
    text.replace(text.find("  mode: all_bank\n"), 17, "");
    const auto part = DramPart::from(base::Document::parse(text, "part.yaml").root());
    EXPECT_EQ(part.refresh.mode, RefreshMode::all_bank);
}

TEST(DramTiming, RefreshTakesTheShareOfItsDurationInItsInterval) {
    const auto share = [](const std::string& name, const std::string& mode) {
        return changed(name, "refresh.mode=" + mode).refresh_share();
    };
    EXPECT_DOUBLE_EQ(share("hbm3-5200", "none"), 1.0);
    EXPECT_DOUBLE_EQ(share("hbm3-5200", "all_bank"), 1.0 - 455.0 / 5070.0);
    EXPECT_DOUBLE_EQ(share("hbm3-5200", "per_bank"), 1.0 - 260.0 / 5070.0);
    EXPECT_DOUBLE_EQ(share("ddr4-3200", "all_bank"), 1.0 - 880.0 / 12480.0);
    EXPECT_DOUBLE_EQ(share("ddr4-3200", "fine_grained"), 1.0 - 560.0 / 6240.0);
    // JESD79-5: same-bank refresh serves every bank within tREFI2, half of tREFI.
    EXPECT_DOUBLE_EQ(share("ddr5-4800", "same_bank"), 1.0 - 312.0 / 4680.0);
}

/// What the standards and data sheets say in ns; 0 where the standard has no such refresh.
struct Nanoseconds {
    const char* name;
    double refi, rfc, rfc_pb, rrefd, rfc_fine;
};

TEST(DramTiming, RefreshTimesAgreeWithTheClock) {
    for (const Nanoseconds& ns :
         {Nanoseconds{"hbm2-2000", 3900, 350, 160, 8, 0}, Nanoseconds{"hbm3-5200", 3900, 350, 200, 8, 0},
          Nanoseconds{"hbm3-6400", 3900, 350, 200, 8, 0}, Nanoseconds{"hbm4-8000", 3900, 450, 280, 8, 0},
          Nanoseconds{"ddr4-2400", 7800, 550, 0, 0, 350}, Nanoseconds{"ddr4-3200", 7800, 550, 0, 0, 350},
          Nanoseconds{"ddr5-4800", 3900, 295, 130, 30, 160},
          Nanoseconds{"ddr5-5600", 3900, 295, 130, 30, 160},
          Nanoseconds{"ddr5-6400", 3900, 295, 130, 30, 160}, Nanoseconds{"gddr6-16000", 1900, 120, 60, 12, 0},
          Nanoseconds{"lpddr5-6400", 3906, 280, 140, 7.5, 0}}) {
        const auto part = load_part<DramPart>(ns.name);
        const auto expect_ns = [&](base::Cycles cycles, double expected) {
            EXPECT_NEAR(part.clock.seconds_of(cycles) * 1e9, expected, part.clock.period_s() * 1e9)
                << ns.name << ", " << expected << " ns";
        };
        expect_ns(part.timing.refi, ns.refi);
        expect_ns(part.timing.rfc, ns.rfc);
        expect_ns(part.refresh.rfc_pb, ns.rfc_pb);
        expect_ns(part.refresh.rrefd, ns.rrefd);
        expect_ns(part.refresh.rfc_fine, ns.rfc_fine);
    }
}

TEST(DramTiming, BankGroupsInTurnHideTheLongColumnSpacing) {
    for (const auto& name : all_dram_parts()) {
        const auto part = load_part<DramPart>(name);
        const auto turn = part.geometry.bank_groups * base::max(part.timing.ccd_s, part.timing.bl).value();
        EXPECT_GE(turn, part.timing.ccd_l_wr.value()) << name << " cannot stream at its peak";
    }
}

TEST(DramTiming, ShippedAddressMapsReachEveryByte) {
    for (const auto& name : all_dram_parts()) {
        const auto part = load_part<DramPart>(name);
        const memory::AddressMap map(part.controller.address_map, part.geometry);
        const auto burst_bytes = std::uint64_t{part.geometry.column_bytes} * part.geometry.chips;
        EXPECT_EQ(map.bursts() * burst_bytes, static_cast<std::uint64_t>(part.geometry.capacity().value()))
            << name;
    }
}

TEST(DramTiming, CommandBusesCarryAStream) {  // also where pseudo-channels share them
    for (const auto& name : all_dram_parts()) {
        const auto part = load_part<DramPart>(name);
        const auto& bus = part.command_bus;
        const auto sharers = bus.per_pseudo_channel ? 1 : part.geometry.pseudo_channels;
        EXPECT_LE(sharers * bus.column.value(), part.timing.ccd_s.value()) << name;
    }
}

TEST(DramTiming, ModeChangesTakeAsLongAsThoseOfGddr6Aim) {
    for (const auto& name : dram_parts) {
        const auto cycles = load_pim<pim::DramPim>(name + "-pim").mode_change_cycles;
        const auto khz = load_part<DramPart>(name).clock.khz();
        EXPECT_EQ(cycles, base::ceil_div(16 * khz, 1000000)) << name;  // 16 ns: 32 cycles of 2 GHz
    }
}

TEST(DramTiming, PimGivesWayWhereItsPartSays) {
    const auto yields_at_rows = [](const std::string& word) {
        const auto doc = base::Document::load("hbm3-5200-pim", {{"pim.yield=" + word}});
        return pim::DramPim::from(doc.root().child("pim", "test")).yield_at_rows;
    };
    EXPECT_TRUE(yields_at_rows("row"));
    EXPECT_FALSE(yields_at_rows("program"));
}

}  // namespace
}  // namespace pamsim::tests
