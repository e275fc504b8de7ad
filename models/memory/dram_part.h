// A DRAM part as its part file describes it: one device = one HBM stack or one DIMM.
#pragma once

#include <cstdint>
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

/// Timing rules in cycles of `clock` (JEDEC names).
struct DramTimings {
    base::Cycles rp, rcd, ras, rc, cl, wr, rtp;
    base::Cycles bl;            ///< burst on the data bus
    base::Cycles ccd_s, ccd_l;  ///< column to column, other / same bank group
    base::Cycles rrd_s, rrd_l, faw;
    base::Cycles refi, rfc;
};

struct DramPart {
    std::string name;
    std::string standard;  ///< HBM2, HBM3, DDR4, DDR5
    DramGeometry geometry;
    base::Clock clock;
    DramTimings timing;
    /// Share of the peak that streaming reads and writes of the GPU or the host reach (refresh, turnaround,
    /// misses).
    double stream_efficiency;

    /// column_bytes * chips per tCCD_S (the burst, if longer) on every bus: 665.6 GB/s for HBM3-5200, 25.6
    /// GB/s for a DDR4-3200 DIMM.
    double peak_bytes_per_s() const;
    /// Share of time that all-bank refresh leaves: 1 - tRFC / tREFI.
    double refresh_share() const;

    /// Reads the keys of a part file with `kind: dram`; does not call finish(): a `pim` group may follow.
    static DramPart from(const base::ConfigNode& node);
};

}  // namespace pamsim::memory
