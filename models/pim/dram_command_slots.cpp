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

void DramContention::set_pace(Domain& d, double pace) const {
    if (pace == d.pace) return;
    d.at = now_ + (d.at - now_) * d.pace / pace;
    d.pace = pace;
}

/// What rows keep of their pace on a shared column command bus: MACs of earlier domains go first.
void DramContention::set_row_paces() {
    trains_ = 0;
    macs_ = delayed_ = 0;
    for (Domain& d : domains_) {
        if (d.phase != Phase::rows) continue;
        double met = 0;
        for (const Domain* earlier = domains_.data(); earlier != &d; ++earlier)
            if (earlier->phase == Phase::rows) met += meetings(d.rows(), earlier->rows());
        set_pace(d, 1 / (1 + met));
        macs_ += d.rows().macs;
        ++trains_;
    }
    for (const Domain& d : domains_)
        if (d.phase == Phase::rows) delayed_ += delays(d.rows(), trains_) * d.rows().macs;
}

/// What bursts keep: all MACs go first, and bursts of a later pseudo-channel have the slots that are left.
/// Where there are none they wait until something ends.
void DramContention::set_burst_paces() {
    constexpr double kNone = 1e-9;
    double free = 1 - macs_;
    for (Domain& d : domains_) {
        if (d.phase != Phase::bursts) continue;
        set_pace(d, std::max(kNone, std::min(1 - delayed_, free * times_.burst)));
        free -= d.pace / times_.burst;
    }
}

/// Both runs take every `burst`-th slot of the command bus: counted from where they began, and what put them
/// off since.
bool DramContention::same_slots(const Domain& a, const Domain& b) const {
    const auto begun = [&](const Domain& d) { return (d.at - now_) * d.pace - d.run_length(); };
    const double apart = begun(a) - begun(b);
    return std::lround(apart) % std::lround(times_.burst) == 0;
}

}  // namespace pamsim::pim
