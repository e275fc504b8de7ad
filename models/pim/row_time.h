// From one opening of a row in every bank to the next one, when nothing else is in the way.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "memory/dram/rule.h"
#include "memory/dram_part.h"

namespace pamsim::pim {

/// In cycles of the memory. Columns may be a mean over rows, hence double.
class RowTime {
public:
    RowTime(const memory::DramPart& part, const memory::PimTimings& pim)
        : opening_(static_cast<double>((pim.activates - 1) * part.timing.faw.value())),
          rcd_(value(part.timing.rcd)),
          rcd_wr_(value(part.timing.rcd_wr)),
          ras_(value(part.timing.ras)),
          rc_(value(part.timing.rc)),
          rp_(value(part.timing.rp)),
          rtp_(value(part.timing.rtp)),
          write_to_pre_(value(part.timing.cwl + part.timing.bl + part.timing.wr)),
          mac_(static_cast<double>(pim.mac_interval)) {}

    /// `columns` MACs, `interval` apart; units that take longer than a row change hold up the next row too.
    double row(double columns, double interval) const {
        return std::max(closed(rcd_ + (columns - 1) * interval + rtp_), columns * interval);
    }
    /// As many columns as take a row no longer than one does.
    std::uint32_t brief_columns(double interval) const {
        const double open = std::max(ras_, rc_ - rp_ - opening_);
        const double beside = std::floor((open - rcd_ - rtp_) / interval) + 1;
        return static_cast<std::uint32_t>(
            std::max(1.0, std::min(beside, std::floor(row(1, interval) / interval))));
    }
    double score_write(double columns) const {
        return closed(rcd_wr_ + (columns - 1) * mac_ + write_to_pre_);
    }
    double score_read(double columns) const { return closed(rcd_ + (columns - 1) * mac_ + rtp_); }
    /// ACT to the first MAC.
    double opening() const { return opening_ + rcd_; }

private:
    static double value(base::Cycles cycles) { return static_cast<double>(cycles.value()); }
    /// The row is precharged `busy` after its (last) ACT, but not before tRAS; and tRC holds.
    double closed(double busy) const { return std::max(opening_ + std::max(ras_, busy) + rp_, rc_); }

    double opening_, rcd_, rcd_wr_, ras_, rc_, rp_, rtp_, write_to_pre_, mac_;
};

}  // namespace pamsim::pim
