// A part's timings as the tables of rules need them.
#pragma once

#include "memory/dram/rule.h"
#include "memory/dram_part.h"

namespace pamsim::memory {

/// Cycles of a part's rules as plain numbers, with the sums that several rules share.
struct Gaps {
    explicit Gaps(const DramPart& part);
    Cycle rp, rcd, rcd_wr, ras, rc, rtp, bl, ccd_s, ccd_l, ccd_l_wr, rrd_s, rrd_l, faw, rtw, ppd, rfc, rfc_pb,
        rrefd;
    Cycle write_data;          ///< write command to the end of its data
    Cycle write_to_pre;        ///< and until the bank may be precharged
    Cycle wtr_s, wtr_l;        ///< write command to read command
    Cycle rank_gap;            ///< column to column of two ranks
    Cycle rank_rtw, rank_wtr;  ///< with a change of direction
};

/// Appends.
void add(Rules& to, const Rules& more);

}  // namespace pamsim::memory
