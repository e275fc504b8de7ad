#include "memory/dram_part.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "memory/dram/address_map.h"

namespace pamsim::memory {

namespace {

using base::ConfigNode;
using base::Cycles;

constexpr double max_capacity_bytes =
    1125899906842624.0;  // 1 PiB: beyond it the 64-bit products lose their margin

std::uint32_t count(const ConfigNode& node, const std::string& key, const std::string& doc,
                    std::uint64_t max) {
    return static_cast<std::uint32_t>(node.uint(key, {doc, 1, max}));
}

Cycles cycles(const ConfigNode& node, const std::string& key, const std::string& doc,
              std::uint64_t max = 10000) {
    return Cycles{static_cast<std::int64_t>(node.uint(key, {doc + ", in cycles of clock_khz", 1, max}))};
}

void check_capacity(const DramGeometry& g, const ConfigNode& node) {
    const double bytes = static_cast<double>(g.chip_banks()) * static_cast<double>(g.row_bytes()) * g.rows;
    if (bytes > max_capacity_bytes) {
        node.fail(
            "rows",
            "the geometry holds more than 1 PiB in one device; check rows, columns and the counts above");
    }
}

DramGeometry read_geometry(const ConfigNode& node) {
    DramGeometry g{};
    g.channels = count(node, "channels", "channels of one device (stack or DIMM); JEDEC", 64);
    g.pseudo_channels =
        count(node, "pseudo_channels",
              "independent halves of a channel (HBM pseudo-channels, DDR5 sub-channels); JEDEC", 4);
    g.ranks = count(node, "ranks", "ranks (HBM: stack ids) on one data bus; JEDEC", 16);
    g.bank_groups = count(node, "bank_groups", "bank groups of one rank; JEDEC", 16);
    g.banks = count(node, "banks", "banks of one bank group; JEDEC", 64);
    g.rows = count(node, "rows", "rows of one bank; JEDEC", 1048576);
    g.columns = count(node, "columns", "column accesses (bursts) that one row holds; JEDEC", 4096);
    g.chips = static_cast<std::uint32_t>(node.uint(
        "chips",
        {"chips of a rank that share commands, each with its part of the data bus (HBM: 1)", 1, 32, 1}));
    g.column_bytes =
        count(node, "column_bytes", "bytes of one column access of one chip; JEDEC prefetch", 256);
    check_capacity(g, node);
    return g;
}

/// Fails when `key` is not larger (or, with or_equal, at least as large) than `floor_key`.
void require_above(const ConfigNode& node, const std::string& key, Cycles value, const std::string& floor_key,
                   Cycles floor, bool or_equal) {
    if (floor < value || (or_equal && value == floor)) return;
    node.fail(key, std::to_string(value.value()) + " cycles; must be " +
                       (or_equal ? "at least " : "more than ") + floor_key + ", which is " +
                       std::to_string(floor.value()));
}

void check_order(const DramTimings& t, const ConfigNode& node) {
    // Not tRC >= tRAS + tRP: published presets round the three apart (HBM3 5.2 Gb/s has 63 against 45 + 19).
    require_above(node, "t_rc_cycles", t.rc, "t_ras_cycles", t.ras, false);
    require_above(node, "t_ras_cycles", t.ras, "t_rcd_cycles", t.rcd, true);
    require_above(node, "t_refi_cycles", t.refi, "t_rfc_cycles", t.rfc, false);
    require_above(node, "t_ccd_l_cycles", t.ccd_l, "t_ccd_s_cycles", t.ccd_s, true);
    require_above(node, "t_ccd_l_wr_cycles", t.ccd_l_wr, "t_ccd_l_cycles", t.ccd_l, true);
    require_above(node, "t_ccd_r_cycles", t.ccd_r, "t_bl_cycles", t.bl, true);
    require_above(node, "t_wtr_l_cycles", t.wtr_l, "t_wtr_s_cycles", t.wtr_s, true);
    require_above(node, "t_rrd_l_cycles", t.rrd_l, "t_rrd_s_cycles", t.rrd_s, true);
    require_above(node, "t_faw_cycles", t.faw, "t_rrd_s_cycles", t.rrd_s, true);
    if (t.rtw + t.cwl < t.cl + t.bl)
        node.fail("t_rtw_cycles", std::to_string(t.rtw.value()) +
                                      " cycles; a write's data must come after a read's, so that "
                                      "t_rtw_cycles + t_cwl_cycles is at least t_cl_cycles + t_bl_cycles");
}

DramTimings read_timings(const ConfigNode& node) {
    DramTimings t{};
    t.rp = cycles(node, "t_rp_cycles", "tRP, precharge to activate of a bank; JEDEC");
    t.rcd = cycles(node, "t_rcd_cycles", "tRCD, activate to column access of a bank; JEDEC");
    t.rcd_wr = cycles(node, "t_rcd_wr_cycles", "tRCDWR, activate to write of a bank; JEDEC");
    t.ras = cycles(node, "t_ras_cycles", "tRAS, activate to precharge of a bank; JEDEC");
    t.rc = cycles(node, "t_rc_cycles", "tRC, activate to activate of a bank; JEDEC");
    t.cl = cycles(node, "t_cl_cycles", "CL, read command to first data; JEDEC");
    t.cwl = cycles(node, "t_cwl_cycles", "CWL, write command to first data; JEDEC");
    t.wr = cycles(node, "t_wr_cycles", "tWR, end of write data to precharge; JEDEC");
    t.rtp = cycles(node, "t_rtp_cycles", "tRTP, read command to precharge; JEDEC");
    t.bl = cycles(node, "t_bl_cycles", "BL, time of one column access on the data bus; JEDEC");
    t.ccd_s = cycles(node, "t_ccd_s_cycles", "tCCD_S, column to column in different bank groups; JEDEC");
    t.ccd_l = cycles(node, "t_ccd_l_cycles", "tCCD_L, column to column in one bank group; JEDEC");
    t.ccd_l_wr = cycles(node, "t_ccd_l_wr_cycles", "tCCD_L_WR, write to write in one bank group; JEDEC");
    t.ccd_r =
        cycles(node, "t_ccd_r_cycles", "tCCD_R, column to column in different ranks or stack ids; JEDEC");
    t.rrd_s = cycles(node, "t_rrd_s_cycles", "tRRD_S, activate to activate in different bank groups; JEDEC");
    t.rrd_l = cycles(node, "t_rrd_l_cycles", "tRRD_L, activate to activate in one bank group; JEDEC");
    t.faw = cycles(node, "t_faw_cycles", "tFAW, window that holds at most four activates of a rank; JEDEC");
    t.wtr_s =
        cycles(node, "t_wtr_s_cycles", "tWTR_S, end of write data to read in another bank group; JEDEC");
    t.wtr_l = cycles(node, "t_wtr_l_cycles", "tWTR_L, end of write data to read in one bank group; JEDEC");
    t.rtw = cycles(node, "t_rtw_cycles", "tRTW, read command to write command on one data bus; JEDEC");
    t.ppd = cycles(node, "t_ppd_cycles", "tPPD, precharge to precharge on one command bus; JEDEC");
    t.refi = cycles(node, "t_refi_cycles", "tREFI, mean interval of all-bank refresh; JEDEC", 1000000);
    t.rfc = cycles(node, "t_rfc_cycles", "tRFC, duration of one all-bank refresh; JEDEC", 1000000);
    check_order(t, node);
    node.finish();
    return t;
}

DramRefresh read_refresh(const ConfigNode& node, const std::string& standard) {
    static const std::vector<std::string> modes = {"none", "all_bank", "per_bank", "same_bank",
                                                   "fine_grained"};
    DramRefresh refresh{};
    const std::string mode = node.word(
        "mode",
        {"how the controller refreshes: all banks of a rank at once, one bank, the same bank of every "
         "bank group, or all banks in shorter and more frequent commands; JEDEC",
         modes, "all_bank"});
    refresh.mode = static_cast<RefreshMode>(std::find(modes.begin(), modes.end(), mode) - modes.begin());
    const auto optional = [&](const char* key, const char* doc, std::uint64_t max) {
        return node.uint(key, {doc, 0, max, 0});
    };
    const auto as_cycles = [](std::uint64_t n) { return Cycles{static_cast<std::int64_t>(n)}; };
    refresh.rfc_pb =
        as_cycles(optional("t_rfc_pb_cycles",
                           "tRFCpb or tRFCsb, of one per-bank or same-bank command, in cycles of clock_khz; "
                           "0: the part has none; JEDEC",
                           1000000));
    refresh.rrefd = as_cycles(
        optional("t_rrefd_cycles",
                 "tRREFD, per-bank or same-bank refresh to the next one or to an activate of another "
                 "bank, in cycles of clock_khz; JEDEC",
                 100000));
    refresh.fine_divisor = static_cast<std::uint32_t>(
        optional("fine_divisor", "fine-grained commands per tREFI; 0: the part has none; JEDEC", 8));
    refresh.rfc_fine = as_cycles(
        optional("t_rfc_fine_cycles",
                 "tRFC2 or tRFC4, of one fine-grained command, in cycles of clock_khz; JEDEC", 1000000));
    const bool by_bank = refresh.mode == RefreshMode::per_bank || refresh.mode == RefreshMode::same_bank;
    if (by_bank && (refresh.rfc_pb == Cycles{0} || refresh.rrefd == Cycles{0}))
        node.fail("mode", "found " + mode + ", allowed with t_rfc_pb_cycles and t_rrefd_cycles above 0");
    const bool same_bank = refresh.mode == RefreshMode::same_bank;
    if (by_bank && same_bank != (standard == "DDR5"))
        node.fail("mode", "found " + mode + ", allowed for " + standard + " is " +
                              (standard == "DDR5" ? "same_bank" : "per_bank"));
    const bool fine = refresh.mode == RefreshMode::fine_grained;
    if (fine && (refresh.fine_divisor == 0 || refresh.rfc_fine == Cycles{0}))
        node.fail("mode", "found " + mode + ", allowed with fine_divisor and t_rfc_fine_cycles above 0");
    node.finish();
    return refresh;
}

CommandBus read_command_bus(const ConfigNode& node) {
    CommandBus bus{};
    bus.row_and_column =
        node.word("buses", {"whether row commands have a bus beside that of column commands; JEDEC",
                            {"one", "row_and_column"}}) == "row_and_column";
    bus.per_pseudo_channel = node.word("per", {"who shares the command buses; JEDEC",
                                               {"channel", "pseudo_channel"}}) == "pseudo_channel";
    bus.act = cycles(node, "act_cycles", "cycles of its bus that an activate takes; JEDEC", 8);
    bus.column = cycles(node, "column_cycles", "cycles of its bus that a read or write takes; JEDEC", 8);
    bus.other = cycles(node, "other_cycles",
                       "cycles of its bus that a precharge, a refresh or another command takes; JEDEC", 8);
    node.finish();
    return bus;
}

DramController read_controller(const ConfigNode& node) {
    DramController c{};
    c.scheduling =
        node.word("scheduling", {"order of ordinary accesses: row hits before older ones, or strictly "
                                 "by age",
                                 {"fr_fcfs", "fcfs"}}) == "fr_fcfs"
            ? Scheduling::fr_fcfs
            : Scheduling::fcfs;
    const std::string page = node.word(
        "page_policy", {"when a row is closed that no waiting access needs: never, at once, after a time",
                        {"open", "closed", "timeout"}});
    c.page_policy = page == "open"     ? PagePolicy::open
                    : page == "closed" ? PagePolicy::closed
                                       : PagePolicy::timeout;
    c.page_timeout =
        cycles(node, "page_timeout_cycles",
               "time without an access before a row is closed, under page_policy timeout", 1000000);
    c.read_queue = count(node, "read_queue", "reads of one pseudo-channel that the controller holds", 1024);
    c.write_queue =
        count(node, "write_queue", "writes of one pseudo-channel that the controller holds", 1024);
    c.write_high = count(node, "write_high_watermark", "waiting writes that start a drain", 1024);
    c.write_low = static_cast<std::uint32_t>(node.uint(
        "write_low_watermark", {"waiting writes at which a drain stops while reads wait", 0, 1024}));
    c.row_hit_cap = static_cast<std::uint32_t>(node.uint(
        "row_hit_cap", {"row hits of a bank that may go before an older access to another row; gem5 "
                        "DRAMInterface.py max_accesses_per_row",
                        1, 1024, 16}));
    c.address_map = node.text(
        "address_map", {"fields of an address from the most significant to the least: row, rank, bank_group, "
                        "bank, column, channel, pseudo_channel, each whole or in bit ranges such as "
                        "column[4:1]; every bit once"});
    if (c.write_high > c.write_queue || c.write_low >= c.write_high)
        node.fail("write_high_watermark",
                  "found " + std::to_string(c.write_high) +
                      ", allowed is more than write_low_watermark and at most write_queue");
    node.finish();
    return c;
}

void check_address_map(const DramPart& part, const ConfigNode& controller) {
    try {
        const AddressMap map(part.controller.address_map, part.geometry);
    } catch (const std::invalid_argument& error) {
        controller.fail("address_map", error.what());
    }
}

}  // namespace

double DramPart::peak_bytes_per_s() const {
    const auto interval = static_cast<double>(base::max(timing.ccd_s, timing.bl).value());
    return clock.hertz() / interval * geometry.column_bytes * geometry.chips * geometry.buses();
}

base::Cycles DramPart::refresh_all_cycles() const {
    const bool fine = refresh.mode == RefreshMode::fine_grained || refresh.mode == RefreshMode::same_bank;
    return fine && refresh.fine_divisor > 0 ? refresh.rfc_fine : timing.rfc;
}

base::Cycles DramPart::refresh_all_interval() const {
    const bool fine = refresh.mode == RefreshMode::fine_grained || refresh.mode == RefreshMode::same_bank;
    return fine && refresh.fine_divisor > 0 ? timing.refi / refresh.fine_divisor : timing.refi;
}

std::optional<base::Cycles> DramPart::longest_row() const {
    if (refresh.mode == RefreshMode::none) return std::nullopt;
    return timing.refi * 8;
}

double DramPart::refresh_share() const {
    const auto refi = static_cast<double>(timing.refi.value());
    switch (refresh.mode) {
        case RefreshMode::none:
            return 1.0;
        case RefreshMode::all_bank:
            return 1.0 - static_cast<double>(timing.rfc.value()) / refi;
        case RefreshMode::fine_grained:
            return 1.0 - static_cast<double>(refresh.rfc_fine.value()) * refresh.fine_divisor / refi;
        case RefreshMode::per_bank:
            return 1.0 - static_cast<double>(refresh.rfc_pb.value()) / refi;
        case RefreshMode::same_bank:
            return 1.0 - static_cast<double>(refresh.rfc_pb.value()) * refresh.same_bank_rounds() / refi;
    }
    return 1.0;
}

namespace {

/// A controller that refreshes must have time left: refreshes may take at most half of it.
void check_refresh(const DramPart& part, const ConfigNode& node) {
    const ConfigNode timing = node.child("timing", "timing rules in cycles; JEDEC names");
    const std::int64_t refi = part.timing.refi.value();
    const auto require = [&](std::int64_t least, const std::string& what) {
        if (refi >= least) return;
        timing.fail("t_refi_cycles", "found " + std::to_string(refi) + ", allowed is at least " +
                                         std::to_string(least) + ", " + what);
    };
    const DramGeometry& g = part.geometry;
    const DramRefresh& refresh = part.refresh;
    const std::int64_t rounds = refresh.same_bank_rounds();
    require(2 * part.timing.rfc.value(), "twice t_rfc_cycles");
    if (refresh.mode == RefreshMode::fine_grained)
        require(2 * rounds * refresh.rfc_fine.value(), "twice fine_divisor x t_rfc_fine_cycles");
    if (refresh.mode == RefreshMode::per_bank)
        require(2 * std::max(refresh.rfc_pb.value(), refresh.rrefd.value() * g.bank_groups * g.banks),
                "twice t_rfc_pb_cycles and t_rrefd_cycles for every bank");
    if (refresh.mode == RefreshMode::same_bank)
        require(2 * rounds * refresh.rfc_pb.value() * g.banks, "twice t_rfc_pb_cycles for every bank");
}

}  // namespace

DramPart DramPart::from(const base::ConfigNode& node) {
    DramPart part{};
    node.word("kind", {"what this part is", {"dram"}});
    part.name = node.text("name", {"name of the part, as results show it"});
    part.standard = node.word("standard", {"JEDEC family of the part",
                                           {"HBM2", "HBM3", "HBM4", "DDR4", "DDR5", "GDDR6", "LPDDR5"}});
    part.geometry = read_geometry(node);
    part.clock = base::Clock{static_cast<std::int64_t>(
        node.uint("clock_khz", {"command clock (CK) in kHz; JEDEC", 1000, 10000000}))};
    part.timing = read_timings(node.child("timing", "timing rules in cycles; JEDEC names"));
    part.refresh = read_refresh(node.child("refresh", "refresh; JEDEC"), part.standard);
    check_refresh(part, node);
    part.command_bus = read_command_bus(node.child("command_bus", "buses that commands travel over; JEDEC"));
    const ConfigNode controller = node.child("controller", "the memory controller of a channel");
    part.controller = read_controller(controller);
    check_address_map(part, controller);
    part.stream_efficiency = node.real(
        "stream_efficiency", {"share of the peak bandwidth that streaming reads and writes of the GPU or the "
                              "host reach; scale-snu/attacc_simulator MAX_OFF_MEM_BW_UTIL",
                              0.01, 1.0});
    return part;
}

}  // namespace pamsim::memory
