#include "memory/dram_part.h"

#include <utility>

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
    require_above(node, "t_rrd_l_cycles", t.rrd_l, "t_rrd_s_cycles", t.rrd_s, true);
    require_above(node, "t_faw_cycles", t.faw, "t_rrd_s_cycles", t.rrd_s, true);
}

DramTimings read_timings(const ConfigNode& node) {
    DramTimings t{};
    t.rp = cycles(node, "t_rp_cycles", "tRP, precharge to activate of a bank; JEDEC");
    t.rcd = cycles(node, "t_rcd_cycles", "tRCD, activate to column access of a bank; JEDEC");
    t.ras = cycles(node, "t_ras_cycles", "tRAS, activate to precharge of a bank; JEDEC");
    t.rc = cycles(node, "t_rc_cycles", "tRC, activate to activate of a bank; JEDEC");
    t.cl = cycles(node, "t_cl_cycles", "CL, read command to first data; JEDEC");
    t.wr = cycles(node, "t_wr_cycles", "tWR, end of write data to precharge; JEDEC");
    t.rtp = cycles(node, "t_rtp_cycles", "tRTP, read command to precharge; JEDEC");
    t.bl = cycles(node, "t_bl_cycles", "BL, time of one column access on the data bus; JEDEC");
    t.ccd_s = cycles(node, "t_ccd_s_cycles", "tCCD_S, column to column in different bank groups; JEDEC");
    t.ccd_l = cycles(node, "t_ccd_l_cycles", "tCCD_L, column to column in one bank group; JEDEC");
    t.rrd_s = cycles(node, "t_rrd_s_cycles", "tRRD_S, activate to activate in different bank groups; JEDEC");
    t.rrd_l = cycles(node, "t_rrd_l_cycles", "tRRD_L, activate to activate in one bank group; JEDEC");
    t.faw = cycles(node, "t_faw_cycles", "tFAW, window that holds at most four activates of a rank; JEDEC");
    t.refi = cycles(node, "t_refi_cycles", "tREFI, mean interval of all-bank refresh; JEDEC", 1000000);
    t.rfc = cycles(node, "t_rfc_cycles", "tRFC, duration of one all-bank refresh; JEDEC", 1000000);
    check_order(t, node);
    node.finish();
    return t;
}

}  // namespace

double DramPart::peak_bytes_per_s() const {
    const auto interval = static_cast<double>(base::max(timing.ccd_s, timing.bl).value());
    return clock.hertz() / interval * geometry.column_bytes * geometry.chips * geometry.buses();
}

double DramPart::refresh_share() const {
    return 1.0 - static_cast<double>(timing.rfc.value()) / static_cast<double>(timing.refi.value());
}

DramPart DramPart::from(const base::ConfigNode& node) {
    node.word("kind", {"what this part is", {"dram"}});
    std::string name = node.text("name", {"name of the part, as results show it"});
    std::string standard =
        node.word("standard", {"JEDEC family of the part", {"HBM2", "HBM3", "DDR4", "DDR5"}});
    const DramGeometry geometry = read_geometry(node);
    const base::Clock clock{static_cast<std::int64_t>(
        node.uint("clock_khz", {"command clock (CK) in kHz; JEDEC", 1000, 10000000}))};
    const DramTimings timing = read_timings(node.child("timing", "timing rules in cycles; JEDEC names"));
    const double efficiency = node.real(
        "stream_efficiency", {"share of the peak bandwidth that streaming reads and writes of the GPU or the "
                              "host reach; scale-snu/attacc_simulator MAX_OFF_MEM_BW_UTIL",
                              0.01, 1.0});
    return {std::move(name), std::move(standard), geometry, clock, timing, efficiency};
}

}  // namespace pamsim::memory
