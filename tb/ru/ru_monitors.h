// What the streams of pam_ru or pam_ru_tree met, and what they show as text.
#pragma once

#include <cstdint>
#include <string>

#include "support/stalls.h"
#include "twins/ru_tree_twin.h"

namespace pamsim::tb {

/// Of cmd, the first and the last port, the first group's ret, and out.
class RuMonitors {
public:
    RuMonitors(Coverage& coverage, std::uint32_t ports)
        : last_(ports - 1),
          cmd_(coverage, "cmd"),
          in_first_(coverage, "in, first"),
          in_last_(coverage, "in, last"),
          ret_(coverage, "ret"),
          out_(coverage, "out") {}

    void cycle(const RuTreeIn& in, const RuTreeOut& out);
    /// Instead of cycle() in a cycle that resets or flushes.
    void aborted(const RuTreeIn& in, const RuTreeOut& out);

private:
    std::uint32_t last_;
    StallMonitor cmd_, in_first_, in_last_, ret_, out_;
};

std::string shown(const RuTreeOut& out);

}  // namespace pamsim::tb
