// Domains that wait for slots of the column command bus their pseudo-channels share.
#include <algorithm>
#include <cmath>

#include "pim/dram_contention.h"

namespace pamsim::pim {

/// MACs of a later domain that meet those of an earlier one go one cycle later, per cycle: at different
/// intervals they meet again and again, at equal ones only once after either opens a row.
double DramContention::meetings(const RowsTime& rows, const RowsTime& earlier) {
    if (rows.uneven || rows.interval != earlier.interval) return rows.macs * earlier.macs;
    return rows.openings * earlier.macs + rows.macs * earlier.openings;
}

/// How many of the MACs put a run of bursts off by one cycle: those that fall on its slots. After the first
/// of a train alone whose interval is a multiple of the bursts' none do; at intervals one off, all.
double DramContention::delays(const RowsTime& rows, std::uint32_t trains) const {
    if (trains > 1 || rows.uneven) return 1 / times_.burst;
    const auto beyond = static_cast<std::uint32_t>(rows.interval) % static_cast<std::uint32_t>(times_.burst);
    if (beyond > 1) return 1 / times_.burst;
    return beyond;
}

/// What rows keep of their pace on a shared column command bus: MACs of earlier domains go first.
void DramContention::set_row_paces() {
    trains_ = 0;
    macs_ = delayed_ = 0;
    for (Domain& d : domains_) {
        if (!works(d)) continue;
        double met = 0;
        for (const Domain* earlier = domains_.data(); earlier != &d; ++earlier)
            if (works(*earlier)) met += meetings(d.rows(), earlier->rows());
        d.pace = 1 / (1 + met);
        macs_ += d.rows().macs;
        ++trains_;
    }
    for (const Domain& d : domains_)
        if (works(d)) delayed_ += delays(d.rows(), trains_) * d.rows().macs;
}

/// What bursts keep: all MACs go first, and bursts of a later pseudo-channel have the slots that are left.
void DramContention::set_burst_paces() {
    double free = 1 - macs_;
    for (Domain& d : domains_) {
        if (d.phase != Phase::bursts) continue;
        d.pace = std::max(0.1, std::min(1 - delayed_, free * times_.burst));
        free -= d.pace / times_.burst;
    }
}

/// Both runs take every `burst`-th slot of the command bus: counted from where they began, and what put them
/// off since.
bool DramContention::same_slots(const Domain& a, const Domain& b) const {
    const double apart = (a.left - a.run_length()) - (b.left - b.run_length());
    return std::lround(apart) % std::lround(times_.burst) == 0;
}

}  // namespace pamsim::pim
