#include "ru/ru_monitors.h"

#include <sstream>

namespace pamsim::tb {

void RuMonitors::cycle(const RuTreeIn& in, const RuTreeOut& out) {
    cmd_.cycle(in.cmd_valid, out.cmd_ready);
    in_first_.cycle((in.in_valid & 1u) != 0, (out.in_ready & 1u) != 0);
    in_last_.cycle((in.in_valid >> last_ & 1u) != 0, (out.in_ready >> last_ & 1u) != 0);
    ret_.cycle(out.ret[0].valid, (in.ret_ready & 1u) != 0);
    out_.cycle(out.out_valid, in.out_ready);
}

void RuMonitors::aborted(const RuTreeIn& in, const RuTreeOut& out) {
    cmd_.aborted(in.cmd_valid);
    in_first_.aborted((in.in_valid & 1u) != 0);
    in_last_.aborted((in.in_valid >> last_ & 1u) != 0);
    ret_.aborted(out.ret[0].valid);
    out_.aborted(out.out_valid);
}

std::string shown(const RuTreeOut& out) {
    std::ostringstream text;
    text << "cmd_ready " << out.cmd_ready << std::hex << " in_ready " << out.in_ready;
    for (const RuTreeOut::Ret& ret : out.ret)
        if (ret.valid) text << " ret " << ret.data << (ret.last ? " last" : "");
    if (!out.out_valid) return text.str();
    text << " out";
    for (const numerics::Bits32 value : out.out) text << ' ' << value;
    return text.str() + (out.out_last ? " last" : "");
}

}  // namespace pamsim::tb
