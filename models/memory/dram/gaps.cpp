#include "memory/dram/gaps.h"

#include <algorithm>

namespace pamsim::memory {

Gaps::Gaps(const DramPart& part) {
    const DramTimings& t = part.timing;
    rp = t.rp.value(), rcd = t.rcd.value(), rcd_wr = t.rcd_wr.value(), ras = t.ras.value(), rc = t.rc.value();
    rtp = t.rtp.value(), bl = t.bl.value(), ccd_l = t.ccd_l.value(), ccd_l_wr = t.ccd_l_wr.value();
    ccd_s = base::max(t.ccd_s, t.bl).value();  // Tab. 1 of the PAM paper has a burst longer than tCCD_S
    rrd_s = t.rrd_s.value(), rrd_l = t.rrd_l.value(), faw = t.faw.value(), rtw = t.rtw.value();
    ppd = t.ppd.value();
    rfc = part.refresh_all_cycles().value();
    rfc_pb = part.refresh.rfc_pb.value(), rrefd = part.refresh.rrefd.value();
    write_data = (t.cwl + t.bl).value();
    write_to_pre = write_data + t.wr.value();
    wtr_s = write_data + t.wtr_s.value(), wtr_l = write_data + t.wtr_l.value();
    rank_gap = t.ccd_r.value();
    // Between ranks only the data must not meet: the gap of equal directions, moved by the latencies.
    const Cycle latencies = t.cl.value() - t.cwl.value();
    rank_rtw = std::max<Cycle>(1, rank_gap + latencies);
    rank_wtr = std::max<Cycle>(1, rank_gap - latencies);
}

void add(Rules& to, const Rules& more) {
    to.insert(to.end(), more.begin(), more.end());
}

}  // namespace pamsim::memory
