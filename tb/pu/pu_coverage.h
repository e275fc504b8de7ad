// What a bench of pam_pu met: values and stalls of every stream, shapes of commands, commands cut short.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "numerics/processing_unit.h"
#include "support/coverage.h"
#include "support/stalls.h"
#include "support/values.h"
#include "twins/pu_ports.h"

namespace pamsim::tb {

class PuCoverage {
public:
    PuCoverage(Coverage& coverage, const numerics::PuShape& shape);

    /// One cycle; `op`: of the command that runs.
    void cycle(const PuIn& in, const PuOut& out, std::optional<PuOp> op);
    void command(const PuCommand& command);
    /// A flush or reset cut this command short, or came while none ran.
    void aborted(bool reset, std::optional<PuOp> op);

    /// Bins that no bench of this shape can hit.
    std::vector<std::string> impossible() const;

private:
    struct Stream {
        StallMonitor monitor;
        bool waiting = false;
        void cycle(bool valid, bool ready, bool flush);
    };
    void values(const PuIn& in, const PuOut& out, std::optional<PuOp> op);

    numerics::PuShape shape_;
    Stream cmd_, q_, data_, score_in_, score_, out_;
    ValueMonitor q_values_, k_values_, v_values_, score_in_values_, score_values_, out_values_;
    std::vector<Coverage::Row*> commands_;  ///< by kind of command, then bin of beats
    std::vector<Coverage::Row*> tokens_;    ///< by kind of command but load_q
    std::array<Coverage::Row*, 2> aborts_;  ///< flush, reset
};

}  // namespace pamsim::tb
