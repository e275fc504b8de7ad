// A DRAM part as its part file describes it: one device = one HBM stack or one DIMM.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/config.h"
#include "base/units.h"

namespace pamsim::memory {

/// Counts inside one device. A "bank" is the lockstep bank of all `chips` of a rank (1 for HBM, 8 for a x8
/// DIMM).
struct DramGeometry {
    std::uint32_t channels;
    std::uint32_t pseudo_channels;  ///< per channel
    std::uint32_t ranks;            ///< per pseudo-channel (HBM: stack ids)
    std::uint32_t bank_groups;      ///< per rank
    std::uint32_t banks;            ///< per bank group
    std::uint32_t rows;             ///< per bank
    std::uint32_t columns;          ///< column accesses per row
    std::uint32_t chips;            ///< chips of a rank that share commands
    std::uint32_t column_bytes;     ///< bytes of one column access, per chip

    std::uint32_t buses() const { return channels * pseudo_channels; }  ///< independent data buses per device
    /// Bank groups counted per chip: the PAM paper's bank groups (1280 per five HBM3 stacks, 32 per DIMM).
    std::uint32_t chip_bank_groups() const { return buses() * ranks * chips * bank_groups; }
    std::uint32_t chip_banks() const { return chip_bank_groups() * banks; }
    std::int64_t row_bytes() const {
        return std::int64_t{columns} * column_bytes;
    }  ///< of one bank of one chip
    base::Bytes capacity() const { return base::Bytes{chip_banks() * row_bytes() * std::int64_t{rows}}; }
};

/// Timing rules in cycles of `clock` (JEDEC names). rcd is that of reads, rcd_wr that of writes.
struct DramTimings {
    base::Cycles rp, rcd, rcd_wr, ras, rc, cl, cwl, wr, rtp;
    base::Cycles bl;            ///< burst on the data bus
    base::Cycles ccd_s, ccd_l;  ///< column to column, other / same bank group
    base::Cycles ccd_l_wr;      ///< write to write in one bank group
    base::Cycles ccd_r;         ///< column to column, other rank or stack id
    base::Cycles rrd_s, rrd_l, faw;
    base::Cycles wtr_s, wtr_l;  ///< end of write data to read command, other / same bank group
    base::Cycles rtw;           ///< read command to write command on one data bus
    base::Cycles ppd;           ///< precharge to precharge on one command bus
    base::Cycles refi, rfc;
};

/// How a controller refreshes: one command for all banks of a rank, one per bank, one for the same bank of
/// every bank group, or all-bank commands several times as often and shorter.
enum class RefreshMode { none, all_bank, per_bank, same_bank, fine_grained };

struct DramRefresh {
    RefreshMode mode;
    base::Cycles rfc_pb;  ///< of a per-bank or same-bank command (tRFCpb, tRFCsb); 0: the part has none
    base::Cycles rrefd;   ///< per-bank command to the next one, or to an activate of another bank
    std::uint32_t fine_divisor;  ///< fine-grained commands per tREFI; 0: the part has none
    base::Cycles rfc_fine;       ///< duration of one of them (tRFC2, tRFC4)

    /// Times per tREFI that REFsb comes to every bank: DDR5 has it in fine-granularity mode only.
    std::uint32_t same_bank_rounds() const { return fine_divisor > 0 ? fine_divisor : 1; }
};

/// Commands travel over one bus, or over two (rows and columns), which pseudo-channels may share.
struct CommandBus {
    bool row_and_column;  ///< ACT, PRE and REF beside RD and WR (HBM)
    bool per_pseudo_channel;
    base::Cycles act, column, other;  ///< cycles that one command occupies its bus
};

enum class Scheduling { fr_fcfs, fcfs };
enum class PagePolicy { open, closed, timeout };

/// The controller of one channel; queues are those of one pseudo-channel.
struct DramController {
    Scheduling scheduling;
    PagePolicy page_policy;
    base::Cycles page_timeout;  ///< without an access, before an open row is closed (timeout)
    std::uint32_t read_queue, write_queue;
    std::uint32_t write_high, write_low;  ///< writes that start and stop a drain
    std::uint32_t row_hit_cap;  ///< row hits of a bank that may go before an older access to another row
    std::string address_map;    ///< fields from the most significant to the least (address_map.h)
};

struct DramPart {
    std::string name;
    std::string standard;  ///< HBM2, HBM3, HBM4, DDR4, DDR5, GDDR6, LPDDR5
    DramGeometry geometry;
    base::Clock clock{1};
    DramTimings timing;
    DramRefresh refresh;
    CommandBus command_bus;
    DramController controller;
    /// Share of the peak that streaming reads and writes of the GPU or the host reach (refresh, turnaround,
    /// misses).
    double stream_efficiency;

    /// column_bytes * chips per tCCD_S (the burst, if longer) on every bus: 665.6 GB/s for HBM3-5200, 25.6
    /// GB/s for a DDR4-3200 DIMM.
    double peak_bytes_per_s() const;
    /// One all-bank refresh: tRFC, or that of the fine-granularity mode.
    base::Cycles refresh_all_cycles() const;
    /// Between two of them, when banks are refreshed all at once.
    base::Cycles refresh_all_interval() const;
    /// The longest that a row may hold refresh up: JEDEC lets eight be put off. None without refresh.
    std::optional<base::Cycles> longest_row() const;
    /// Share of time that refresh leaves to one bank: 1 - tRFC / tREFI with all-bank refresh.
    double refresh_share() const;

    /// Reads the keys of a part file with `kind: dram`; does not call finish(): a `pim` group may follow.
    static DramPart from(const base::ConfigNode& node);
};

}  // namespace pamsim::memory
