// `pamsim attention --values on` as tests ask for it.
#pragma once

#include <regex>

#include "support/program.h"

namespace pamsim::test {

struct Attended {
    std::string model, batch, context;
};

/// Fills all three levels of the small platform.
inline const Attended kThreeLevels{"tiny", "8", "512"};

inline Words attention(const Attended& what) {
    return {"attention", "pam-mini",  "--model",    what.model, "--batch",
            what.batch,  "--context", what.context, "--values", "on"};
}

}  // namespace pamsim::test
