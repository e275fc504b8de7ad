#include "timing/dram_rules.h"

namespace pamsim::tests {
namespace {

using memory::CommandBus;
using memory::DramRefresh;
using memory::DramTimings;

Key timing(const std::string& name, Cycles DramTimings::*member) {
    return {name, [member](Setting& setting) { setting.part.timing.*member += Cycles{1}; }};
}
Key refresh(const std::string& name, Cycles DramRefresh::*member) {
    return {name, [member](Setting& setting) { setting.part.refresh.*member += Cycles{1}; }};
}
Key bus(const std::string& name, Cycles CommandBus::*member) {
    return {name, [member](Setting& setting) { setting.part.command_bus.*member += Cycles{1}; }};
}

}  // namespace

const std::vector<Key>& dram_keys() {
    using T = DramTimings;
    static const std::vector<Key> keys = {
        timing("t_rp", &T::rp),
        timing("t_rcd", &T::rcd),
        timing("t_rcd_wr", &T::rcd_wr),
        timing("t_ras", &T::ras),
        timing("t_rc", &T::rc),
        timing("t_cl", &T::cl),
        timing("t_cwl", &T::cwl),
        timing("t_wr", &T::wr),
        timing("t_rtp", &T::rtp),
        timing("t_bl", &T::bl),
        timing("t_ccd_s", &T::ccd_s),
        timing("t_ccd_l", &T::ccd_l),
        timing("t_ccd_l_wr", &T::ccd_l_wr),
        timing("t_ccd_r", &T::ccd_r),
        timing("t_rrd_s", &T::rrd_s),
        timing("t_rrd_l", &T::rrd_l),
        timing("t_faw", &T::faw),
        timing("t_wtr_s", &T::wtr_s),
        timing("t_wtr_l", &T::wtr_l),
        timing("t_rtw", &T::rtw),
        timing("t_ppd", &T::ppd),
        timing("t_rfc", &T::rfc),
        refresh("t_rfc_pb", &DramRefresh::rfc_pb),
        refresh("t_rrefd", &DramRefresh::rrefd),
        refresh("t_rfc_fine", &DramRefresh::rfc_fine),
        bus("act", &CommandBus::act),
        bus("column", &CommandBus::column),
        bus("other", &CommandBus::other),
    };
    return keys;
}

}  // namespace pamsim::tests
